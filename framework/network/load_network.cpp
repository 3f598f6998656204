// SPDX-License-Identifier: MIT
#include "data/data_error.hpp"
#include "network/network.hpp"

namespace lucarne {

std::unique_ptr<Network> load_network(const std::filesystem::path& file) {
  const std::string extension = file.extension().string();
  if (extension == ".onnx") return load_onnx(file);
  if (extension == ".npz") return load_npz_network(file);
  throw DataError(file, "networks are read from .onnx and .npz files");
}

}  // namespace lucarne
