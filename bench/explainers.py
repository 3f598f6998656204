# SPDX-License-Identifier: MIT
"""KernelSHAP and LIME of pictures step by step as the packages shap and lime do them, for
attribution.py: coalitions one by one in Python, the network called per picture (shap) or per ten
changed pictures (lime), regressions by numpy and scikit-learn.

Neither is packaged for Debian. Steps follow shap's KernelExplainer with `l1_reg=False`, since
choosing ten features would leave 39 of 49 out, and lime's LimeImageExplainer with blocks as
segments, `hide_color=0` and one label.
"""
import itertools
import math

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.metrics import pairwise_distances

GROUPS = 49
BLOCK = 4


def block_numbers():
    rows, columns = np.mgrid[0:28, 0:28]
    return rows // BLOCK * 7 + columns // BLOCK


class CoalitionTable:
    """shap's rows: coalitions of the same members are one row whose weight grows."""

    def __init__(self, n_rows):
        self.rows = np.zeros((n_rows, GROUPS))
        self.weights = np.zeros(n_rows)
        self.used = 0

    def add(self, row, weight):
        self.rows[self.used] = row
        self.weights[self.used] = weight
        self.used += 1


def shap_coalitions(n_rows, random):
    """Sizes from the outside in while all of their coalitions fit, the rest drawn in pairs."""
    table = CoalitionTable(n_rows)
    n_sizes = math.ceil((GROUPS - 1) / 2)
    n_paired = (GROUPS - 1) // 2
    chances = np.array([(GROUPS - 1) / (size * (GROUPS - size)) for size in range(1, n_sizes + 1)])
    chances[:n_paired] *= 2
    chances /= chances.sum()
    left = n_rows
    n_full = 0
    rest = chances.copy()
    row = np.zeros(GROUPS)
    for size in range(1, n_sizes + 1):
        count = math.comb(GROUPS, size) * (2 if size <= n_paired else 1)
        if left * rest[size - 1] / count < 1 - 1e-8:
            break
        n_full += 1
        left -= count
        if rest[size - 1] < 1:
            rest /= 1 - rest[size - 1]
        weight = chances[size - 1] / math.comb(GROUPS, size) / (2 if size <= n_paired else 1)
        for members in itertools.combinations(range(GROUPS), size):
            row[:] = 0
            row[np.array(members, dtype=int)] = 1
            table.add(row, weight)
            if size <= n_paired:
                table.add(1 - row, weight)
    n_fixed = table.used
    rest = chances[n_full:] / chances[n_full:].sum()
    drawn = random.choice(len(rest), 4 * left, p=rest)
    seen = {}
    for choice in drawn:
        if left == 0:
            break
        size = choice + n_full + 1
        row[:] = 0
        row[random.permutation(GROUPS)[:size]] = 1
        for side in (row, 1 - row) if size <= n_paired else (row,):
            members = tuple(side)
            if members in seen:
                table.weights[seen[members]] += 1
            elif left > 0:
                seen[members] = table.used
                table.add(side, 1)
                left -= 1
    share = chances[n_full:].sum()
    table.weights[n_fixed:] *= share / table.weights[n_fixed:].sum()
    return table.rows[:table.used], table.weights[:table.used]


def shap_values(output, picture, n_rows, random):
    """`output` takes pictures, as an array; one background row of zeros."""
    rows, weights = shap_coalitions(n_rows, random)
    masks = rows[:, block_numbers()]
    synthetic = np.tile(np.zeros_like(picture), (len(rows), 1, 1))
    synthetic = np.where(masks > 0, picture, synthetic)
    values = output(synthetic)
    empty, full = output(np.stack([np.zeros_like(picture), picture]))
    # The values sum to the difference: the last is what the others leave.
    target = values - empty - rows[:, -1] * (full - empty)
    design = rows[:, :-1] - rows[:, -1:]
    weighted = design * weights[:, None]
    others = np.linalg.solve(weighted.T @ design, weighted.T @ target)
    return np.append(others, full - empty - others.sum())


def lime_values(output, picture, n_rows, random):
    """`output` takes pictures, as an array."""
    segments = block_numbers()
    hidden = np.zeros_like(picture)
    data = random.randint(0, 2, n_rows * GROUPS).reshape(n_rows, GROUPS)
    data[0] = 1
    values, pictures = [], []
    for row in data:
        changed = picture.copy()
        mask = np.zeros(segments.shape, bool)
        for segment in np.where(row == 0)[0]:
            mask[segments == segment] = True
        changed[mask] = hidden[mask]
        pictures.append(changed)
        if len(pictures) == 10:
            values.extend(output(np.array(pictures)))
            pictures = []
    if pictures:
        values.extend(output(np.array(pictures)))
    values = np.array(values)
    distances = pairwise_distances(data, data[:1], metric="cosine").ravel()
    weights = np.sqrt(np.exp(-distances**2 / 0.25**2))
    first = Ridge(alpha=0.01, fit_intercept=True).fit(data, values, sample_weight=weights)
    chosen = np.argsort(-np.abs(first.coef_ * data[0]), kind="stable")
    model = Ridge(alpha=1, fit_intercept=True)
    model.fit(data[:, chosen], values, sample_weight=weights)
    model.score(data[:, chosen], values, sample_weight=weights)
    result = np.zeros(GROUPS)
    result[chosen] = model.coef_
    return result
