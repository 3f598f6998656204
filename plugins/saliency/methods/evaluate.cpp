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

/// A block of points, numbered through over all items.
struct PointBlock {
  arma::uword first = 0;
  arma::fmat inputs;
  arma::uvec classes;
  arma::fmat network_inputs;  // where the points are values of a layer
};

/// Points of all items, numbered through.
struct Points {
  arma::uword count;
  arma::uword n_elements;  // of one point
  std::function<arma::uword(arma::uword)> item_of;
  std::function<void(arma::uword, float*)> fill;
};

Points points_of(const Question& question, arma::uword per_item, const FillPoint& fill,
                 const PointTensor* from) {
  return {question.n_items() * per_item, from == nullptr ? question.n_features() : from->size(),
          [per_item](arma::uword point) { return point / per_item; },
          [per_item, &fill](arma::uword point, float* values) {
            fill(point / per_item, point % per_item, values);
          }};
}

PointBlock block_of(const Question& question, const Points& points, arma::uword number,
                    arma::uword size) {
  const arma::uword first = number * size;
  const arma::uword count = std::min(size, points.count - first);
  PointBlock block{
      first, arma::fmat(points.n_elements, count, arma::fill::none), arma::uvec(count), {}};
  if (!question.layer.empty()) block.network_inputs.set_size(question.network_inputs.n_rows, count);
  for (arma::uword i = 0; i < count; ++i) {
    const arma::uword item = points.item_of(first + i);
    points.fill(first + i, block.inputs.colptr(i));
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

/// A pass that takes points: values of the input, or of what the first layer puts out.
class PointPass {
 public:
  PointPass(const Question& question, const PointTensor* from)
      : pass_(question.model.start_pass()),
        n_features_(question.n_features()),
        layer_(question.layer),
        tensor_(from == nullptr ? attributed_tensor(question) : from->tensor()),
        skips_layer_(from != nullptr) {}

  void forward(const PointBlock& block) {
    const arma::fmat& points = block.inputs;
    if (!skips_layer_) return forward_from_layer(layer_, block.network_inputs, points, *pass_);
    if (points.n_cols != n_columns_) {
      // Nothing of this remains; the pass only learns how many points there are.
      pass_->forward(arma::fmat(n_features_, points.n_cols, arma::fill::zeros));
      n_columns_ = points.n_cols;
    }
    pass_->forward_from(tensor_, points);
  }
  const arma::fmat& tensor(std::string_view name) const { return pass_->tensor(name); }
  arma::fmat gradient(std::string_view of, const arma::fmat& seed) {
    return pass_->gradient(of, seed, tensor_);
  }

 private:
  std::unique_ptr<Pass> pass_;
  arma::uword n_features_;
  std::string layer_;   // that the question attributes to
  std::string tensor_;  // that points are values of
  bool skips_layer_;
  arma::uword n_columns_ = 0;
};

/// Passes whose buffers are kept from block to block.
class PassPool {
 public:
  PassPool(const Question& question, const PointTensor* from) : question_(question), from_(from) {}

  std::unique_ptr<PointPass> take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) return std::make_unique<PointPass>(question_, from_);
    std::unique_ptr<PointPass> pass = std::move(free_.back());
    free_.pop_back();
    return pass;
  }
  void give_back(std::unique_ptr<PointPass> pass) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(pass));
  }

 private:
  const Question& question_;
  const PointTensor* from_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<PointPass>> free_;
};

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
void for_each_block(const Question& question, const PointTensor* from, arma::uword n_blocks,
                    const std::function<void(PointPass&, arma::uword)>& task,
                    const std::function<void(arma::uword)>& merge) {
  PassPool pool(question, from);
  for (arma::uword first = 0; first < n_blocks; first += blocks_per_wave) {
    question.workers.stop_if_cancelled();
    const arma::uword count = std::min(blocks_per_wave, n_blocks - first);
    question.workers.parallel_for(count, [&](arma::uword i) {
      std::unique_ptr<PointPass> pass = pool.take();
      task(*pass, first + i);
      pool.give_back(std::move(pass));
    });
    for (arma::uword i = first; i < first + count; ++i) merge(i);
  }
}

arma::vec outputs_at(const Question& question, const Points& points, const PointTensor* from) {
  arma::vec result(points.count);
  const arma::uword size = points_per_block(question.model);
  const auto task = [&](PointPass& pass, arma::uword number) {
    const PointBlock block = block_of(question, points, number, size);
    pass.forward(block);
    const arma::fmat& logits = pass.tensor(explained_tensor(question));
    for (arma::uword i = 0; i < block.classes.n_elem; ++i) {
      result(block.first + i) = output_of(logits, i, block.classes(i), question.output);
    }
  };
  for_each_block(question, from, (points.count + size - 1) / size, task, [](arma::uword) {});
  return result;
}

}  // namespace

