#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes torch_gradients.json: outputs and gradients of single operators as PyTorch 1.13 has them.

Each case is one ONNX node, its inputs and constants, two items, the output, and the gradient of
sum(seed * output) with respect to all inputs. The tests read the file and need no PyTorch.
"""
import json
import pathlib

import torch
import torch.nn.functional as F

CASES = []
torch.manual_seed(7)


def numbers(tensor):
    return [float(f"{v:.7g}") for v in tensor.detach().flatten().tolist()]


def attribute(value):
    if isinstance(value, bool) or isinstance(value, int):
        return {"i": int(value)}
    if isinstance(value, float):
        return {"f": value}
    if isinstance(value, str):
        return {"s": value}
    return {"is": list(value)}


def case(op, function, shapes, constants=(), opset=13, data=None, n_outputs=1, order=None,
         **attributes):
    """function(*inputs, *float constants) gives the output; integer constants are for ONNX alone.

    None among the constants is an optional input left out."""
    items = [t.clone() for t in data] if data else [torch.randn(2, *shape) for shape in shapes]
    for tensor in items:
        tensor.requires_grad_(True)
    floats = [c for c in constants if isinstance(c, torch.Tensor)]
    output = function(*items, *floats)
    first = output[0] if n_outputs > 1 else output
    seed = torch.randn_like(first)
    (first * seed).sum().backward()
    stored, names = {}, [f"x{k}" for k in range(len(items))]
    for k, constant in enumerate(constants):
        names.append("" if constant is None else f"c{k}")
        if isinstance(constant, torch.Tensor):
            stored[names[-1]] = {"shape": list(constant.shape), "floats": numbers(constant)}
        elif constant is not None:
            stored[names[-1]] = {"shape": [len(constant)], "integers": list(constant)}
    if order:
        names = [names[k] for k in order]
    joint = lambda tensors: [sum((numbers(t[i]) for t in tensors), []) for i in range(2)]
    CASES.append({
        "op": op, "opset": opset, "shapes": [list(t.shape[1:]) for t in items],
        "constants": stored, "inputs": names, "outputs": n_outputs,
        "attributes": {k: attribute(v) for k, v in attributes.items()},
        "items": joint(items), "output": [numbers(first[i]) for i in range(2)],
        "seed": [numbers(seed[i]) for i in range(2)], "gradient": joint([t.grad for t in items])})


def positive(*shape):
    return torch.rand(2, *shape) + 0.5


def away_from_zero(*shape):
    x = torch.randn(2, *shape)
    return x + 0.1 * torch.sign(x)


def elementwise():
    simple = {"Relu": torch.relu, "Sigmoid": torch.sigmoid, "Tanh": torch.tanh, "Exp": torch.exp,
              "Neg": torch.neg, "Abs": torch.abs, "Erf": torch.erf, "Softplus": F.softplus,
              "Softsign": F.softsign, "Reciprocal": torch.reciprocal, "Identity": lambda x: x * 1}
    for op, function in simple.items():
        case(op, function, [], data=[away_from_zero(5)])
        case(op, function, [], data=[away_from_zero(2, 3)])
    for op, function in {"Sqrt": torch.sqrt, "Log": torch.log}.items():
        case(op, function, [], data=[positive(5)])
        case(op, function, [], data=[positive(2, 3)])
    for op, function in {"Sign": torch.sign, "Floor": torch.floor, "Ceil": torch.ceil}.items():
        case(op, function, [], data=[away_from_zero(5)])
        case(op, function, [], data=[3 * away_from_zero(2, 3)])
    case("HardSwish", F.hardswish, [], data=[3 * away_from_zero(6)], opset=14)
    case("HardSwish", F.hardswish, [], data=[away_from_zero(2, 3)], opset=14)
    case("Mish", F.mish, [(5,)], opset=18)
    case("Mish", F.mish, [], data=[4 * away_from_zero(2, 3)], opset=18)
    case("Gelu", F.gelu, [(5,)], opset=20)
    case("Gelu", lambda x: F.gelu(x, approximate="tanh"), [(5,)], opset=20, approximate="tanh")
    for alpha in (0.01, 0.3):
        case("LeakyRelu", lambda x: F.leaky_relu(x, alpha), [], data=[away_from_zero(5)], alpha=alpha)
    for alpha in (1.0, 0.4):
        case("Elu", lambda x: F.elu(x, alpha), [], data=[away_from_zero(5)], alpha=alpha)
        case("Celu", lambda x: F.celu(x, alpha), [], data=[away_from_zero(5)], alpha=alpha)
        case("ThresholdedRelu", lambda x: F.threshold(x, alpha, 0.0), [], data=[2 * away_from_zero(6)],
             alpha=alpha)
    case("Selu", F.selu, [], data=[away_from_zero(5)])
    case("Selu", F.selu, [], data=[3 * away_from_zero(2, 3)])
    case("HardSigmoid", lambda x: F.hardsigmoid(x), [], data=[3 * away_from_zero(6)], alpha=1 / 6,
         beta=0.5)
    case("HardSigmoid", lambda x: torch.clamp(0.2 * x + 0.5, 0, 1), [], data=[3 * away_from_zero(6)])
    slopes = torch.tensor([0.1, -0.2, 0.5])
    case("PRelu", lambda x, a: F.prelu(x, a), [], [torch.tensor([0.3])], data=[away_from_zero(5)])
    case("PRelu", lambda x, a: F.prelu(x, a.flatten()), [], [slopes.reshape(3, 1)],
         data=[away_from_zero(3, 2)])
    case("Clip", lambda x, a, b: torch.clamp(x, -0.5, 0.7), [(6,)],
         [torch.tensor(-0.5), torch.tensor(0.7)])
    case("Clip", lambda x, b: torch.clamp(x, max=0.2), [(6,)], [None, torch.tensor(0.2)])


def pairs():
    row = torch.randn(4) + 3
    for op, function in {"Add": torch.add, "Sub": torch.sub, "Mul": torch.mul, "Div": torch.div}.items():
        case(op, function, [], data=[torch.randn(2, 3, 4), positive(3, 4)])
        case(op, function, [], data=[torch.randn(2, 3, 4), positive(3, 1)])
        case(op, function, [(3, 4)], [row])
    case("Pow", torch.pow, [], data=[positive(4), torch.randn(2, 4)])
    case("Pow", torch.pow, [(4,)], [torch.tensor(2.0)])
    case("Pow", torch.pow, [], [torch.tensor(-1.5)], data=[positive(4)])
    for op, function in {"Max": torch.maximum, "Min": torch.minimum}.items():
        case(op, function, [(3, 4), (3, 4)])
        case(op, function, [(3, 4)], [row - 3])
    case("Sum", lambda a, b, c: a + b + c, [(4,), (4,), (4,)])
    case("Sum", lambda a, b: a + b, [(3, 4), (1, 4)])
    case("Mean", lambda a, b, c: (a + b + c) / 3, [(4,), (4,), (4,)])
    case("Mean", lambda a, b: (a + b) / 2, [(3, 4), (1, 4)])
    mask = [1, 0, 1]
    case("Where", lambda a, b: torch.where(torch.tensor(mask).bool(), a, b), [(3,), (3,)], [mask],
         order=[2, 0, 1])
    case("Where", lambda a, b: torch.where(torch.tensor(mask).bool(), a, b), [(2, 3)],
         [mask, torch.tensor(-2.0)], order=[1, 0, 2])
    case("Mod", torch.fmod, [], [torch.tensor(0.7)], data=[3 * away_from_zero(5)], fmod=1)
    case("Mod", torch.fmod, [], data=[3 * away_from_zero(5), positive(5)], fmod=1)


def products():
    case("MatMul", torch.matmul, [(3,)], [torch.randn(3, 2)])
    case("MatMul", torch.matmul, [(2, 3), (3, 2)])
    case("MatMul", torch.matmul, [(2, 2, 3), (2, 3, 2)])
    case("Gemm", lambda x, w, b: x @ w.T + b, [(3,)], [torch.randn(2, 3), torch.randn(2)], transB=1)
    case("Gemm", lambda x, w, b: 0.5 * (x @ w) + 2 * b, [(3,)], [torch.randn(3, 2), torch.randn(2)],
         alpha=0.5, beta=2.0)


def convolutions():
    case("Conv", lambda x, w, b: F.conv2d(x, w, b), [(2, 4, 4)],
         [torch.randn(3, 2, 3, 3), torch.randn(3)])
    case("Conv", lambda x, w: F.conv2d(x, w, stride=2, padding=1, groups=2), [(4, 5, 5)],
         [torch.randn(4, 2, 3, 3)], strides=[2, 2], pads=[1, 1, 1, 1], group=2)
    case("Conv", lambda x, w: F.conv1d(x, w, dilation=2), [(2, 7)], [torch.randn(2, 2, 3)],
         dilations=[2])
    case("ConvTranspose", lambda x, w, b: F.conv_transpose2d(x, w, b), [(2, 3, 3)],
         [torch.randn(2, 2, 2, 2), torch.randn(2)])
    case("ConvTranspose", lambda x, w: F.conv_transpose2d(x, w, stride=2, padding=1, output_padding=1),
         [(2, 3, 3)], [torch.randn(2, 2, 3, 3)], strides=[2, 2], pads=[1, 1, 1, 1],
         output_padding=[1, 1])
    case("MaxPool", lambda x: F.max_pool2d(x, 2), [(2, 4, 4)], kernel_shape=[2, 2], strides=[2, 2])
    case("MaxPool", lambda x: F.max_pool2d(x, 3, 2, 1), [(1, 5, 5)], kernel_shape=[3, 3],
         strides=[2, 2], pads=[1, 1, 1, 1])
    case("AveragePool", lambda x: F.avg_pool2d(x, 2), [(2, 4, 4)], kernel_shape=[2, 2],
         strides=[2, 2])
    case("AveragePool", lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False), [(1, 5, 5)],
         kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    case("GlobalAveragePool", lambda x: x.mean((2, 3), keepdim=True), [(2, 3, 3)])
    case("GlobalAveragePool", lambda x: x.mean(2, keepdim=True), [(3, 4)])
    case("GlobalMaxPool", lambda x: x.amax((2, 3), keepdim=True), [(2, 3, 3)])
    case("GlobalMaxPool", lambda x: x.amax(2, keepdim=True), [(3, 4)])


def normalisations():
    w, b, m, v = torch.rand(3) + 0.5, torch.randn(3), torch.randn(3), torch.rand(3) + 0.5
    for shape in ((3, 2, 2), (3,)):
        case("BatchNormalization", lambda x, w, b, m, v: F.batch_norm(x, m, v, w, b), [shape],
             [w, b, m, v])
    for shape in ((3, 2, 2), (3, 5)):
        case("InstanceNormalization", lambda x, w, b: F.instance_norm(x, weight=w, bias=b), [shape],
             [w, b])
    case("LayerNormalization", lambda x, w, b: F.layer_norm(x, (3,), w, b), [(2, 3)], [w, b],
         opset=17)
    case("LayerNormalization", lambda x, w: F.layer_norm(x, (2, 3), w), [(2, 3)],
         [torch.rand(2, 3)], opset=17, axis=-2)
    w4, b4 = torch.rand(4) + 0.5, torch.randn(4)
    for groups in (2, 4):
        case("GroupNormalization", lambda x, w, b: F.group_norm(x, groups, w, b), [(4, 3)], [w4, b4],
             opset=21, num_groups=groups)
    case("LRN", lambda x: F.local_response_norm(x, 3, 0.5, 0.75, 1.0), [(4, 2, 2)], size=3, alpha=0.5)
    case("LRN", lambda x: F.local_response_norm(x, 5, 0.1, 0.5, 2.0), [(6, 3)], size=5, alpha=0.1,
         beta=0.5, bias=2.0)
    for op, function in {"Softmax": F.softmax, "LogSoftmax": F.log_softmax}.items():
        case(op, lambda x: function(x, -1), [(3, 4)], axis=-1)
        case(op, lambda x: function(x, 1), [(3, 4)], axis=1)
        case(op, lambda x: function(x.flatten(1), 1).reshape(x.shape), [(3, 4)], opset=11, axis=1)
    case("Dropout", lambda x: x * 1, [(5,)])
    case("Dropout", lambda x: x * 1, [(2, 3)], opset=11)


def reductions():
    functions = {
        "ReduceSum": lambda x, d, k: x.sum(d, k), "ReduceMean": lambda x, d, k: x.mean(d, k),
        "ReduceMax": lambda x, d, k: x.amax(d, k), "ReduceMin": lambda x, d, k: x.amin(d, k),
        "ReduceL1": lambda x, d, k: x.abs().sum(d, k),
        "ReduceL2": lambda x, d, k: x.square().sum(d, k).sqrt(),
        "ReduceSumSquare": lambda x, d, k: x.square().sum(d, k),
        "ReduceLogSumExp": lambda x, d, k: torch.logsumexp(x, d, k)}
    for op, function in functions.items():
        for axes, keep in (((1,), 1), ((1, 2), 0)):
            case(op, lambda x: function(x, axes, bool(keep)), [(3, 4)], opset=12, axes=axes,
                 keepdims=keep)
    for axes, keep in (((1,), 1), ((1, 2), 0)):
        case("ReduceLogSum", lambda x: x.sum(axes, bool(keep)).log(), [], data=[positive(3, 4)],
             opset=12, axes=axes, keepdims=keep)
    for axis in (1, 2):
        case("ReduceProd", lambda x: x.prod(axis, True), [(3, 4)], opset=12, axes=[axis])


def movements():
    case("Concat", lambda a, b: torch.cat([a, b], 1), [(2, 3), (1, 3)], axis=1)
    case("Concat", lambda a, b: torch.cat([a, b], 2), [(2, 3), (2, 2)], axis=-1)
    case("Split", lambda x: x.split([2, 1], 1), [(3, 2)], [[2, 1]], n_outputs=2, axis=1)
    case("Split", lambda x: x.split(2, 2), [(3, 4)], n_outputs=2, axis=2)
    case("Slice", lambda x: x[:, 1:3], [(4, 2)], [[1], [3], [1]])
    case("Slice", lambda x: x[:, :, 0:5:2], [(2, 5)], [[0], [5], [2], [2]])
    case("Gather", lambda x: x[:, [2, 0, 2]], [(3, 2)], [[2, 0, 2]], axis=1)
    case("Gather", lambda x: x[:, :, [1]], [(3, 2)], [[1]], axis=2)
    case("Transpose", lambda x: x.permute(0, 2, 1), [(2, 3)], perm=[0, 2, 1])
    case("Transpose", lambda x: x.permute(0, 3, 1, 2), [(2, 3, 2)], perm=[0, 3, 1, 2])
    case("Reshape", lambda x: x.reshape(2, 6), [(2, 3)], [[0, 6]])
    case("Reshape", lambda x: x.reshape(2, 3, 2), [(2, 3)], [[-1, 3, 2]])
    case("Flatten", lambda x: x.flatten(1), [(2, 3)])
    case("Flatten", lambda x: x.flatten(1), [(2, 3, 2)], axis=1)
    case("Squeeze", lambda x: x.squeeze(1), [(1, 3)], [[1]])
    case("Squeeze", lambda x: x.squeeze(2), [(3, 1)], [[-1]])
    case("Unsqueeze", lambda x: x.unsqueeze(1), [(3,)], [[1]])
    case("Unsqueeze", lambda x: x.unsqueeze(3), [(3, 2)], [[-1]])
    case("Expand", lambda x: x.expand(2, 3, 4), [(3, 1)], [[1, 3, 4]])
    case("Expand", lambda x: x.expand(2, 2, 3), [(1, 3)], [[2, 1]])
    case("Tile", lambda x: x.tile(1, 2), [(3,)], [[1, 2]])
    case("Tile", lambda x: x.tile(1, 2, 3), [(2, 2)], [[1, 2, 3]])
    case("Pad", lambda x: F.pad(x, (1, 2)), [(2, 3)], [[0, 0, 1, 0, 0, 2]])
    case("Pad", lambda x: F.pad(x, (1, 1, 1, 1), mode="reflect"), [(1, 3, 3)],
         [[0, 0, 1, 1, 0, 0, 1, 1]], mode="reflect")
    case("DepthToSpace", lambda x: F.pixel_shuffle(x, 2), [(4, 2, 2)], blocksize=2, mode="CRD")
    case("DepthToSpace", lambda x: F.pixel_shuffle(x, 2), [(4, 1, 2)], blocksize=2, mode="DCR")
    case("SpaceToDepth", lambda x: F.pixel_unshuffle(x, 2), [(1, 4, 4)], blocksize=2)
    case("SpaceToDepth", lambda x: F.pixel_unshuffle(x, 3), [(1, 3, 3)], blocksize=3)
    scales = torch.tensor([1.0, 1.0, 2.0, 2.0])
    case("Resize", lambda x, s: F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False),
         [(1, 3, 3)], [None, scales], mode="linear", coordinate_transformation_mode="half_pixel")
    case("Resize", lambda x, s: F.interpolate(x, scale_factor=2, mode="nearest"), [(1, 3, 3)],
         [None, scales], mode="nearest", coordinate_transformation_mode="asymmetric",
         nearest_mode="floor")
    case("Upsample", lambda x, s: F.interpolate(x, scale_factor=2, mode="nearest"), [(1, 3, 3)],
         [scales], opset=9, mode="nearest")
    case("Upsample", lambda x, s: F.interpolate(x, scale_factor=2, mode="nearest"), [(2, 2, 2)],
         [scales], opset=9, mode="nearest")


def main():
    for write in (elementwise, pairs, products, convolutions, normalisations, reductions, movements):
        write()
    cases = ",\n".join(json.dumps(c, separators=(",", ":")) for c in CASES)
    file = pathlib.Path(__file__).parent / "torch_gradients.json"
    file.write_text("[\n" + cases + "\n]\n")
    print(len(CASES), "cases of", len({c["op"] for c in CASES}), "operators")


if __name__ == "__main__":
    main()
