# SPDX-License-Identifier: MIT
"""The weights of an ONNX perceptron as an NPZ: notebook_weights.py NETWORK.onnx WEIGHTS.npz

Arrays W1, b1, W2, b2, ...: one pair for every Gemm, W as inputs x outputs.
"""
import sys

import numpy as np
import onnx
from onnx import numpy_helper


def main(source, target):
    graph = onnx.load(source).graph
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    arrays = {}
    for layer, node in enumerate((n for n in graph.node if n.op_type == "Gemm"), start=1):
        transposed = any(a.name == "transB" and a.i for a in node.attribute)
        weights = tensors[node.input[1]]
        arrays[f"W{layer}"] = np.ascontiguousarray(weights.T if transposed else weights)
        arrays[f"b{layer}"] = tensors[node.input[2]]
    np.savez(target, **arrays)


main(*sys.argv[1:])
