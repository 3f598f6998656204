# SPDX-License-Identifier: MIT
"""The notebook's whole analysis in Python: notebook.py MNIST-FOLDER WEIGHTS.npz OUTPUT-FOLDER

The network is trained already; numpy computes, scikit-learn maps by t-SNE, matplotlib and seaborn
draw the notebook's eight figures in its sizes. One forward pass over the test images serves every
part that needs it, although the notebook makes three. Into the output folder go the figures,
confusion.npy and parts.json: the seconds of imports, figures, t-SNE and rest, the peak memory.
"""
import time

begin = time.perf_counter()

import contextlib
import gzip
import json
import os
import resource
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from sklearn.manifold import TSNE

seconds = {"imports": time.perf_counter() - begin, "figures": 0.0, "t-SNE": 0.0}


@contextlib.contextmanager
def timed(part):
    start = time.perf_counter()
    yield
    seconds[part] += time.perf_counter() - start


def save(figure, path):
    figure.savefig(path, dpi=150, bbox_inches="tight")
    plt.close(figure)


def read(folder, name, header):
    with gzip.open(f"{folder}/{name}-ubyte.gz") as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def read_images(folder, name):
    return read(folder, name, 16).reshape(-1, 784).astype(np.float32) / 255


class Network:
    def __init__(self, path):
        arrays = np.load(path)
        self.layers = [
            (arrays[f"W{i}"], arrays[f"b{i}"]) for i in range(1, len(arrays.files) // 2 + 1)
        ]

    def forward(self, inputs):
        """Activations of every layer, softmax probabilities last."""
        activations = [inputs]
        for weights, biases in self.layers[:-1]:
            activations.append(np.maximum(activations[-1] @ weights + biases, 0))
        weights, biases = self.layers[-1]
        logits = activations[-1] @ weights + biases
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        activations.append(exponentials / exponentials.sum(axis=1, keepdims=True))
        return activations[1:]

    def saliency(self, image, target):
        """|d logit / d pixel| of the target class."""
        activations = self.forward(image[None])
        gradient = self.layers[-1][0][:, target]
        for (weights, _), outputs in zip(self.layers[-2::-1], activations[-2::-1]):
            gradient = weights @ (gradient * (outputs[0] > 0))
        return np.abs(gradient)


def draw_weights(weights, path):
    figure, axes = plt.subplots(8, 8, figsize=(14, 14))
    for unit, ax in enumerate(axes.flat):
        ax.imshow(weights[:, unit].reshape(28, 28), cmap="gray")
        ax.set_title(f"N{unit}", fontsize=8)
        ax.axis("off")
    figure.suptitle("Weights of the first layer", fontsize=16, fontweight="bold")
    figure.tight_layout()
    save(figure, path)


def draw_distribution(weights, correlation, path):
    figure, (left, right) = plt.subplots(1, 2, figsize=(14, 4))
    left.hist(weights.ravel(), bins=100, color="steelblue", edgecolor="black", alpha=0.7)
    left.axvline(0, color="red", linestyle="--", linewidth=2, label="zero")
    left.set_xlabel("weight", fontsize=12)
    left.set_ylabel("count", fontsize=12)
    left.set_title("Distribution of the weights", fontsize=14, fontweight="bold")
    left.legend()
    left.grid(alpha=0.3)
    sns.heatmap(
        correlation, cmap="coolwarm", center=0, square=True, ax=right,
        cbar_kws={"label": "correlation"},
    )  # fmt: skip
    right.set_title("Correlation of 50 units", fontsize=14, fontweight="bold")
    figure.tight_layout()
    save(figure, path)


def draw_activations(hidden, path):
    figure, axes = plt.subplots(len(hidden), 3, figsize=(15, 8))
    for layer, values in enumerate(hidden):
        for sample, ax in enumerate(axes[layer]):
            ax.bar(range(32), values[sample, :32], color="steelblue", edgecolor="black", alpha=0.8)
            ax.set_title(f"layer {layer + 1}, sample {sample + 1}", fontweight="bold")
            ax.set_xlabel("unit")
            ax.set_ylabel("activation")
            ax.grid(alpha=0.3)
    figure.tight_layout()
    save(figure, path)


def draw_saliency(images, maps, titles, path):
    figure, axes = plt.subplots(3, len(images), figsize=(16, 6))
    for column, (image, saliency, title) in enumerate(zip(images, maps, titles)):
        image, saliency = image.reshape(28, 28), saliency.reshape(28, 28)
        top, middle, bottom = axes[:, column]
        top.imshow(image, cmap="gray")
        middle.imshow(saliency, cmap="hot")
        bottom.imshow(image, cmap="gray", alpha=0.7)
        bottom.imshow(saliency, cmap="hot", alpha=0.3)
        for ax, text in ((top, title), (middle, "saliency"), (bottom, "overlay")):
            ax.set_title(text, fontsize=9)
            ax.axis("off")
    figure.suptitle("Pixels that move the decision", fontsize=14, fontweight="bold", y=0.98)
    figure.tight_layout()
    save(figure, path)


def draw_confusion(confusion, path):
    figure, axes = plt.subplots(1, 2, figsize=(12, 5))
    shares = confusion / confusion.sum(axis=1, keepdims=True)
    panels = ((confusion, "d", "Confusion matrix"), (shares, ".2f", "Share of the true class"))
    for ax, (matrix, form, title) in zip(axes, panels):
        sns.heatmap(matrix, annot=True, fmt=form, cmap="Blues", ax=ax)
        ax.set_xlabel("predicted")
        ax.set_ylabel("true")
        ax.set_title(title, fontsize=14, fontweight="bold")
    figure.tight_layout()
    save(figure, path)


def draw_mistakes(images, titles, path):
    figure, axes = plt.subplots(4, 5, figsize=(14, 12))
    for ax in axes.flat:
        ax.axis("off")
    for ax, image, title in zip(axes.flat, images, titles):
        ax.imshow(image.reshape(28, 28), cmap="gray")
        ax.set_title(title, fontsize=10, color="red")
    figure.suptitle("Most confident mistakes", fontsize=14, fontweight="bold")
    figure.tight_layout()
    save(figure, path)


def draw_confidence(right, wrong, path):
    figure, (left, box) = plt.subplots(1, 2, figsize=(14, 5))
    for values, colour, name in ((right, "green", "right"), (wrong, "red", "wrong")):
        label = f"{name} ({len(values)})"
        left.hist(values, bins=50, alpha=0.7, color=colour, label=label, edgecolor="black")
    left.set_xlabel("confidence", fontsize=12)
    left.set_ylabel("count", fontsize=12)
    left.set_title("Distribution of the confidence", fontsize=14, fontweight="bold")
    left.legend()
    left.grid(alpha=0.3)
    box.boxplot(
        [right, wrong], labels=["right", "wrong"], patch_artist=True,
        boxprops={"facecolor": "lightblue", "color": "black"},
        medianprops={"color": "red", "linewidth": 2},
    )  # fmt: skip
    box.set_ylabel("confidence", fontsize=12)
    box.set_title("Confidence compared", fontsize=14, fontweight="bold")
    box.grid(axis="y", alpha=0.3)
    figure.tight_layout()
    save(figure, path)


def draw_map(points, labels, path):
    figure, ax = plt.subplots(figsize=(12, 10))
    colours = plt.cm.tab10(np.linspace(0, 1, 10))
    for digit in range(10):
        x, y = points[labels == digit].T
        ax.scatter(
            x, y, color=[colours[digit]], label=str(digit), alpha=0.6, edgecolors="black",
            linewidth=0.5, s=50,
        )  # fmt: skip
    ax.set_xlabel("t-SNE 1", fontsize=12, fontweight="bold")
    ax.set_ylabel("t-SNE 2", fontsize=12, fontweight="bold")
    ax.set_title("Learned features mapped by t-SNE", fontsize=14, fontweight="bold")
    ax.legend(title="digit", loc="best", frameon=True, shadow=True)
    ax.grid(alpha=0.3)
    figure.tight_layout()
    save(figure, path)


def weights_part(network, output):
    weights = network.layers[0][0]
    with timed("figures"):
        draw_weights(weights, f"{output}/weights.png")
    print(f"weights of layer 1: shape {weights.shape}")
    for name in ("mean", "std", "min", "max"):
        print(f"  {name} {getattr(weights, name)():.6f}")
    correlation = np.corrcoef(weights[:, :50].T)
    with timed("figures"):
        draw_distribution(weights, correlation, f"{output}/distribution.png")


def activations_part(network, images, output):
    chosen = np.random.choice(len(images), 5, replace=False)
    activations = network.forward(images[chosen])
    for layer, values in enumerate(activations, start=1):
        print(f"layer {layer}: shape {values.shape}")
    hidden = activations[:-1]
    with timed("figures"):
        draw_activations(hidden, f"{output}/activations.png")
    for layer, values in enumerate(hidden, start=1):
        print(f"layer {layer}: {(values > 0).mean() * 100:.1f} % of the units active")


def saliency_part(network, images, labels, output):
    chosen = np.random.choice(len(images), 10, replace=False)
    predicted = network.forward(images[chosen])[-1].argmax(axis=1)
    maps = [network.saliency(images[i], target) for i, target in zip(chosen, predicted)]
    titles = [f"true: {labels[i]}\npredicted: {p}" for i, p in zip(chosen, predicted)]
    with timed("figures"):
        draw_saliency(images[chosen], maps, titles, f"{output}/saliency.png")


def errors_part(images, labels, probabilities, output):
    predicted, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    confusion = np.bincount(labels.astype(int) * 10 + predicted, minlength=100).reshape(10, 10)
    np.save(f"{output}/confusion.npy", confusion)
    with timed("figures"):
        draw_confusion(confusion, f"{output}/confusion.png")

    off_diagonal = confusion * (1 - np.eye(10, dtype=int))
    print("true  predicted  errors  % of the true class")
    for pair in np.argsort(-off_diagonal, axis=None, kind="stable")[:10]:
        true, guess = divmod(pair, 10)
        count = confusion[true, guess]
        print(f"{true:4}  {guess:9}  {count:6}  {count / confusion[true].sum() * 100:.2f}")

    wrong = np.flatnonzero(predicted != labels)
    shown = wrong[np.argsort(-confidence[wrong], kind="stable")][:20]
    titles = [
        f"true: {labels[i]}, predicted: {predicted[i]}\nconfidence: {confidence[i]:.2%}"
        for i in shown
    ]
    with timed("figures"):
        draw_mistakes(images[shown], titles, f"{output}/mistakes.png")

    of_wrong, of_right = confidence[wrong], confidence[predicted == labels]
    with timed("figures"):
        draw_confidence(of_right, of_wrong, f"{output}/confidence.png")
    for name, values in (("right", of_right), ("wrong", of_wrong)):
        print(f"confidence where {name}: mean {values.mean():.4f}, median {np.median(values):.4f}")
    confident = np.sum(of_wrong > 0.9)
    print(f"errors above 90 %: {confident} ({confident / len(wrong) * 100:.1f} %)")


def embedding_part(network, images, labels, output):
    chosen = np.random.choice(len(images), 1000, replace=False)
    features = network.forward(images[chosen])[-2]
    print(f"features: shape {features.shape}")
    with timed("t-SNE"):
        tsne = TSNE(n_components=2, perplexity=30, n_iter=1000, random_state=42)
        points = tsne.fit_transform(features)
    with timed("figures"):
        draw_map(points, labels[chosen], f"{output}/tsne.png")


def main(folder, weights, output):
    os.makedirs(output, exist_ok=True)
    plt.style.use("seaborn-v0_8-darkgrid")
    sns.set_palette("husl")
    np.random.seed(42)

    train = read_images(folder, "train-images-idx3"), read(folder, "train-labels-idx1", 8)
    images, labels = read_images(folder, "t10k-images-idx3"), read(folder, "t10k-labels-idx1", 8)
    print(f"train {len(train[1]) - 10000}, validation 10000, test {len(labels)} images")
    network = Network(weights)
    probabilities = network.forward(images)[-1]
    accuracy = np.mean(probabilities.argmax(axis=1) == labels)
    print(f"test accuracy {accuracy:.4f}")

    weights_part(network, output)
    activations_part(network, images, output)
    saliency_part(network, images, labels, output)
    errors_part(images, labels, probabilities, output)
    embedding_part(network, images, labels, output)

    seconds["rest"] = time.perf_counter() - begin - sum(seconds.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with open(f"{output}/parts.json", "w", encoding="utf-8") as file:
        json.dump({"seconds": seconds, "peak_memory_bytes": memory, "accuracy": accuracy}, file)
    print(", ".join(f"{part} {value:.2f} s" for part, value in seconds.items()))
    print(f"peak memory {memory / 1e6:.0f} MB")


main(*sys.argv[1:])
