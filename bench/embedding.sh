#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# t-SNE: scikit-learn (and openTSNE where python3 finds it) and Lucarne in turn, the same features,
# perplexity 30, 1000 iterations, two threads each; then UMAP, with umap-learn where it is found. Prints medians, ratios, what the maps are worth,
# memory, where the time goes, and how it grows with the number of points.
# usage: bench/embedding.sh [rounds, default 3 [cases, default 1000,10000,70000,growth]]
# At 70 000 points scikit-learn, which takes a quarter of an hour, runs where LUCARNE_BENCH_SLOW_PEERS
# is set. The perceptron is the one that scripts/demo.sh trains, or the file that MNIST_PERCEPTRON names.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
cases=${2:-1000,10000,70000,growth}
perceptron=${MNIST_PERCEPTRON:-configs/models/mnist.onnx}
if [ $# -gt 2 ] || [[ ! $rounds =~ ^[1-9][0-9]{0,3}$ ]] ||
  [[ ! $cases =~ ^(1000|10000|70000|growth)(,(1000|10000|70000|growth))*$ ]]; then
  echo "usage: bench/embedding.sh [rounds, 1 to 9999 [cases, of 1000,10000,70000,growth]]" >&2
  exit 2
fi
[ -e "$perceptron" ] || {
  echo "'$perceptron' is missing: run scripts/demo.sh first, or name one in MNIST_PERCEPTRON" >&2
  exit 1
}
log=$(mktemp)
trap 'rm "$log"' EXIT
cmake --build build --target bench_embedding -j"$(nproc)" >"$log" 2>&1 || { cat "$log"; exit 1; }
threads=${LUCARNE_BENCH_THREADS:-2}
OMP_NUM_THREADS=$threads taskset -c 0-$((threads - 1)) \
  /usr/bin/python3 bench/embedding.py build/bin/bench_embedding data/mnist "$perceptron" "$rounds" \
  "$threads" "$cases"
