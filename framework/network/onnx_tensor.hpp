// SPDX-License-Identifier: MIT
#pragma once

#include "network/graph_spec.hpp"

#include <onnx/onnx_pb.h>

#include <filesystem>
#include <string>

namespace lucarne {

/// Elements of an ONNX tensor: float, double and float16 as float; int64, int32 and bool as
/// integers. Releases the tensor's own copy, so that a large network is not held twice. `folder` is
/// where the network's file lies, below which the data may lie in a file of their own. throws:
/// Error, beginning with `title`, where sizes are negative or overflow, where the data do not fill
/// the shape, or where the type or the place of the data is not supported
Constant take_constant(onnx::TensorProto& tensor, const std::string& title,
                       const std::filesystem::path& folder);

/// The constant as an ONNX tensor of that name, little endian.
onnx::TensorProto tensor_proto(const std::string& name, const Constant& constant);

}  // namespace lucarne
