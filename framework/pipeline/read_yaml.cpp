// SPDX-License-Identifier: MIT
#include "pipeline/paths.hpp"
#include "pipeline/yaml_text.hpp"
#include "pipeline/yaml_tree.hpp"

#include <fstream>

namespace lucarne {

YamlNode read_yaml(const std::filesystem::path& file, Diagnostics& diagnostics) {
  if (const auto wrong = missing_file(file)) {
    diagnostics.error({}, "wanted a pipeline file, " + *wrong);
    diagnostics.throw_if_any();
  }
  std::ifstream in(file, std::ios::binary);
  // One byte more than allowed: the file may be a pipe, whose size nothing tells beforehand.
  std::string bytes(max_yaml_bytes + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad() || (in.fail() && !in.eof())) {
    diagnostics.error({}, "wanted a pipeline file, found one that cannot be read");
    diagnostics.throw_if_any();
  }
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  YamlNode root = parse_yaml(bytes, diagnostics);
  if (root.kind == YamlNode::Kind::null) {
    diagnostics.error({}, "wanted a pipeline, found an empty file");
    diagnostics.throw_if_any();
  }
  return root;
}

}  // namespace lucarne
