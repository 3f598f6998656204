// SPDX-License-Identifier: MIT
#pragma once

#include "support/make_onnx.hpp"

#include <string>

/// The bytes of an ONNX file whose inputs are a picture (1 x 2 x 2), called as TensorFlow's
/// exporter would, and z (3). Of its two logits the first is the sum of the picture's pixels, the
/// second z0 + 10 z1 + 100 z2. `both` holds picture and z one after the other, `conv`
/// hands the picture on as it is.
inline std::string two_input_network() {
  const std::string batch = "dim { dim_param: 'N' } ";
  return onnx_bytes(
      "ir_version: 8 opset_import { version: 13 } graph { name: 'g' "
      "node { name: 'conv' op_type: 'Conv' input: 'net/picture:0' input: 'one' output: 'same' } "
      "node { name: 'flat' op_type: 'Flatten' input: 'same' output: 'row' } "
      "node { name: 'both' op_type: 'Concat' input: 'row' input: 'z' output: 'joined' "
      "  attribute { name: 'axis' type: INT i: 1 } } "
      "node { name: 'out' op_type: 'Gemm' input: 'joined' input: 'W' output: 'y' } "
      "initializer { " +
      float_tensor("one", "1, 1, 1, 1", "1") + " } initializer { " +
      float_tensor("W", "7, 2", "1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 10, 0, 100") + " } input { " +
      float_value("net/picture:0",
                  batch + "dim { dim_value: 1 } dim { dim_value: 2 } dim { dim_value: 2 }") +
      " } input { " + float_value("z", batch + "dim { dim_value: 3 }") + " } output { " +
      float_value("y", batch + "dim { dim_value: 2 }") + " } }");
}
