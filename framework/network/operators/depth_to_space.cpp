// SPDX-License-Identifier: MIT
#include "network/windows/interpolation.hpp"
#include "network/windows/space_depth.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

std::unique_ptr<Operator> make_depth_to_space(NodeReader& node) {
  const arma::uword block = read_block(node);
  const Shape& in = node.shape(0);
  const std::string mode = read_text(node, "mode", "DCR");
  if (mode != "DCR" && mode != "CRD") {
    node.refuse(fmt::format("mode '{}'; DCR and CRD are supported", mode));
  }
  if (in[0] % (block * block) != 0) {
    node.refuse(fmt::format("{} channels cannot become blocks of {} x {}", in[0], block, block));
  }
  return space_depth_operator({.channels = in[0] / (block * block),
                               .height = in[1],
                               .width = in[2],
                               .block = block,
                               .channels_last = mode == "DCR"},
                              true);
}

}  // namespace

OperatorEntry depth_to_space_operator() {
  return {.op = "DepthToSpace", .make = make_depth_to_space};
}

}  // namespace lucarne
