# SPDX-License-Identifier: MIT
"""check_onnx.py MODEL INPUTS OUTPUTS: onnx's own checker on MODEL, then the perceptron in it by
numpy, from its initialisers, on the items in INPUTS (float32, text, one item a line); the
probabilities go to OUTPUTS. Prints opset, IR version and the batch dimension's name."""
import sys

import numpy as np
import onnx
from onnx import numpy_helper

model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)

constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
value = np.loadtxt(sys.argv[2], ndmin=2).astype(np.float64)
for node in model.graph.node:
    if node.op_type == "Gemm":
        value = value @ constants[node.input[1]].T + constants[node.input[2]]
    elif node.op_type == "Relu":
        value = np.maximum(value, 0)
    elif node.op_type == "Softmax":
        power = np.exp(value - value.max(axis=1, keepdims=True))
        value = power / power.sum(axis=1, keepdims=True)
    else:
        sys.exit("unexpected operator " + node.op_type)
np.savetxt(sys.argv[3], value, fmt="%.17g")

batch = model.graph.input[0].type.tensor_type.shape.dim[0].dim_param
print(model.opset_import[0].version, model.ir_version, batch)
