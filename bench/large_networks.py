# SPDX-License-Identifier: MIT
"""Large networks in PyTorch and Lucarne in turn: see large_networks.sh.

usage: large_networks.py BENCH-PROGRAM FOLDER ROUNDS NETWORKS
"""
import os
import statistics
import subprocess
import sys
import time

import numpy as np
import torch

from large_models import MODELS

N_PICTURES = 4


def files_of(folder, name):
    return [os.path.join(folder, f"{name}.{kind}")
            for kind in ("onnx", "items.npy", "logits.npy", "seed.npy", "gradient.npy")]


def made(name):
    """The network with its random weights, and pictures for it."""
    torch.manual_seed(0)
    make, size = MODELS[name]
    model = make().train()
    # One pass sets BatchNorm's statistics, without which activations grow beyond all bounds.
    with torch.no_grad():
        model(torch.randn(N_PICTURES, 3, size, size))
    return model.eval(), torch.randn(N_PICTURES, 3, size, size)


def seconds_of(work, rounds):
    work()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def back(model, pictures, seed):
    wanted = pictures.clone().requires_grad_(True)
    output = model(wanted)
    return lambda: torch.autograd.grad(output, wanted, seed, retain_graph=True)[0]


def difference(found, wanted):
    return float((found - wanted).abs().max() / wanted.abs().max())


def peer(name, folder, rounds):
    """Exports the network and measures PyTorch: seconds forward, and back to the pictures, and how
    far its logits and gradient lie from those in double precision, which are kept for Lucarne."""
    model, pictures = made(name)
    model_file, items_file, logits_file, seed_file, gradient_file = files_of(folder, name)
    torch.onnx.export(model, pictures, model_file, input_names=["input"], output_names=["logits"],
                      dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}},
                      opset_version=14)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    logits = model(pictures)
    seed = torch.zeros_like(logits)
    seed[torch.arange(N_PICTURES), logits.argmax(1)] = 1
    reverse = back(model, pictures, seed)
    gradient = reverse()
    own = {"forward": seconds_of(lambda: model(pictures), rounds),
           "backward": seconds_of(reverse, rounds)}
    del reverse
    model.double()
    exact_logits = model(pictures.double())
    exact_gradient = back(model, pictures.double(), seed.double())()
    own["wrong_logits"] = difference(logits, exact_logits)
    own["wrong_gradient"] = difference(gradient, exact_gradient)
    for file, values in ((items_file, pictures), (logits_file, exact_logits), (seed_file, seed),
                         (gradient_file, exact_gradient)):
        np.save(file, values.numpy())
    return own


def ours(program, name, folder, rounds):
    line = subprocess.run([program, *files_of(folder, name), str(rounds)], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    return {key: float(value) for key, value in (word.split("=") for word in line.split())}


def main(program, folder, rounds, networks):
    names = list(MODELS) if networks == "all" else networks.split(",")
    unknown = [name for name in names if name not in MODELS]
    if unknown:
        sys.exit(f"unknown network '{unknown[0]}'; there are {', '.join(MODELS)}")
    torch.set_num_threads(1)
    print(f"one thread, {N_PICTURES} pictures, medians of {rounds}; "
          f"PyTorch {torch.__version__}, load {os.getloadavg()[0]:.1f}\n")
    print("| network | load, s | first forward, s | forward: PyTorch, s | Lucarne, s | ratio "
          "| back: PyTorch, s | Lucarne, s | ratio |")
    print("|---|---|---|---|---|---|---|---|---|")
    found = {}
    for name in names:
        torchs = peer(name, folder, rounds)
        own = ours(program, name, folder, rounds)
        found[name] = (torchs, own)
        print(f"| {name} | {own['load']:.2f} | {own['first']:.2f} | {torchs['forward']:.3f} "
              f"| {own['forward']:.3f} | {torchs['forward'] / own['forward']:.2f} "
              f"| {torchs['backward']:.3f} | {own['backward']:.3f} "
              f"| {torchs['backward'] / own['backward']:.2f} |", flush=True)
    print("\n| network | weights, MB | held when loaded | alive at once | taken by a forward pass "
          "| of it | logits from double: PyTorch | Lucarne | gradient from double: PyTorch "
          "| Lucarne |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, (torchs, own) in found.items():
        print(f"| {name} | {own['weights'] / 1e6:.0f} | {own['loaded'] / 1e6:.0f} "
              f"| {own['alive'] / 1e6:.0f} | {own['taken'] / 1e6:.0f} "
              f"| {own['taken'] / own['alive']:.2f} "
              f"| {torchs['wrong_logits']:.1e} | {own['wrong_logits']:.1e} "
              f"| {torchs['wrong_gradient']:.1e} | {own['wrong_gradient']:.1e} |")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
