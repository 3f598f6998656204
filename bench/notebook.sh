#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The notebook's whole analysis in Python against `lucarne run`, on the same trained network: wall
# times of whole processes in turn on two cores, their medians and ratio, peak memory, and what each
# part and stage takes. usage: bench/notebook.sh [rounds, default 5]
# Builds and installs nothing; run it on a quiet machine after scripts/demo.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
if [ $# -gt 1 ] || [[ ! $rounds =~ ^[1-9][0-9]{0,3}$ ]]; then
  echo "usage: bench/notebook.sh [rounds, 1 to 9999]" >&2
  exit 2
fi

for file in build/bin/lucarne configs/models/mnist.onnx; do
  [ -e "$file" ] || {
    echo "'$file' is missing: run scripts/demo.sh first" >&2
    exit 1
  }
done

missing=()
for module in numpy sklearn matplotlib seaborn onnx; do
  /usr/bin/python3 -c "import importlib.util as u, sys; sys.exit(u.find_spec('$module') is None)" ||
    missing+=("python3-$module")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "Debian packages are missing. As root: apt-get install ${missing[*]}" >&2
  exit 1
fi

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
/usr/bin/python3 bench/notebook_weights.py configs/models/mnist.onnx "$folder/weights.npz"
/usr/bin/python3 bench/notebook_compare.py "$rounds" "$folder"
