// SPDX-License-Identifier: MIT
#include "saliency/methods/item_blocks.hpp"

#include <algorithm>
#include <mutex>

namespace lucarne::saliency {
namespace {

// 1 MiB for the largest tensor: a reverse pass touches a few of them again and again, and they stay
// in the cache; 256 columns are enough for a product at full speed.
arma::uword items_per_block(const Model& model) {
  arma::uword largest = n_elements(model.input_shape());
  for (const Layer& layer : model.layers()) largest = std::max(largest, n_elements(layer.shape));
  return std::clamp<arma::uword>((arma::uword{1} << 18U) / largest, 1, 256);
}

}  // namespace

void forward_items(const ItemBlock& block, Pass& pass) {
  pass.forward(block.network_inputs.is_empty() ? block.inputs : block.network_inputs);
}

void forward_points(const Question& question, const ItemBlock& block, const arma::fmat& points,
                    Pass& pass) {
  if (question.layer.empty()) {
    pass.forward(points);
    return;
  }
  pass.forward(block.network_inputs);
  const arma::uword n_items = block.inputs.n_cols;
  pass.forward_from(question.layer, points.n_cols == n_items
                                        ? points
                                        : arma::fmat(arma::repmat(points, 1, n_items)));
}

void for_each_item_block(
    const Question& question, const Model& model, std::size_t n_passes,
    const std::function<void(const ItemBlock&, std::span<const std::unique_ptr<Pass>>)>& explain) {
  const arma::uword size = items_per_block(model);
  std::mutex mutex;
  std::vector<std::vector<std::unique_ptr<Pass>>> free;
  const auto take = [&] {
    const std::lock_guard lock(mutex);
    if (free.empty()) {
      std::vector<std::unique_ptr<Pass>> passes(n_passes);
      for (std::unique_ptr<Pass>& pass : passes) pass = model.start_pass();
      return passes;
    }
    std::vector<std::unique_ptr<Pass>> passes = std::move(free.back());
    free.pop_back();
    return passes;
  };
  question.workers.parallel_for((question.n_items() + size - 1) / size, [&](arma::uword number) {
    question.workers.stop_if_cancelled();
    const arma::uword first = number * size;
    const arma::uword last = std::min(first + size, question.n_items()) - 1;
    ItemBlock block{
        first, question.inputs.cols(first, last), question.classes.subvec(first, last), {}};
    if (!question.layer.empty()) block.network_inputs = question.network_inputs.cols(first, last);
    std::vector<std::unique_ptr<Pass>> passes = take();
    explain(block, passes);
    const std::lock_guard lock(mutex);
    free.push_back(std::move(passes));
  });
}

}  // namespace lucarne::saliency
