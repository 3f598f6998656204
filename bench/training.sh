#!/bin/bash
# SPDX-License-Identifier: MIT
# Training 784-256-128-10 on MNIST's 60 000 images: numpy and Lucarne in turn, seconds of training
# alone. usage: bench/training.sh [rounds [epochs]]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
epochs=${2:-10}
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT

cmake --preset release > "$folder/log" 2>&1 &&
  cmake --build build --target bench_training -j"$(nproc)" >> "$folder/log" 2>&1 ||
  { cat "$folder/log"; exit 1; }

for ((round = 1; round <= rounds; ++round)); do
  numpy=$(/usr/bin/python3 bench/training.py data/mnist 0.001 "$epochs" 42)
  lucarne=$(build/bin/bench_training data/mnist 0.001 "$epochs" 0 "$(nproc)" 42)
  echo "round $round: numpy $numpy; lucarne $lucarne"
  echo "${numpy%% *}" >> "$folder/numpy"
  echo "${lucarne%% *}" >> "$folder/lucarne"
done

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
numpy=$(median "$folder/numpy")
lucarne=$(median "$folder/lucarne")
awk -v n="$numpy" -v l="$lucarne" -v r="$rounds" 'BEGIN {
  printf "medians of %d: numpy %.2f s, lucarne %.2f s: %.2f times as fast\n", r, n, l, n / l }'
