// SPDX-License-Identifier: MIT
#include "saliency/methods/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

namespace lucarne::saliency {
namespace {

// Blocks between two looks at whether the user asked to stop; bounds the memory of partial sums.
constexpr arma::uword blocks_per_wave = 64;
// 32 MiB of outputs.
constexpr arma::uword outputs_at_once = arma::uword{1} << 22U;

/// Passes whose buffers are kept from block to block.
class PassPool {
 public:
  explicit PassPool(const Model& model) : model_(model) {}

  std::unique_ptr<Pass> take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) return model_.start_pass();
    std::unique_ptr<Pass> pass = std::move(free_.back());
    free_.pop_back();
    return pass;
  }
  void give_back(std::unique_ptr<Pass> pass) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(pass));
  }

 private:
  const Model& model_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Pass>> free_;
};

/// A block of points, numbered through over all items.
struct PointBlock {
  arma::uword first = 0;
  arma::fmat inputs;
  arma::uvec classes;
  arma::fmat network_inputs;  // where the points are values of a layer
};

PointBlock block_of(const Question& question, arma::uword per_item, const FillPoint& fill,
                    arma::uword number, arma::uword size) {
  const arma::uword first = number * size;
  const arma::uword count = std::min(size, question.n_items() * per_item - first);
  PointBlock block{first, arma::fmat(question.n_features(), count), arma::uvec(count), {}};
  if (!question.layer.empty()) block.network_inputs.set_size(question.network_inputs.n_rows, count);
  for (arma::uword i = 0; i < count; ++i) {
    const arma::uword item = (first + i) / per_item;
    fill(item, (first + i) % per_item, block.inputs.colptr(i));
    block.classes(i) = question.classes(item);
    if (!question.layer.empty()) block.network_inputs.col(i) = question.network_inputs.col(item);
  }
  return block;
}

void forward_from_layer(const std::string& layer, const arma::fmat& network_inputs,
                        const arma::fmat& points, Pass& pass) {
  if (layer.empty()) {
    pass.forward(points);
    return;
  }
  pass.forward(network_inputs);
  pass.forward_from(layer, points);
}

double output_of(const arma::fmat& logits, arma::uword column, arma::uword k, Output output) {
  const auto logit = static_cast<double>(logits(k, column));
  if (output == Output::logit) return logit;
  double sum = 0;
  for (const float other : logits.col(column)) sum += std::exp(static_cast<double>(other) - logit);
  return 1 / sum;
}

// d output / d logits. A probability's is p_k (1 at k - p): the softmax is that of the logits,
// whether the network computes it or not.
arma::fmat seed_of(const arma::fmat& logits, const arma::uvec& classes, Output output) {
  arma::fmat seed = one_hot(classes, logits.n_rows);
  if (output == Output::logit) return seed;
  const arma::fmat probabilities = softmax(logits);
  for (arma::uword i = 0; i < classes.n_elem; ++i) {
    seed.col(i) = probabilities(classes(i), i) * (seed.col(i) - probabilities.col(i));
  }
  return seed;
}

/// Runs `task` on the pass and number of every block, in waves; after each wave, `merge` on the
/// numbers of its blocks in order.
void for_each_block(const Question& question, arma::uword n_blocks,
                    const std::function<void(Pass&, arma::uword)>& task,
                    const std::function<void(arma::uword)>& merge) {
  PassPool pool(question.model);
  for (arma::uword first = 0; first < n_blocks; first += blocks_per_wave) {
    question.workers.stop_if_cancelled();
    const arma::uword count = std::min(blocks_per_wave, n_blocks - first);
    question.workers.parallel_for(count, [&](arma::uword i) {
      std::unique_ptr<Pass> pass = pool.take();
      task(*pass, first + i);
      pool.give_back(std::move(pass));
    });
    for (arma::uword i = first; i < first + count; ++i) merge(i);
  }
}

}  // namespace

arma::uword points_per_block(const Model& model) {
  arma::uword largest = n_elements(model.input_shape());
  for (const Layer& layer : model.layers()) largest = std::max(largest, n_elements(layer.shape));
  // 16 MiB for the largest tensor; 256 columns are enough for a product at full speed.
  return std::clamp<arma::uword>((arma::uword{1} << 22U) / largest, 1, 256);
}

