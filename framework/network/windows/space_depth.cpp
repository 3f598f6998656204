// SPDX-License-Identifier: MIT
#include "network/windows/space_depth.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

class SpaceDepthMove final : public Operator {
 public:
  SpaceDepthMove(const SpaceDepth& sides, bool to_space) : sides_(sides), to_space_(to_space) {}

  std::vector<Shape> output_shapes() const override {
    const SpaceDepth& s = sides_;
    if (to_space_) return {{s.channels, s.height * s.block, s.width * s.block}};
    return {{s.channels * s.block * s.block, s.height, s.width}};
  }

  void forward(const ForwardStep& step) const override {
    const arma::fmat& x = *step.inputs[0];
    arma::fmat& y = *step.outputs[0];
    for (arma::uword item = 0; item < x.n_cols; ++item) {
      const float* from = x.colptr(item);
      float* to = y.colptr(item);
      for_each_pair([&](arma::uword in, arma::uword out) { to[out] = from[in]; });
    }
  }

  void reverse(const ReverseStep& step) const override {
    const arma::fmat& dy = *step.output_gradients[0];
    arma::fmat& dx = step.input_gradients[0]->cleared();
    for (arma::uword item = 0; item < dx.n_cols; ++item) {
      const float* from = dy.colptr(item);
      float* to = dx.colptr(item);
      for_each_pair([&](arma::uword in, arma::uword out) { to[in] += from[out]; });
    }
  }

 private:
  /// Calls function(place in the input, place in the output) for every element, in the order of the
  /// side with the larger picture.
  template <class Function>
  void for_each_pair(const Function& function) const {
    const SpaceDepth& s = sides_;
    arma::uword space = 0;
    for (arma::uword channel = 0; channel < s.channels; ++channel) {
      for (arma::uword y = 0; y < s.height * s.block; ++y) {
        for (arma::uword x = 0; x < s.width * s.block; ++x, ++space) {
          const arma::uword within = y % s.block * s.block + x % s.block;
          const arma::uword deep = s.channels_last ? within * s.channels + channel
                                                   : channel * s.block * s.block + within;
          const arma::uword depth = (deep * s.height + y / s.block) * s.width + x / s.block;
          to_space_ ? function(depth, space) : function(space, depth);
        }
      }
    }
  }

  SpaceDepth sides_;
  bool to_space_;
};

}  // namespace

std::unique_ptr<Operator> space_depth_operator(const SpaceDepth& sides, bool to_space) {
  return std::make_unique<SpaceDepthMove>(sides, to_space);
}

arma::uword read_block(NodeReader& node) {
  node.require_inputs(1, 1);
  if (node.shape(0).size() != 3) {
    node.refuse(fmt::format("items of shape {}; channels, height and width are wanted",
                            to_string(node.shape(0))));
  }
  const std::int64_t block = node.integer("blocksize", 0);
  if (block < 1 || block > 1 << 14) {
    node.refuse(fmt::format("blocksize {}; 1 to {} are supported", block, 1 << 14));
  }
  return static_cast<arma::uword>(block);
}

}  // namespace lucarne
