# SPDX-License-Identifier: MIT
"""t-SNE of scikit-learn (and openTSNE where it is installed) and of Lucarne in turn, and UMAP of
Lucarne (and umap-learn where it is installed):
embedding.py PROGRAM MNIST_FOLDER PERCEPTRON.onnx ROUNDS THREADS CASES

Cases are 1000 and 10000 (images of MNIST's test set by the perceptron's last hidden layer), 70000
(all images, 50 principal components) and growth (5 to 70 thousand of these, Lucarne alone). What a
map is worth is computed in one way for all, here, in double.
`embedding.py --peer NAME FEATURES N_FEATURES OUT THREADS` is one run of a peer, in a process of its
own so that its memory can be counted.
"""
import gzip
import importlib.util
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

PERPLEXITY = 30
CHUNK = 500
OURS = {"lucarne": "tsne", "lucarne's UMAP": "umap"}  # what we call them, and the program's word


def read_images(folder, part):
    with gzip.open(f"{folder}/{part}-images-idx3-ubyte.gz") as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=16)
    return pixels.reshape(-1, 784).astype(np.float32) / 255


def read_labels(folder, part):
    with gzip.open(f"{folder}/{part}-labels-idx1-ubyte.gz") as file:
        return np.frombuffer(file.read(), np.uint8, offset=8)


def hidden_features(images, model):
    import onnx
    import onnx.numpy_helper

    graph = onnx.load(model).graph
    weights = {w.name: onnx.numpy_helper.to_array(w) for w in graph.initializer}
    products = [node for node in graph.node if node.op_type == "Gemm"]
    for node in products[:-1]:
        images = np.maximum(images @ weights[node.input[1]].T + weights[node.input[2]], 0)
    return images.astype(np.float32)


def principal_components(images, d):
    values, vectors = np.linalg.eigh(np.cov(images.T.astype(np.float64)))
    return ((images - images.mean(0)) @ vectors[:, ::-1][:, :d]).astype(np.float32)


def squared_distances(a, b):
    squared = (a * a).sum(1)[:, None] + (b * b).sum(1) - 2 * a @ b.T
    return np.maximum(squared, 0, out=squared)


def conditional(squared):
    """Rows of p(j|i) by bisection, 60 halvings; an infinite distance has probability 0."""
    squared = squared - squared.min(1)[:, None]
    finite = np.where(np.isfinite(squared), squared, 0)
    low, high = np.zeros(len(squared)), np.full(len(squared), np.inf)
    beta = 1 / finite.mean(1)
    for _ in range(60):
        weights = np.exp(-beta[:, None] * squared)
        total = weights.sum(1)
        above = np.log(total) + beta * (weights * finite).sum(1) / total > np.log(PERPLEXITY)
        low, high = np.where(above, beta, low), np.where(above, high, beta)
        beta = np.where(np.isinf(high), beta * 2, (low + high) / 2)
    return weights / total[:, None]


class Judge:
    """KL with P of all pairs, from 10 001 points on of the 90 nearest neighbours; Q of all pairs."""

    def __init__(self, features, labels):
        import scipy.sparse
        from sklearn.neighbors import NearestNeighbors

        self.features, self.labels = features.astype(np.float64), labels
        n = len(features)
        if n <= 10000:
            p = np.empty((n, n))
            for i in range(0, n, CHUNK):
                squared = squared_distances(self.features[i:i + CHUNK], self.features)
                squared[np.arange(len(squared)), np.arange(i, i + len(squared))] = np.inf
                p[i:i + CHUNK] = conditional(squared)
            p = scipy.sparse.csr_matrix(p)
        else:
            found = NearestNeighbors(n_neighbors=90, algorithm="brute").fit(features).kneighbors()
            rows = np.repeat(np.arange(n), 90)
            p = scipy.sparse.csr_matrix((conditional(found[0].astype(np.float64) ** 2).ravel(),
                                         (rows, found[1].ravel())), shape=(n, n))
        self.p = ((p + p.T) / (2 * n)).tocoo()

    def __call__(self, points):
        from sklearn.manifold import trustworthiness
        from sklearn.model_selection import cross_val_score
        from sklearn.neighbors import KNeighborsClassifier

        z = -len(points)
        for i in range(0, len(points), CHUNK):
            z += (1 / (1 + squared_distances(points[i:i + CHUNK], points))).sum()
        kl = 0.0
        for e in range(0, self.p.nnz, 1000000):
            part = slice(e, e + 1000000)
            p = self.p.data[part]
            apart = points[self.p.row[part]] - points[self.p.col[part]]
            kl += (p * np.log(p * z * (1 + (apart ** 2).sum(1))))[p > 0].sum()
        chosen = np.random.default_rng(0).permutation(len(points))[:5000]
        trust = trustworthiness(self.features[chosen], points[chosen], n_neighbors=12)
        accuracy = cross_val_score(KNeighborsClassifier(10), points, self.labels, cv=10).mean()
        return kl, trust, accuracy


