# SPDX-License-Identifier: MIT
"""Small made data under MNIST's names, and a network trained on it."""
import gzip
import random
import struct
import subprocess

TRAINING = """lucarne: 1
name: made
data:
  format: idx
  train: {images: train-images.gz, labels: train-labels.gz}
  scale: 255
model:
  file: made.onnx
  train: {hidden: [16, 12], epochs: 1, batch_size: 32}
stages:
  - plugin: weights
    with: {neurons: 1}
"""


def write_split(folder, images, labels, n_items):
    """Digits k as a bright bar in row k, with noise; every eleventh label is wrong."""
    chance = random.Random(n_items)
    pixels = bytearray()
    classes = bytearray()
    for item in range(n_items):
        digit = item % 10
        rows = [[chance.randrange(40) for _ in range(28)] for _ in range(28)]
        rows[2 + 2 * digit] = [255] * 28
        pixels += bytes(value for row in rows for value in row)
        classes.append(digit if item % 11 else (digit + 1) % 10)
    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(folder / images, "wb") as file:
        file.write(struct.pack(">4I", 0x803, n_items, 28, 28) + pixels)
    with gzip.open(folder / labels, "wb") as file:
        file.write(struct.pack(">2I", 0x801, n_items) + classes)


def write_test_split(folder):
    """The test split under the names that MNIST's has."""
    write_split(folder, "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", 300)


def write_network(lucarne, folder):
    """Trains a small network and returns its ONNX file."""
    write_split(folder, "train-images.gz", "train-labels.gz", 400)
    (folder / "made.yaml").write_text(TRAINING)
    subprocess.run([lucarne, "run", "made.yaml", "--threads", "2"], cwd=folder, check=True,
                   capture_output=True)
    return folder / "made.onnx"
