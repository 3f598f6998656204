#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Trains data/models/mnist-cnn.onnx with PyTorch (Debian: python3-torch), on one thread.

From the project's folder: python3 data/models/mnist_cnn.py
"""

import gzip
import pathlib

import numpy as np
import torch
from torch import nn

here = pathlib.Path(__file__).resolve().parent
mnist = here.parent / "mnist"


def images(name):
    with gzip.open(mnist / f"{name}-images-idx3-ubyte.gz") as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=16)
    return torch.from_numpy(pixels.reshape(-1, 1, 28, 28).astype(np.float32) / 255)


def labels(name):
    with gzip.open(mnist / f"{name}-labels-idx1-ubyte.gz") as file:
        return torch.from_numpy(np.frombuffer(file.read(), np.uint8, offset=8).astype(np.int64))


def accuracy(network, x, y):
    network.eval()
    with torch.no_grad():
        hits = sum((network(a).argmax(1) == b).sum().item()
                   for a, b in zip(x.split(1000), y.split(1000)))
    return hits / len(y)


torch.manual_seed(1)
torch.set_num_threads(1)  # sums over threads would round otherwise on another machine
network = nn.Sequential(
    nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(32 * 5 * 5, 64), nn.ReLU(), nn.Linear(64, 10))

# As configs/mnist-cnn.yaml splits them: the last 10 000 are for validation.
x, y = images("train")[:50000], labels("train")[:50000]
epochs, batch = 5, 100
steps = epochs * len(x) // batch
optimiser = torch.optim.Adam(network.parameters())
schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=0.004, total_steps=steps)
for epoch in range(epochs):
    network.train()
    for rows in torch.randperm(len(x)).split(batch):
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(x[rows]), y[rows]).backward()
        optimiser.step()
        schedule.step()
    print(f"epoch {epoch + 1}: {accuracy(network, x[-10000:], y[-10000:]):.4f} of training items",
          flush=True)

print(f"test accuracy {accuracy(network, images('t10k'), labels('t10k')):.4f}")
torch.onnx.export(network, x[:1], here / "mnist-cnn.onnx", opset_version=13,
                  input_names=["image"], output_names=["logits"],
                  dynamic_axes={"image": {0: "N"}, "logits": {0: "N"}})