arma::uword points_per_block(const Model& model) {
  arma::uword largest = n_elements(model.input_shape());
  for (const Layer& layer : model.layers()) largest = std::max(largest, n_elements(layer.shape));
  // 1 MiB for the largest tensor, so that a block stays in the cache from layer to layer; 256
  // columns are enough for a product at full speed.
  return std::clamp<arma::uword>((arma::uword{1} << 18U) / largest, 1, 256);
}

arma::mat outputs_at(const Question& question, arma::uword per_item, const FillPoint& fill,
                     const PointTensor* from) {
  return arma::reshape(outputs_at(question, points_of(question, per_item, fill, from), from),
                       per_item, question.n_items());
}

arma::vec outputs_at_some(const Question& question, const arma::uvec& items, const FillPoint& fill,
                          const PointTensor* from) {
  const Points points{items.n_elem, from == nullptr ? question.n_features() : from->size(),
                      [&](arma::uword point) { return items(point); },
                      [&](arma::uword point, float* values) { fill(items(point), point, values); }};
  return outputs_at(question, points, from);
}

arma::fmat gradients_at_items(const Question& question, const ChangeGradient& change) {
  const arma::uword n = question.n_features();
  const FillPoint fill = [&](arma::uword item, arma::uword, float* input) {
    std::copy_n(question.inputs.colptr(item), n, input);
  };
  const Points points = points_of(question, 1, fill, nullptr);
  const arma::uword size = points_per_block(question.model);
  arma::fmat result(n, points.count, arma::fill::none);
  const auto task = [&](PointPass& pass, arma::uword number) {
    const PointBlock block = block_of(question, points, number, size);
    pass.forward(block);
    const std::string& of = explained_tensor(question);
    const arma::fmat seed = seed_of(pass.tensor(of), block.classes, question.output);
    result.cols(block.first, block.first + block.classes.n_elem - 1) = pass.gradient(of, seed);
    for (arma::uword i = 0; change && i < block.classes.n_elem; ++i) {
      change(block.inputs.colptr(i), result.colptr(block.first + i));
    }
  };
  for_each_block(question, nullptr, (points.count + size - 1) / size, task, [](arma::uword) {});
  return result;
}

arma::mat gradient_sums(const Question& question, arma::uword per_item, const FillPoint& fill,
                        arma::uword n_sums, const AddGradient& add, const PointTensor* from) {
  struct Partial {
    arma::uword first_item = 0;
    arma::mat sums;  // one column for each item that the block touches
  };
  arma::mat result(n_sums, question.n_items(), arma::fill::zeros);
  const arma::uword size = points_per_block(question.model);
  const Points points = points_of(question, per_item, fill, from);
  const arma::uword n_blocks = (points.count + size - 1) / size;
  std::vector<Partial> partials(blocks_per_wave);
  const auto task = [&](PointPass& pass, arma::uword number) {
    const PointBlock block = block_of(question, points, number, size);
    pass.forward(block);
    const std::string& of = explained_tensor(question);
    const arma::fmat seed = seed_of(pass.tensor(of), block.classes, question.output);
    const arma::fmat gradients = pass.gradient(of, seed);
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
  for_each_block(question, from, n_blocks, task, [&](arma::uword number) {
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
  if (question.baselines.one_each || !question.layer.empty()) {
    const arma::mat values =
        outputs_at(question, rows, [&](arma::uword item, arma::uword row, float* input) {
          std::copy_n(question.baselines.of(item, row), question.n_features(), input);
        });
    return arma::mean(values, 0).t();
  }
  // All items see the same baselines: they pass the network once.
  arma::vec sums(question.n_items(), arma::fill::zeros);
  const std::unique_ptr<Pass> pass = question.model.start_pass();
  const arma::uword size = points_per_block(question.model);
  for (arma::uword first = 0; first < rows; first += size) {
    question.workers.stop_if_cancelled();
    pass->forward(question.baselines.columns.cols(first, std::min(first + size, rows) - 1));
    const arma::fmat& logits = pass->tensor(explained_tensor(question));
    for (arma::uword item = 0; item < sums.n_elem; ++item) {
      for (arma::uword row = 0; row < logits.n_cols; ++row) {
        sums(item) += output_of(logits, row, question.classes(item), question.output);
      }
    }
  }
  return sums / static_cast<double>(rows);
}

}  // namespace lucarne::saliency
