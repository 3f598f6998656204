// SPDX-License-Identifier: MIT
#include "network/training.hpp"

#include <lucarne/error.hpp>

#include "network/training_descent.hpp"
#include "network/training_gang.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace lucarne {
namespace {

using training::Batch;
using training::Score;

// How the work is cut. Part of the numbers: the bits of the result depend on these, and on no
// thread count. Measured with OpenBLAS 0.3.21 on Zen 4: narrower products than these spend more
// than a tenth of their time on copying their operands.
constexpr arma::uword chunk_items = 64;        // columns passed forward and backward as one task
constexpr arma::uword gather_items = 32;       // items fetched as one task
constexpr arma::uword validation_items = 256;  // columns passed forward as one task

arma::uword n_pieces(arma::uword size, arma::uword piece) { return (size + piece - 1) / piece; }

class Trainer {
 public:
  Trainer(const Dataset& dataset, const TrainingSpec& spec, std::uint64_t seed, unsigned n_threads)
      : dataset_(dataset),
        spec_(spec),
        random_(seed, "training"),
        n_items_(dataset.n_items("train")),
        batch_size_(std::min(spec.batch_size, n_items_)),
        descent_(he_initialised(n_elements(dataset.item_shape()), spec.hidden,
                                dataset.class_names().size(), Random(seed, "initialisation")),
                 spec, spec.epochs * n_pieces(n_items_, batch_size_)),
        current_(descent_.current(), batch_size_),
        next_(descent_.current(), batch_size_),
        gang_(n_threads),
        scratch_(gang_.n_workers()) {}

  Perceptron result() const { return training::perceptron_of(descent_.result()); }

  template <class AfterBatch>
  EpochRecord run_epoch(arma::uword epoch, const AfterBatch& after_batch) {
    order_ = random_.permutation(n_items_, epoch);
    const std::uint32_t n_gathers = begin_gather(next_, 0);
    gang_.run(n_gathers, [&](std::uint32_t task, unsigned) { gather(next_, 0, task); });
    Score total;
    for (arma::uword first = 0; first < n_items_; first += batch_size_) {
      std::swap(current_, next_);
      const Score batch = differentiate();
      if (!std::isfinite(batch.loss)) diverged(epoch);
      total.loss += batch.loss;
      total.n_correct += batch.n_correct;
      update(first + batch_size_);
      after_batch(first + current_.size);
    }
    for (const arma::fmat& layer : descent_.current()) {
      if (!layer.is_finite()) diverged(epoch);
    }
    const auto n = static_cast<double>(n_items_);
    return {total.loss / n, static_cast<double>(total.n_correct) / n, validation_accuracy()};
  }

 private:
  /// Sizes `batch` for the items from `first` of the epoch's order; returns into how many tasks
  /// their gathering is cut.
  std::uint32_t begin_gather(Batch& batch, arma::uword first) {
    if (first >= n_items_) return 0;
    batch.size = std::min(batch_size_, n_items_ - first);
    batch.labels = dataset_.labels("train").elem(order_.subvec(first, first + batch.size - 1));
    return static_cast<std::uint32_t>(n_pieces(batch.size, gather_items));
  }

  void gather(Batch& batch, arma::uword first, std::uint32_t task) const {
    const arma::uword column = task * gather_items;
    const arma::uword count = std::min(gather_items, batch.size - column);
    const arma::uvec items = order_.subvec(first + column, first + column + count - 1);
    batch.set_inputs(column, dataset_.inputs("train", items));
  }

  /// Forward, loss and deltas of the current batch.
  Score differentiate() {
    const arma::uword n_chunks = n_pieces(current_.size, chunk_items);
    scores_.assign(n_chunks, {});
    gang_.run(static_cast<std::uint32_t>(n_chunks), [&](std::uint32_t chunk, unsigned) {
      const arma::uword first = chunk * chunk_items;
      const arma::uword count = std::min(chunk_items, current_.size - first);
      training::forward(descent_.current(), current_, first, count);
      scores_[chunk] = training::score_and_differentiate(current_, first, count);
      training::backward(descent_.current(), current_, first, count);
    });
    return sum(scores_);
  }

  static Score sum(const std::vector<Score>& scores) {
    Score total;
    for (const Score& score : scores) {
      total.loss += score.loss;
      total.n_correct += score.n_correct;
    }
    return total;
  }

