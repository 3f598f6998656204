// SPDX-License-Identifier: MIT
#include "network/windows/space_depth.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

std::unique_ptr<Operator> make_space_to_depth(NodeReader& node) {
  const arma::uword block = read_block(node);
  const Shape& in = node.shape(0);
  if (in[1] % block != 0 || in[2] % block != 0) {
    node.refuse(fmt::format("{} x {} pixels cannot be cut into blocks of {} x {}", in[1], in[2],
                            block, block));
  }
  return space_depth_operator(
      {.channels = in[0], .height = in[1] / block, .width = in[2] / block, .block = block}, false);
}

}  // namespace

OperatorEntry space_to_depth_operator() {
  return {.op = "SpaceToDepth", .make = make_space_to_depth};
}

}  // namespace lucarne
