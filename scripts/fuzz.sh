#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The readers of ONNX files and arrays under libFuzzer, with AddressSanitizer and UBSan, for some
# seconds (default 60). What breaks them is left in the folder as crash-*, timeout-* or oom-*: a file
# to hand to `lucarne inspect`. The seed (default 1) makes two runs try the same inputs in the same
# order; to look further, take more seconds or another one. usage: scripts/fuzz.sh [SECONDS [SEED]]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
seed=${2:-1}
if [ $# -gt 2 ] || [[ ! $seconds =~ ^[1-9][0-9]{0,5}$ || ! $seed =~ ^[1-9][0-9]{0,8}$ ]]; then
  echo "usage: scripts/fuzz.sh [SECONDS [SEED]], both whole numbers from 1 on" >&2
  exit 2
fi
# shellcheck source=scripts/prepare.sh
. scripts/prepare.sh clang libclang-rt-14-dev python3-numpy python3-onnx libonnx-testdata
build fuzz fuzz_readers
/usr/bin/python3 tests/fuzz/make_seeds.py build-fuzz/seeds
mkdir -p build-fuzz/found
cd build-fuzz
# A file of a kilobyte that claims two gigabytes must be refused, not believed.
tests/fuzz_readers -seed="$seed" -max_total_time="$seconds" -max_len=16384 -timeout=20 \
  -rss_limit_mb=1500 -malloc_limit_mb=500 -print_final_stats=1 -verbosity=0 found seeds
echo "fuzz: nothing found in $seconds s"
