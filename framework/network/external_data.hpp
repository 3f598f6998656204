// SPDX-License-Identifier: MIT
#pragma once

#include <onnx/onnx_pb.h>

#include <filesystem>
#include <string>

namespace lucarne {

/// The bytes of a tensor that lie in a file of their own beside the network's.
/// requires: n_bytes is what the tensor's shape and type want
/// throws: Error, beginning with `title`, where the file lies outside of `folder`, is none, or is
/// shorter than what is wanted of it; nothing is read or allocated before
std::string external_data(const onnx::TensorProto& tensor, const std::filesystem::path& folder,
                          std::uintmax_t n_bytes, const std::string& title);

}  // namespace lucarne