def peer_map(name, features, threads):
    """The map, and its seconds without those of reading the library."""
    if name == "umap-learn":
        import umap

        # Compiled at its first call, which is not part of the method.
        umap.UMAP(n_epochs=11).fit_transform(features[:500])
        start = time.perf_counter()
        points = umap.UMAP(random_state=42).fit_transform(features)
        return points, time.perf_counter() - start
    if name == "openTSNE":
        import openTSNE

        start = time.perf_counter()
        points = openTSNE.TSNE(perplexity=PERPLEXITY, early_exaggeration_iter=250,
                               n_iter=750, n_jobs=threads, random_state=42).fit(features)
        return points, time.perf_counter() - start
    from sklearn.manifold import TSNE

    start = time.perf_counter()
    points = TSNE(perplexity=PERPLEXITY, init="pca", learning_rate="auto", n_iter=1000,
                  n_jobs=threads, random_state=42).fit_transform(features)
    return points, time.perf_counter() - start


def run_peer(name, file, n_features, out, threads):
    features = np.fromfile(file, np.float32).reshape(-1, n_features)
    points, seconds = peer_map(name, features, threads)
    np.asarray(points, np.float64).tofile(out)
    # Not getrusage: that counts the process which started this one, too.
    with open("/proc/self/status") as status:
        peak = int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) * 1024 / 1e6
    print(f"seconds {seconds:.4f} megabytes {peak:.0f}")


class Case:
    def __init__(self, program, folder, features, threads):
        self.program, self.folder, self.features, self.threads = program, folder, features, threads
        self.file = f"{folder}/features"
        features.tofile(self.file)

    def run(self, tool):
        """What the tool printed, by name; its map lies in self.points."""
        tail = [self.file, str(self.features.shape[1]), f"{self.folder}/map", str(self.threads)]
        head = ([self.program, OURS[tool]] if tool in OURS
                else [sys.executable, os.path.abspath(__file__), "--peer", tool])
        words = subprocess.run(head + tail, check=True, capture_output=True,
                               text=True).stdout.split()
        self.points = np.fromfile(tail[2]).reshape(-1, 2)
        return dict(zip(words[::2], map(float, words[1::2])))


def compare(case, labels, tools, rounds):
    runs, worth = {tool: [] for tool in tools}, {}
    judge = Judge(case.features, labels)
    for _ in range(rounds):
        for tool in tools:
            runs[tool].append(case.run(tool))
            if tool not in worth:
                worth[tool] = judge(case.points)
    medians = {tool: statistics.median(run["seconds"] for run in runs[tool]) for tool in tools}
    print(f"\n{len(case.features)} x {case.features.shape[1]}, {rounds} rounds, "
          f"{case.threads} threads, load {os.getloadavg()[0]:.1f}")
    print(f"{'':14}{'seconds':>10}{'ratio':>8}{'KL':>9}{'trust':>9}{'labels':>9}{'MB':>7}")
    for tool in tools:
        kl, trust, accuracy = worth[tool]
        peak = max(run["megabytes"] for run in runs[tool])
        print(f"{tool:14}{medians[tool]:10.3f}{medians[tool] / medians[tools[-1]]:8.1f}{kl:9.4f}"
              f"{trust:9.4f}{accuracy:9.4f}{peak:7.0f}", flush=True)
    if tools[-1] != "lucarne":
        return
    parts = ["neighbours", "affinities", "attraction", "repulsion", "steps"]
    print("lucarne's time:", ", ".join(
        f"{part} {statistics.median(run[part] for run in runs['lucarne']):.3f} s"
        for part in parts))


def growth(program, folder, features, threads):
    sizes = [5000, 10000, 20000, 40000, 70000]
    print(f"\ncost against n, {threads} threads, load {os.getloadavg()[0]:.1f}")
    seconds = []
    for n in sizes:
        run = Case(program, folder, features[:n], threads).run("lucarne")
        seconds.append(run["seconds"])
        print(f"{n:8} {run['seconds']:8.2f} s  neighbours {run['neighbours']:.2f} "
              f"attraction {run['attraction']:.2f} repulsion {run['repulsion']:.2f} "
              f"{run['megabytes']:.0f} MB", flush=True)
    print(f"fitted exponent {np.polyfit(np.log(sizes), np.log(seconds), 1)[0]:.2f}")


def main(program, mnist, model, rounds, threads, cases):
    tools = ["scikit-learn"]
    tools += ["openTSNE"] if importlib.util.find_spec("openTSNE") else []
    with tempfile.TemporaryDirectory() as folder:
        for name in cases.split(","):
            if name in ("1000", "10000"):
                n = int(name)
                features = hidden_features(read_images(mnist, "t10k")[:n], model)
                case, labels = Case(program, folder, features, threads), read_labels(mnist, "t10k")[:n]
                compare(case, labels, tools + ["lucarne"], rounds)
                # umap-learn is as slow with its seed as it is the same each time.
                peers = ["umap-learn"] if importlib.util.find_spec("umap") else []
                compare(case, labels, peers + ["lucarne's UMAP"], rounds)
                continue
            images = np.concatenate([read_images(mnist, "train"), read_images(mnist, "t10k")])
            features = principal_components(images, 50)
            del images
            if name == "growth":
                growth(program, folder, features, threads)
                continue
            labels = np.concatenate([read_labels(mnist, "train"), read_labels(mnist, "t10k")])
            # scikit-learn takes a quarter of an hour here.
            peers = tools if os.environ.get("LUCARNE_BENCH_SLOW_PEERS") else tools[1:]
            compare(Case(program, folder, features, threads), labels, peers + ["lucarne"],
                    min(rounds, 1))


if __name__ == "__main__":
    if sys.argv[1] == "--peer":
        run_peer(sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5], int(sys.argv[6]))
    else:
        main(*sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5]), sys.argv[6])
