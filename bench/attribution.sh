#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Attribution methods on MNIST's test images: PyTorch and Lucarne in turn, the same networks,
# images and settings, two threads each. Prints medians, ratios, and GFLOP/s of the plain method's
# products against the machine's sgemm peak.
# The ratio of processor time, which others on the machine disturb less, stands beside that of wall
# time; LUCARNE_BENCH_THREADS=1 keeps either side's threads from waiting for each other.
# usage: bench/attribution.sh [rounds, default 3 [cases, default all: names joined by commas]]
# The perceptron is the one that scripts/demo.sh trains, or the file that MNIST_PERCEPTRON names.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
cases=${2:-all}
perceptron=${MNIST_PERCEPTRON:-configs/models/mnist.onnx}
if [ $# -gt 2 ] || [[ ! $rounds =~ ^[1-9][0-9]{0,3}$ ]]; then
  echo "usage: bench/attribution.sh [rounds, 1 to 9999 [cases, as forward,saliency]]" >&2
  exit 2
fi
[ -e "$perceptron" ] || {
  echo "'$perceptron' is missing: run scripts/demo.sh first, or name one in MNIST_PERCEPTRON" >&2
  exit 1
}
log=$(mktemp)
trap 'rm "$log"' EXIT
cmake --build build --target bench_attribution -j"$(nproc)" >"$log" 2>&1 || { cat "$log"; exit 1; }
threads=${LUCARNE_BENCH_THREADS:-2}
cores=0-$((threads - 1))
OMP_NUM_THREADS=$threads taskset -c "$cores" /usr/bin/python3 bench/attribution.py \
  build/bin/bench_attribution data/mnist "$rounds" "$threads" "$cases" \
  "perceptron=$perceptron" cnn=data/models/mnist-cnn.onnx
