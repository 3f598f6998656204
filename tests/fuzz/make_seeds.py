# SPDX-License-Identifier: MIT
"""Writes small whole files of every kind that is read, for the fuzzer to start from.

usage: make_seeds.py FOLDER
"""
import gzip
import io
import pathlib
import struct
import sys

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

SUITES = pathlib.Path("/usr/share/libonnx-testdata/data")


def constant(name, values):
    return numpy_helper.from_array(numpy.asarray(values, dtype=numpy.float32), name)


def network(nodes, constants, inputs, outputs):
    graph = helper.make_graph(
        nodes, "seed",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", *inputs])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", *outputs])],
        constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    return model.SerializeToString()


def networks():
    some = numpy.random.default_rng(1)
    yield "dense", network(
        [helper.make_node("Gemm", ["x", "w", "b"], ["h"]), helper.make_node("Relu", ["h"], ["a"]),
         helper.make_node("Softmax", ["a"], ["y"])],
        [constant("w", some.normal(size=(4, 3))), constant("b", [0, 1, 2])], [4], [3])
    yield "convolution", network(
        [helper.make_node("Conv", ["x", "k"], ["c"], pads=[1, 1, 1, 1]),
         helper.make_node("MaxPool", ["c"], ["p"], kernel_shape=[2, 2], strides=[2, 2]),
         helper.make_node("Flatten", ["p"], ["f"]),
         helper.make_node("MatMul", ["f", "w"], ["y"])],
        [constant("k", some.normal(size=(2, 1, 3, 3))), constant("w", some.normal(size=(8, 2)))],
        [1, 4, 4], [2])
    shape = numpy_helper.from_array(numpy.array([0, 2, 2], dtype=numpy.int64), "s")
    yield "reshape", network(
        [helper.make_node("Reshape", ["x", "s"], ["r"]),
         helper.make_node("Transpose", ["r"], ["t"], perm=[0, 2, 1]),
         helper.make_node("ReduceMean", ["t"], ["y"], axes=[2], keepdims=0)], [shape], [4], [2])


def arrays():
    for kind in ("<f4", "<f8", "|u1", "<i8", ">f4", "|b1"):
        out = io.BytesIO()
        numpy.save(out, numpy.arange(12).reshape(3, 4).astype(kind))
        yield kind.strip("<>|") + ("b" if kind[0] == ">" else "") + ".npy", out.getvalue()
    out = io.BytesIO()
    numpy.savez_compressed(out, x=numpy.ones((2, 3), dtype="f4"), y=numpy.arange(2))
    yield "arrays.npz", out.getvalue()
    idx = struct.pack(">HBBII", 0, 8, 2, 3, 4) + bytes(range(12))
    yield "bytes.idx", idx
    yield "bytes.idx.gz", gzip.compress(idx, mtime=0)
    yield "items.csv", b'a,b,label\n1,2.5,"one"\n-3e4,0,two\n'


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in networks():
        (folder / f"{name}.onnx").write_bytes(content)
    for name, content in arrays():
        (folder / name).write_bytes(content)
    for file in SUITES.glob("node/*/model.onnx"):
        if file.stat().st_size < 2000:
            (folder / f"{file.parent.name}.onnx").write_bytes(file.read_bytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
