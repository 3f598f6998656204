// SPDX-License-Identifier: MIT
#pragma once

#include "network/graph_spec.hpp"

#include <onnx/onnx_pb.h>

#include <string>

namespace lucarne {

/// Elements of an ONNX tensor: float and double as float, int64 and int32 as integers. Releases the
/// tensor's own copy, so that a large network is not held twice.
/// throws: Error, beginning with `title`, where sizes are negative or overflow, where the data do
/// not fill the shape, or where the type or the place of the data is not supported
Constant take_constant(onnx::TensorProto& tensor, const std::string& title);

/// The constant as an ONNX tensor of that name, little endian.
onnx::TensorProto tensor_proto(const std::string& name, const Constant& constant);

}  // namespace lucarne
