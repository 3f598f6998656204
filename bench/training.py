# SPDX-License-Identifier: MIT
"""The training of bench/training.cpp in numpy: training.py MNIST-FOLDER LEARNING-RATE EPOCHS SEED

784-256-128-10, ReLU, softmax and cross-entropy, He initialisation, Adam, batches of 128 shuffled
every epoch; float32 throughout, whole batches at a time, BLAS with all its threads.
"""
import gzip
import sys
import time

import numpy as np


def read(folder, name, header):
    with gzip.open(f"{folder}/{name}-ubyte.gz") as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def forward(parameters, inputs):
    activations = [inputs]
    for layer, (weights, biases) in enumerate(parameters):
        outputs = activations[-1] @ weights + biases
        last = layer + 1 == len(parameters)
        activations.append(outputs if last else np.maximum(outputs, 0))
    return activations


def gradients(parameters, inputs, labels):
    activations = forward(parameters, inputs)
    logits = activations[-1]
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    delta = exponentials / exponentials.sum(axis=1, keepdims=True)
    delta[np.arange(len(labels)), labels] -= 1
    delta /= len(labels)
    found = []
    for layer in reversed(range(len(parameters))):
        found.append((activations[layer].T @ delta, delta.sum(axis=0)))
        if layer > 0:
            delta = (delta @ parameters[layer][0].T) * (activations[layer] > 0)
    return found[::-1]


def train(inputs, labels, learning_rate, epochs, seed, batch_size=128):
    random = np.random.default_rng(seed)
    widths = [inputs.shape[1], 256, 128, 10]
    parameters = [
        [
            (random.standard_normal((n, m)) * np.sqrt(2 / n)).astype(np.float32),
            np.zeros(m, np.float32),
        ]
        for n, m in zip(widths, widths[1:])
    ]
    first = [[np.zeros_like(p) for p in layer] for layer in parameters]
    second = [[np.zeros_like(p) for p in layer] for layer in parameters]
    beta1, beta2, epsilon, step = 0.9, 0.999, 1e-8, 0
    for _ in range(epochs):
        order = random.permutation(len(inputs))
        for start in range(0, len(inputs), batch_size):
            items = order[start : start + batch_size]
            step += 1
            rate = learning_rate * np.sqrt(1 - beta2**step) / (1 - beta1**step)
            scaled_epsilon = epsilon * np.sqrt(1 - beta2**step)
            rate, scaled_epsilon = float(rate), float(scaled_epsilon)
            for layer, found in enumerate(gradients(parameters, inputs[items], labels[items])):
                for i, gradient in enumerate(found):
                    m, v = first[layer][i], second[layer][i]
                    m += (1 - beta1) * (gradient - m)
                    v += (1 - beta2) * (gradient * gradient - v)
                    parameters[layer][i] -= rate * m / (np.sqrt(v) + scaled_epsilon)
    return parameters


def main(folder, learning_rate, epochs, seed):
    inputs = read(folder, "train-images-idx3", 16).reshape(-1, 784).astype(np.float32) / 255
    labels = read(folder, "train-labels-idx1", 8)
    start = time.perf_counter()
    parameters = train(inputs, labels, float(learning_rate), int(epochs), int(seed))
    seconds = time.perf_counter() - start
    inputs = read(folder, "t10k-images-idx3", 16).reshape(-1, 784).astype(np.float32) / 255
    labels = read(folder, "t10k-labels-idx1", 8)
    accuracy = np.mean(forward(parameters, inputs)[-1].argmax(axis=1) == labels)
    print(f"{seconds:.2f} s, test {accuracy:.4f}")


main(*sys.argv[1:])
