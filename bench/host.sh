#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What the host costs, whole processes: a run of ten stages that compute nothing (load, validate,
# plan, write, manifest), the same with each stage in a process of its own, and a run of
# configs/mnist.yaml with every stage in the cache. usage: bench/host.sh [rounds, default 11]
# Run it on a quiet machine after scripts/demo.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-11}
if [ $# -gt 1 ] || [[ ! $rounds =~ ^[1-9][0-9]{0,3}$ ]]; then
  echo "usage: bench/host.sh [rounds, 1 to 9999]" >&2
  exit 2
fi
[ -e configs/models/mnist.onnx ] || {
  echo "'configs/models/mnist.onnx' is missing: run scripts/demo.sh first" >&2
  exit 1
}
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cmake --build build --target lucarne plugins bench_trivial -j"$(nproc)" >"$folder/log" 2>&1 ||
  { cat "$folder/log"; exit 1; }
chmod go-w build/bench/plugins

# 30 items of 4 x 4 bytes with their labels, in IDX, and a network 16-5-3 trained on them once.
{ printf '\0\0\010\003\0\0\0\036\0\0\0\004\0\0\0\004'; head -c 480 /dev/zero | tr '\0' '\100'; } >"$folder/images"
{ printf '\0\0\010\001\0\0\0\036'; for _ in 1 2 3 4 5 6 7 8 9 10; do printf '\0\001\002'; done; } >"$folder/labels"
{
  echo 'lucarne: 1'
  echo 'data: {format: idx, train: {images: images, labels: labels}, test: {images: images, labels: labels}}'
  echo 'model: {file: network.onnx, train: {hidden: [5], epochs: 1, batch_size: 8}}'
  echo 'stages:'
  for k in 0 1 2 3 4 5 6 7 8 9; do echo "  - {id: stage$k, plugin: trivial, isolate: false}"; done
} >"$folder/ten.yaml"
sed 's/, isolate: false//' "$folder/ten.yaml" >"$folder/isolated.yaml"

# Milliseconds of one process, appended to a file.
took() {
  local name=$1 start end
  shift
  start=$(date +%s%N)
  "$@" >"$folder/out" 2>&1 || { cat "$folder/out" >&2; exit 1; }
  end=$(date +%s%N)
  echo $(((end - start) / 1000)) >>"$folder/$name.times"
}
median() { sort -n "$folder/$1.times" | awk '{ v[NR] = $1 } END { printf "%.1f", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2000 }'; }

export LUCARNE_CACHE=$folder/cache
mnist=(build/bin/lucarne run configs/mnist.yaml --output "$folder/mnist")
ten=(build/bin/lucarne run --no-cache --plugin-dir build/bench/plugins --threads 2)
"${mnist[@]}" >"$folder/out" 2>&1 || { cat "$folder/out" >&2; exit 1; }
"${ten[@]}" "$folder/ten.yaml" --output "$folder/ten" >"$folder/out" 2>&1 || { cat "$folder/out" >&2; exit 1; }
for ((round = 1; round <= rounds; ++round)); do
  took none build/bin/lucarne --version
  took plain "${ten[@]}" "$folder/ten.yaml" --output "$folder/ten"
  took isolated "${ten[@]}" "$folder/isolated.yaml" --output "$folder/isolated"
  took cached "${mnist[@]}"
done

echo "load before: $(cut -d' ' -f1 /proc/loadavg)"
echo "medians of $rounds, milliseconds of whole processes:"
echo "  lucarne --version                          $(median none)"
echo "  ten stages that compute nothing            $(median plain)"
echo "  the same, each in a process of its own     $(median isolated)"
echo "  configs/mnist.yaml, all from the cache     $(median cached)"
awk -v a="$(median plain)" -v b="$(median isolated)" 'BEGIN { printf "isolation costs %.1f ms a stage\n", (b - a) / 10 }'