arma::mat outputs_at(const Question& question, arma::uword per_item, const FillPoint& fill) {
  arma::mat result(per_item, question.n_items());
  const arma::uword size = points_per_block(question.model);
  const arma::uword n_blocks = (result.n_elem + size - 1) / size;
  const auto task = [&](Pass& pass, arma::uword number) {
    const PointBlock block = block_of(question, per_item, fill, number, size);
    forward_from_layer(question.layer, block.network_inputs, block.inputs, pass);
    const arma::fmat& logits = pass.tensor(explained_tensor(question));
    for (arma::uword i = 0; i < block.classes.n_elem; ++i) {
      result(block.first + i) = output_of(logits, i, block.classes(i), question.output);
    }
  };
  for_each_block(question, n_blocks, task, [](arma::uword) {});
  return result;
}

arma::mat gradient_sums(const Question& question, arma::uword per_item, const FillPoint& fill,
                        arma::uword n_sums, const AddGradient& add) {
  struct Partial {
    arma::uword first_item = 0;
    arma::mat sums;  // one column for each item that the block touches
  };
  arma::mat result(n_sums, question.n_items(), arma::fill::zeros);
  const arma::uword size = points_per_block(question.model);
  const arma::uword n_blocks = (question.n_items() * per_item + size - 1) / size;
  std::vector<Partial> partials(blocks_per_wave);
  const auto task = [&](Pass& pass, arma::uword number) {
    const PointBlock block = block_of(question, per_item, fill, number, size);
    forward_from_layer(question.layer, block.network_inputs, block.inputs, pass);
    const std::string& of = explained_tensor(question);
    const arma::fmat seed = seed_of(pass.tensor(of), block.classes, question.output);
    const arma::fmat gradients = pass.gradient(of, seed, attributed_tensor(question));
    Partial& partial = partials[number % blocks_per_wave];
    partial.first_item = block.first / per_item;
    const arma::uword last_item = (block.first + block.classes.n_elem - 1) / per_item;
    partial.sums.zeros(n_sums, last_item - partial.first_item + 1);
    for (arma::uword i = 0; i < block.classes.n_elem; ++i) {
      const arma::uword item = (block.first + i) / per_item;
      add(item, (block.first + i) % per_item, block.inputs.colptr(i), gradients.colptr(i),
          partial.sums.colptr(item - partial.first_item));
    }
  };
  for_each_block(question, n_blocks, task, [&](arma::uword number) {
    const Partial& partial = partials[number % blocks_per_wave];
    const arma::uword last = partial.first_item + partial.sums.n_cols - 1;
    result.cols(partial.first_item, last) += partial.sums;
  });
  return result;
}

void for_each_part(const Question& question, arma::uword per_item,
                   const std::function<void(const Question& part, arma::uword first)>& explain) {
  const arma::uword most = std::max<arma::uword>(1, outputs_at_once / per_item);
  for (arma::uword first = 0; first < question.n_items(); first += most) {
    explain(part_of(question, first, std::min(most, question.n_items() - first)), first);
  }
}

void forward_points(const Question& question, const arma::fmat& points, Pass& pass) {
  forward_from_layer(question.layer, question.network_inputs, points, pass);
}

arma::fmat output_seed(const Question& question, const arma::fmat& logits) {
  return seed_of(logits, question.classes, question.output);
}

arma::fmat output_seed(const Question& question, const arma::uvec& classes,
                       const arma::fmat& logits) {
  return seed_of(logits, classes, question.output);
}

arma::vec outputs_of(const Question& question, const arma::uvec& classes,
                     const arma::fmat& logits) {
  arma::vec values(classes.n_elem);
  for (arma::uword i = 0; i < classes.n_elem; ++i) {
    values(i) = output_of(logits, logits.n_cols == 1 ? 0 : i, classes(i), question.output);
  }
  return values;
}

arma::vec outputs(const Question& question) {
  const arma::mat values =
      outputs_at(question, 1, [&](arma::uword item, arma::uword, float* input) {
        std::copy_n(question.inputs.colptr(item), question.n_features(), input);
      });
  return values.row(0).t();
}

arma::vec baseline_outputs(const Question& question) {
  const arma::uword rows = question.baselines.rows();
  const arma::mat values =
      outputs_at(question, rows, [&](arma::uword item, arma::uword row, float* input) {
        std::copy_n(question.baselines.of(item, row), question.n_features(), input);
      });
  return arma::mean(values, 0).t();
}

}  // namespace lucarne::saliency
