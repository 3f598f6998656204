# SPDX-License-Identifier: MIT
"""Attribution in PyTorch and in Lucarne, whole calls in turn: attribution.py PROGRAM IMAGES ROUNDS
THREADS CASES NAME=MODEL.onnx ...

The same network (its weights read from the ONNX file), the same test images of MNIST, the same
method and numbers of steps and draws. Captum is not packaged for Debian: its methods are written out
with torch.autograd here, whole batches at a time. KernelSHAP and LIME run as the packages shap and lime
run them (explainers.py), and once more in whole batches, as no package does.
"""
import gzip
import itertools
import math
import os
import re
import statistics
import subprocess
import sys
import time

import numpy as np
import onnx
import onnx.numpy_helper
import torch
from torch.nn import functional

import explainers

BATCH = 1000  # points at once: the best of 250, 1000 and 5000 for most methods


def read_images(folder):
    with gzip.open(f"{folder}/t10k-images-idx3-ubyte.gz") as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=16)
    return torch.from_numpy(pixels.reshape(-1, 1, 28, 28).astype(np.float32) / 255)


def rebuilt(file):
    """The network's layers up to the logits, and the multiply-adds of one item."""
    graph = onnx.load(file).graph
    constants = {c.name: onnx.numpy_helper.to_array(c).copy() for c in graph.initializer}
    layers = []
    for node in graph.node:
        weights = [torch.from_numpy(constants[name]) for name in node.input if name in constants]
        ints = {a.name: list(a.ints) or a.i for a in node.attribute}
        if node.op_type == "Conv":
            layer = torch.nn.Conv2d(weights[0].shape[1], weights[0].shape[0], ints["kernel_shape"],
                                    padding=ints.get("pads", [0] * 4)[:2])
            layer.weight.data, layer.bias.data = weights
        elif node.op_type == "Gemm":
            matrix = weights[0] if ints.get("transB") else weights[0].T.contiguous()
            layer = torch.nn.Linear(matrix.shape[1], matrix.shape[0])
            layer.weight.data, layer.bias.data = matrix, weights[1]
        elif node.op_type == "MaxPool":
            layer = torch.nn.MaxPool2d(ints["kernel_shape"], ints["strides"])
        elif node.op_type in ("Flatten", "Reshape"):
            layer = torch.nn.Flatten()
        elif node.op_type == "Relu":
            layer = torch.nn.ReLU()
        elif node.op_type == "Softmax":
            break
        else:
            sys.exit(f"no counterpart of {node.op_type} in this benchmark")
        layers.append(layer)
    if isinstance(layers[0], torch.nn.Linear):
        layers.insert(0, torch.nn.Flatten())
    for layer in layers:
        layer.requires_grad_(False)
    return torch.nn.Sequential(*layers).eval()


def products(network):
    """Multiply-adds of one item's forward pass."""
    x, total = torch.zeros(1, 1, 28, 28), 0
    for layer in network:
        x = layer(x)
        if isinstance(layer, torch.nn.Conv2d):
            total += x.numel() * layer.weight[0].numel()
        if isinstance(layer, torch.nn.Linear):
            total += layer.weight.numel()
    return total


