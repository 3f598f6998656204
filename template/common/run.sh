#!/bin/sh
# Builds the plugin, tests it, and runs it on the small data of this folder. LUCARNE names the
# program to use (default: the first 'lucarne' in PATH). Arguments go to 'lucarne run'.
set -eu
name=${LUCARNE:-lucarne}
lucarne=$(command -v "$name") || {
  echo "error: no program '$name'; set LUCARNE to the path of lucarne" >&2
  exit 1
}
lucarne=$(readlink -f "$lucarne")
cd "$(dirname "$0")"

cmake -S . -B build -DCMAKE_PREFIX_PATH="$(dirname "$(dirname "$lucarne")")"
cmake --build build -j 2
ctest --test-dir build --output-on-failure
"$lucarne" run pipeline.yaml --plugin-dir build/plugins "$@"