  /// Gradients of the current batch and the parameters' step, while the next batch (the items from
  /// `next_first`) is fetched by whoever has nothing else to do.
  void update(arma::uword next_first) {
    descent_.start_step();
    const std::uint32_t n_gathers = begin_gather(next_, next_first);
    const auto n_tasks = n_gathers + static_cast<std::uint32_t>(descent_.n_slabs());
    gang_.run(n_tasks, [&](std::uint32_t task, unsigned worker) {
      if (task < n_gathers) {
        gather(next_, next_first, task);
      } else {
        descent_.update(task - n_gathers, current_, scratch_[worker]);
      }
    });
  }

  double validation_accuracy() {
    const std::vector<std::string> splits = dataset_.splits();
    if (std::find(splits.begin(), splits.end(), "validation") == splits.end()) {
      return std::numeric_limits<double>::quiet_NaN();
    }
    const arma::uword n = dataset_.n_items("validation");
    const arma::uvec& labels = dataset_.labels("validation");
    if (validation_.empty()) {
      validation_.assign(gang_.n_workers(),
                         Batch(descent_.current(), std::min(n, validation_items)));
    }
    const arma::uword n_chunks = n_pieces(n, validation_items);
    scores_.assign(n_chunks, {});
    gang_.run(static_cast<std::uint32_t>(n_chunks), [&](std::uint32_t chunk, unsigned worker) {
      Batch& batch = validation_[worker];
      const arma::uword first = chunk * validation_items;
      batch.size = std::min(validation_items, n - first);
      batch.labels = labels.subvec(first, first + batch.size - 1);
      arma::fmat inputs;
      dataset_.read("validation", first, batch.size, inputs);
      batch.set_inputs(0, inputs);
      training::forward(descent_.result(), batch, 0, batch.size);
      scores_[chunk] = training::score(batch, 0, batch.size);
    });
    return static_cast<double>(sum(scores_).n_correct) / static_cast<double>(n);
  }

  [[noreturn]] void diverged(arma::uword epoch) const {
    throw TrainingError(fmt::format(
        "training: the loss stopped being finite in epoch {} with learning_rate {}: lower the "
        "learning rate",
        epoch, spec_.learning_rate));
  }

  const Dataset& dataset_;
  const TrainingSpec spec_;
  const Random random_;
  const arma::uword n_items_;
  const arma::uword batch_size_;
  training::Descent descent_;
  Batch current_;
  Batch next_;
  std::vector<Batch> validation_;  // one a worker
  arma::uvec order_;
  std::vector<Score> scores_;
  training::Gang gang_;
  std::vector<std::vector<float>> scratch_;  // one a worker
};

void require_possible(const Dataset& dataset, const TrainingSpec& spec) {
  if (dataset.n_items("train") == 0) throw Error("training: the split 'train' holds no items");
  if (spec.batch_size == 0) throw Error("training: batch_size must be at least 1, found 0");
  if (!(spec.averaged_tail >= 0 && spec.averaged_tail <= 1)) {
    throw Error(
        fmt::format("training: averaged_tail must be from 0 to 1, found {}", spec.averaged_tail));
  }
  for (const arma::uword width : spec.hidden) {
    if (width == 0) throw Error("training: each hidden layer must have at least 1 unit, found 0");
  }
}

}  // namespace

TrainingOutcome train(const Dataset& dataset, const TrainingSpec& spec, std::uint64_t seed,
                      unsigned n_threads,
                      const std::function<void(const TrainingProgress&)>& report,
                      const std::function<bool()>& cancelled) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds between_reports{50};
  require_possible(dataset, spec);
  const arma::uword n_items = dataset.n_items("train");
  Trainer trainer(dataset, spec, seed, n_threads);
  TrainingOutcome outcome;
  Clock::time_point last_report = Clock::now();
  for (arma::uword epoch = 1; epoch <= spec.epochs; ++epoch) {
    outcome.epochs.push_back(trainer.run_epoch(epoch, [&](arma::uword items_done) {
      if (cancelled && cancelled()) throw Cancelled();
      if (!report || Clock::now() - last_report < between_reports) return;
      last_report = Clock::now();
      report({epoch, items_done, n_items, nullptr});
    }));
    if (report) report({epoch, n_items, n_items, &outcome.epochs.back()});
  }
  outcome.perceptron = trainer.result();
  return outcome;
}

}  // namespace lucarne
