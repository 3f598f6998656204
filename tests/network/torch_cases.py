#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes small networks as PyTorch exports them, with inputs, outputs and input gradients.

Run with python3-torch 1.13; the tests read what lies in torch_cases/ and need no PyTorch.
Each case is NAME.onnx and NAME.json: items, outputs and the gradient of sum(seed * output).
"""
import json
import pathlib

import torch
from torch import nn


class Encoder(nn.Module):
    """A transformer's block with multi-head attention, the sequence read from the shape."""

    def __init__(self, width=8, heads=2):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads)
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.inner, self.outer = nn.Linear(width, 12), nn.Linear(12, width)
        self.classify = nn.Linear(width, 3)

    def forward(self, x):
        x = x.transpose(0, 1)
        attended, _ = self.attention(x, x, x, need_weights=False)
        x = self.first(x + attended)
        x = self.second(x + self.outer(torch.relu(self.inner(x))))
        return self.classify(x.transpose(0, 1).mean(1))


class OwnAttention(nn.Module):
    """Attention written out with view and transpose, as most repositories have it."""

    def __init__(self, width=8, heads=2):
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        n, length, width = x.shape
        qkv = self.qkv(x).reshape(n, length, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        weights = (q @ k.transpose(-2, -1) * (width // self.heads) ** -0.5).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).reshape(n, length, width))


class Vit(nn.Module):
    """Patches, a class token that is expanded to the batch, positions, one block."""

    def __init__(self, width=8):
        super().__init__()
        self.embed = nn.Linear(4, width)
        self.token = nn.Parameter(torch.randn(1, 1, width))
        self.positions = nn.Parameter(torch.randn(1, 10, width))
        self.attention, self.norm = OwnAttention(width), nn.LayerNorm(width)
        self.classify = nn.Linear(width, 3)

    def forward(self, x):
        n = x.shape[0]
        x = x.view(n, 3, 2, 3, 2).permute(0, 1, 3, 2, 4).reshape(n, 9, 4)
        x = torch.cat([self.token.expand(n, -1, -1), self.embed(x)], 1) + self.positions
        x = x + self.attention(self.norm(x))
        return self.classify(x[:, 0])


class Arithmetic(nn.Module):
    """Flattening by sizes that are computed, chunks, joins, stacks and masks."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(12, 4)

    def forward(self, x):
        a, b = x.chunk(2, dim=2)
        x = torch.cat([torch.tanh(a), b.flip(2)], 2)
        x = x.view(x.size(0), x.size(1) * x.size(2))
        y = self.linear(x)
        y = torch.stack([y, y * 2], 1)[:, 1]
        return torch.where(y > 0, y, y * 0.1)


class Recurrent(nn.Module):
    """A step by step loop that begins with zeros for each item."""

    def __init__(self):
        super().__init__()
        self.cell, self.classify = nn.Linear(5, 3), nn.Linear(3, 2)

    def forward(self, x):
        h = torch.zeros(x.size(0), 3)
        for t in range(3):
            h = torch.tanh(self.cell(torch.cat([x[:, t], h], 1)))
        return self.classify(h)


CASES = {
    "encoder": (Encoder, (5, 8)),
    "attention": (OwnAttention, (5, 8)),
    "vit": (Vit, (6, 6)),
    "arithmetic": (Arithmetic, (3, 4)),
    "recurrent": (Recurrent, (3, 2)),
}


def write(folder, name, module, shape, open_batch, opset):
    torch.manual_seed(1)
    model = module().eval()
    x = torch.randn(3, *shape)
    names = {"input": {0: "batch"}, "output": {0: "batch"}} if open_batch else None
    title = f"{name}_{'open' if open_batch else 'one'}_{opset}"
    torch.onnx.export(model, x if open_batch else x[:1], folder / f"{title}.onnx",
                      input_names=["input"], output_names=["output"], dynamic_axes=names,
                      opset_version=opset)
    x.requires_grad_(True)
    y = model(x)
    seed = torch.randn_like(y)
    (y * seed).sum().backward()
    flat = {"input": x, "output": y, "seed": seed, "gradient": x.grad}
    case = {key: [[float(f"{v:.8g}") for v in item.flatten().tolist()] for item in value.detach()]
            for key, value in flat.items()}
    (folder / f"{title}.json").write_text(json.dumps(case, separators=(",", ":")))


def main():
    folder = pathlib.Path(__file__).parent / "torch_cases"
    folder.mkdir(exist_ok=True)
    for name, (module, shape) in CASES.items():
        for open_batch in (True, False):
            for opset in (9, 11, 14):
                try:
                    write(folder, name, module, shape, open_batch, opset)
                except Exception as error:  # an opset that the exporter cannot write
                    print(name, open_batch, opset, str(error).splitlines()[0])


if __name__ == "__main__":
    main()
