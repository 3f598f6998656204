// SPDX-License-Identifier: MIT
#pragma once

#include <google/protobuf/text_format.h>
#include <onnx/onnx_pb.h>

#include <stdexcept>
#include <string>

/// The bytes of an ONNX file from protobuf's text form: short enough to write broken ones by hand.
inline std::string onnx_bytes(const std::string& text) {
  onnx::ModelProto model;
  if (!google::protobuf::TextFormat::ParseFromString(text, &model)) {
    throw std::runtime_error("the test's own ONNX text is wrong");
  }
  return model.SerializeAsString();
}

/// The text of a float tensor's `dims` and data.
inline std::string float_tensor(const std::string& name, const std::string& dims,
                                const std::string& values) {
  return "name: '" + name + "' dims: [" + dims + "] data_type: 1 float_data: [" + values + "]";
}

/// The text of an input or output of float32: sizes as `dim { dim_value: 2 } ...`.
inline std::string float_value(const std::string& name, const std::string& dims) {
  return "name: '" + name + "' type { tensor_type { elem_type: 1 shape { " + dims + " } } }";
}
