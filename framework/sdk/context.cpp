// SPDX-License-Identifier: MIT
#include <lucarne/context.hpp>

namespace lucarne {
namespace {

// Blocks of this many items, whatever the number of threads, so that each item meets the same
// matrix product and its numbers keep their bits.
constexpr arma::uword items_per_block = 128;

arma::uword n_blocks(const arma::uvec& items) {
  return (items.n_elem + items_per_block - 1) / items_per_block;
}

arma::span columns_of(arma::uword block, const arma::uvec& items) {
  const arma::uword first = block * items_per_block;
  return arma::span(first, std::min(first + items_per_block, items.n_elem) - 1);
}

}  // namespace

std::vector<arma::fmat> Context::activations(const std::string& split, const arma::uvec& items,
                                             const std::vector<std::string>& layers) const {
  std::vector<arma::fmat> result;
  for (const std::string& name : layers) {
    result.emplace_back(n_elements(model().layer(name).shape), items.n_elem);
  }
  parallel_for(n_blocks(items), [&](arma::uword block) {
    const arma::span columns = columns_of(block, items);
    const std::unique_ptr<Pass> pass = model().start_pass();
    pass->forward(dataset().inputs(split, items(columns)));
    for (std::size_t i = 0; i < layers.size(); ++i) {
      result[i].cols(columns.a, columns.b) = pass->tensor(layers[i]);
    }
  });
  return result;
}

arma::fmat Context::input_gradients(const std::string& split, const arma::uvec& items,
                                    const arma::uvec& classes) const {
  arma::fmat result(n_elements(model().input_shape()), items.n_elem);
  parallel_for(n_blocks(items), [&](arma::uword block) {
    const arma::span columns = columns_of(block, items);
    const std::unique_ptr<Pass> pass = model().start_pass();
    pass->forward(dataset().inputs(split, items(columns)));
    result.cols(columns.a, columns.b) = pass->gradient(
        model().logits(), one_hot(classes(columns), model().n_classes()), model().input_name());
  });
  return result;
}

}  // namespace lucarne