class Peer:
    """One method after the other, as a user of PyTorch would write it."""

    def __init__(self, network, images):
        self.network = network
        self.images = images
        with torch.no_grad():
            self.classes = torch.cat([network(b).argmax(1) for b in images.split(BATCH)])
        self.random = torch.Generator().manual_seed(1)

    def gradient(self, points, classes):
        points = points.detach().requires_grad_()
        logits = self.network(points)
        return torch.autograd.grad(logits.gather(1, classes[:, None]).sum(), points)[0]

    def batches(self, n):
        return zip(self.images[:n].split(BATCH), self.classes[:n].split(BATCH))

    def forward(self, n):
        with torch.no_grad():
            return torch.cat([self.network(x) for x, _ in self.batches(n)])

    def saliency(self, n):
        return torch.cat([self.gradient(x, k).abs() for x, k in self.batches(n)])

    def over_copies(self, n, copies, points_of):
        """Mean over an item's points of factor times gradient; items in groups of BATCH points."""
        result = []
        at_once = max(1, BATCH // copies)
        for x, k in zip(self.images[:n].split(at_once), self.classes[:n].split(at_once)):
            points, factor = points_of(x.repeat_interleave(copies, 0), len(x))
            gradient = self.gradient(points, k.repeat_interleave(copies)) * factor
            result.append(gradient.view(len(x), copies, *x.shape[1:]).sum(1))
        return torch.cat(result)

    def integrated_gradients(self, n, steps):
        nodes, weights = np.polynomial.legendre.leggauss(steps)
        alphas = torch.tensor((nodes + 1) / 2, dtype=torch.float32)[:, None, None, None]
        weights = torch.tensor(weights / 2, dtype=torch.float32)[:, None, None, None]
        return self.over_copies(
            n, steps, lambda x, m: (x * alphas.repeat(m, 1, 1, 1), x * weights.repeat(m, 1, 1, 1)))

    def noise(self, like):
        return torch.randn(like.shape, generator=self.random)

    def smoothgrad(self, n, draws):
        return self.over_copies(n, draws, lambda x, m: (x + 0.15 * self.noise(x), 1 / draws))

    def gradient_shap(self, n, draws):
        def points(x, _):
            noisy = x + 0.15 * self.noise(x)
            alphas = torch.rand((len(x), 1, 1, 1), generator=self.random)
            # Captum draws a baseline for each point; here there is one, zero.
            return noisy * alphas, noisy / draws

        return self.over_copies(n, draws, points)

    def through_rules(self, x, k, baseline, rule):
        """From the logits back to the input; `rule` gives each layer's step."""
        before, shadows = [x], [torch.zeros_like(x)]
        with torch.no_grad():
            for layer in self.network:
                before.append(layer(before[-1]))
                if baseline:
                    shadows.append(layer(shadows[-1]))
        passed = functional.one_hot(k, 10).float()
        if not baseline:
            passed = passed * before[-1]
        for i in reversed(range(len(self.network))):
            passed = rule(self.network[i], before[i], before[i + 1], passed,
                          shadows[i] if baseline else None, shadows[i + 1] if baseline else None)
        return passed

    @staticmethod
    def pulled(layer, at, seed):
        at = at.detach().requires_grad_()
        return torch.autograd.grad(layer(at), at, seed)[0]

    def deeplift(self, n):
        def rescale(layer, x, y, passed, x0, y0):
            plain = self.pulled(layer, x, passed)
            if isinstance(layer, torch.nn.ReLU):
                dx, dy = x - x0, y - y0
                return torch.where(dx.abs() < 1e-6, plain, passed * dy / dx)
            if isinstance(layer, torch.nn.MaxPool2d):
                dx = x - x0
                top = torch.maximum(y, y0)
                sums = self.pulled(layer, x, passed * (top - y0))
                sums += self.pulled(layer, x0, passed * (y - top))
                return torch.where(dx.abs() < 1e-7, plain, sums / dx)
            return plain

        return torch.cat([self.through_rules(x, k, True, rescale) * x for x, k in self.batches(n)])

    def lrp(self, n):
        def epsilon(layer, x, y, passed, *_):
            if isinstance(layer, torch.nn.ReLU):
                return passed
            if isinstance(layer, (torch.nn.Linear, torch.nn.Conv2d)):
                stable = y + 1e-6 * torch.where(y >= 0, 1.0, -1.0)
                return x * self.pulled(layer, x, passed / stable)
            return self.pulled(layer, x, passed)

        return torch.cat([self.through_rules(x, k, False, epsilon) for x, k in self.batches(n)])

    def outputs(self, points, k):
        with torch.no_grad():
            return torch.cat([self.network(p)[:, k] for p in points.split(BATCH)])

    def occlusion(self, n):
        places = list(itertools.product(range(26), range(26)))
        masks = torch.ones(len(places), 1, 28, 28)
        for mask, (y, x) in zip(masks, places):
            mask[0, y:y + 3, x:x + 3] = 0
        cover = (1 - masks).sum(0)
        result = []
        for image, k in zip(self.images[:n], self.classes[:n]):
            falls = self.outputs(image[None], k) - self.outputs(image * masks, k)
            result.append((falls[:, None, None, None] * (1 - masks)).sum(0) / cover)
        return torch.stack(result)

    def coalitions(self, present):
        grid = present.view(-1, 1, 7, 7)
        return grid.repeat_interleave(4, 2).repeat_interleave(4, 3)

    def kernel_shap(self, n, draws):
        groups = 49
        sizes = torch.arange(1, groups, dtype=torch.float64)
        chances = (groups - 1) / (sizes * (groups - sizes))
        drawn = torch.multinomial(chances, draws, True, generator=self.random) + 1
        order = torch.rand((draws, groups), generator=self.random).argsort(1).argsort(1)
        present = (order < drawn[:, None]).float()
        return self.regressed(n, present, torch.ones(draws, dtype=torch.float64), 0)

    def lime(self, n, draws):
        present = (torch.rand((draws, 49), generator=self.random) < 0.5).float()
        present[0] = 1
        distance = 1 - present.mean(1).double().sqrt()
        return self.regressed(n, present, (-distance**2 / 0.25**2).exp().sqrt(), 1)

    def regressed(self, n, present, weights, ridge):
        masks = self.coalitions(present)
        design = torch.cat([present.double(), torch.ones(len(present), 1).double()], 1)
        gram = design.T @ (weights[:, None] * design)
        gram += ridge * torch.eye(50).double() + 1e-9 * torch.eye(50).double()
        result = []
        for image, k in zip(self.images[:n], self.classes[:n]):
            values = self.outputs(image * masks, k).double()
            result.append(torch.linalg.solve(gram, design.T @ (weights * values))[:49])
        return torch.stack(result)

    def logits_of(self, k):
        def output(pictures):
            points = torch.from_numpy(np.asarray(pictures, np.float32))[:, None]
            with torch.no_grad():
                return self.network(points)[:, k].numpy().astype(np.float64)

        return output

    def step_by_step(self, explainer, n, draws):
        random = np.random.RandomState(1)
        return np.stack([explainer(self.logits_of(int(k)), image[0].numpy(), draws, random)
                         for image, k in zip(self.images[:n], self.classes[:n])])

    def kernel_shap_as_shap(self, n, draws):
        return self.step_by_step(explainers.shap_values, n, draws)

    def lime_as_lime(self, n, draws):
        return self.step_by_step(explainers.lime_values, n, draws)

    def pgd(self, n, steps):
        result = []
        for x, k in self.batches(n):
            moved = x
            for _ in range(steps):
                points = moved.detach().requires_grad_()
                loss = functional.cross_entropy(self.network(points), k, reduction="sum")
                gradient = torch.autograd.grad(loss, points)[0]
                moved = moved + 0.01 * gradient.sign()
                moved = (x + (moved - x).clamp(-0.1, 0.1)).clamp(0, 1)
            result.append(moved)
        return torch.cat(result)

    def grad_cam(self, n):
        last = max(i for i, layer in enumerate(self.network) if isinstance(layer, torch.nn.Conv2d))
        result = []
        for x, k in self.batches(n):
            with torch.no_grad():
                features = self.network[:last + 1](x)
            features.requires_grad_()
            logits = self.network[last + 1:](features)
            gradient = torch.autograd.grad(logits.gather(1, k[:, None]).sum(), features)[0]
            weights = gradient.mean((2, 3), keepdim=True)
            maps = (weights * features.detach()).sum(1, keepdim=True).relu()
            result.append(functional.interpolate(maps, x.shape[2:], mode="bilinear"))
        return torch.cat(result)


# Name, the peer's call, what Lucarne is told, forward and reverse passes of the plain method.
CASES = {
    "forward": ("forward", (10000,), "forward 10000", 10000, 1),
    "saliency": ("saliency", (10000,), "saliency 10000", 10000, 2),
    "deeplift": ("deeplift", (10000,), "deeplift 10000", 10000, 3),
    "lrp": ("lrp", (10000,), "lrp 10000", 10000, 2),
    "integrated-gradients": ("integrated_gradients", (1000, 50),
                             "integrated-gradients 1000 steps=50", 50000, 2),
    "exact-integrated-gradients": ("integrated_gradients", (1000, 50),
                                   "exact-integrated-gradients 1000", 50000, 2),
    "smoothgrad": ("smoothgrad", (1000, 50), "smoothgrad 1000 draws=50", 50000, 2),
    "gradient-shap": ("gradient_shap", (1000, 50), "gradient-shap 1000 draws=50 smoothing=0.15",
                      50000, 2),
    "pgd": ("pgd", (1000, 40), "pgd 1000 steps=40", 40000, 2),
    "grad-cam": ("grad_cam", (10000,), "grad-cam 10000", 10000, 2),
    "occlusion": ("occlusion", (100,), "occlusion 100", 67700, 1),
    "kernel-shap": ("kernel_shap_as_shap", (10, 1000), "kernel-shap 10 draws=1000 block=4", 10000,
                    1),
    "kernel-shap-batched": ("kernel_shap", (10, 1000), "kernel-shap 10 draws=1000 block=4", 10000,
                            1),
    "lime": ("lime_as_lime", (5, 1000), "lime 5 draws=1000 block=4", 5000, 1),
    "lime-batched": ("lime", (5, 1000), "lime 5 draws=1000 block=4", 5000, 1),
}


# A convolutional network has a thousand pieces between baseline and image, a perceptron a few dozen.
CASES_OF_CONVOLUTIONS = {
    "exact-integrated-gradients": ("integrated_gradients", (10, 50),
                                   "exact-integrated-gradients 10", 500, 2),
}


class Refused(Exception):
    """Lucarne cannot explain this network so."""


def sgemm_peak(threads):
    """GFLOP/s of the largest products that OpenBLAS, which both use, is good at."""
    a, b = torch.rand(1024, 1024), torch.rand(1024, 1024)
    best = math.inf
    for _ in range(10):
        start = time.perf_counter()
        a @ b
        best = min(best, time.perf_counter() - start)
    return 2 * 1024**3 / best / 1e9


def timed(call, *arguments):
    """Wall seconds, and processor seconds of all threads."""
    start, work = time.perf_counter(), time.process_time()
    call(*arguments)
    return time.perf_counter() - start, time.process_time() - work


def rested(call, *arguments):
    """Once PyTorch's threads, which look for work for a tenth of a second, have gone to sleep."""
    time.sleep(0.2)
    return call(*arguments)


def processor():
    with open("/proc/cpuinfo") as file:
        return re.search(r"model name\s*: (.*)", file.read()).group(1)


def main(program, folder, rounds, threads, chosen, *models):
    rounds, threads = int(rounds), int(threads)
    torch.set_num_threads(threads)
    images = read_images(folder)
    cases = CASES if chosen == "all" else {name: CASES[name] for name in chosen.split(",")}
    peak = sgemm_peak(threads)
    print(f"{processor()}, {threads} threads, load {os.getloadavg()[0]:.1f}; PyTorch "
          f"{torch.__version__}; sgemm peak {peak:.0f} GFLOP/s", flush=True)
    refused = 0
    for model in models:
        name, file = model.split("=", 1)
        network = rebuilt(file)
        peer = Peer(network, images)
        flops = 2 * products(network)
        ours = subprocess.Popen([program, file, folder, str(threads)], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True)

        def lucarne(line):
            print(line, file=ours.stdin, flush=True)
            answer = ours.stdout.readline()
            if not answer:
                sys.exit(1)
            if answer.startswith("refused "):
                raise Refused(answer.removeprefix("refused ").strip())
            return tuple(float(word) for word in answer.split()[:2])

        convolutional = any(isinstance(layer, torch.nn.Conv2d) for layer in network)
        print(f"\n| {name} | PyTorch, s | Lucarne, s | ratio | of processor time | "
              "Lucarne, GFLOP/s | of the peak |")
        print("|---|---|---|---|---|---|---|", flush=True)
        special = CASES_OF_CONVOLUTIONS if convolutional else {}
        for case, usual in cases.items():
            method, arguments, line, passes, sweeps = special.get(case, usual)
            if case == "grad-cam" and not convolutional:
                continue
            try:
                lucarne(line)  # what is made at first need
            except Refused as reason:
                print(f"| {case} | refused: {reason} |", flush=True)
                refused += 1
                continue
            times = [timed(getattr(peer, method), *arguments) + rested(lucarne, line)
                     for _ in range(rounds)]
            theirs, their_work, mine, my_work = (statistics.median(t) for t in zip(*times))
            rate = flops * passes * sweeps / mine / 1e9
            print(f"| {case} | {theirs:.3f} | {mine:.3f} | {theirs / mine:.1f} | "
                  f"{their_work / my_work:.1f} | {rate:.0f} | {100 * rate / peak:.0f} % |",
                  flush=True)
        ours.stdin.close()
        ours.wait()
    return 1 if refused else 0


sys.exit(main(*sys.argv[1:]))
