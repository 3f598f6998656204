#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Networks of the size of ResNet-50, VGG-19, DenseNet-121, Inception and ViT-B with random weights:
# exported by PyTorch, then run by both on one thread, four pictures at a time. Prints seconds
# forward and back with their ratio, memory, and how far logits and gradient lie from PyTorch's.
# usage: bench/large_networks.sh [rounds, default 5 [networks, default all: names joined by commas]]
# The temporary files take 1.1 GB.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
networks=${2:-all}
if [ $# -gt 2 ] || [[ ! $rounds =~ ^[1-9][0-9]{0,3}$ ]]; then
  echo "usage: bench/large_networks.sh [rounds, 1 to 9999 [networks, as resnet-50,vit-b]]" >&2
  exit 2
fi
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cmake --build build --target bench_large_network -j"$(nproc)" >"$folder/log" 2>&1 ||
  { cat "$folder/log"; exit 1; }
OMP_NUM_THREADS=1 taskset -c 0 /usr/bin/python3 bench/large_networks.py \
  build/bin/bench_large_network "$folder" "$rounds" "$networks"
