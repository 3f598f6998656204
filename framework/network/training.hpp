// SPDX-License-Identifier: MIT
#pragma once

#include "network/perceptron.hpp"

#include <lucarne/dataset.hpp>
#include <lucarne/error.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lucarne {

/// Training that began in order and came to nothing.
class TrainingError : public Error {
 public:
  using Error::Error;
};

enum class Optimizer { sgd, momentum, adam };

/// The `model.train:` section of a pipeline.
struct TrainingSpec {
  std::vector<arma::uword> hidden = {256, 128};
  Optimizer optimizer = Optimizer::adam;
  double learning_rate = 0.001;
  double momentum = 0.9;  ///< of Optimizer::momentum
  arma::uword epochs = 10;
  arma::uword batch_size = 128;
  /// Share of the last steps over which the parameters handed out are averaged; 0: those of the
  /// last step. range: [0, 1]
  double averaged_tail = 0.1;
};

struct EpochRecord {
  double loss = 0;  ///< mean cross-entropy over the epoch's batches
  /// Over the epoch's batches, each before the step that it leads to: no second pass is made.
  double train_accuracy = 0;
  /// Of the network that would be handed out now. NaN without a validation split
  double validation_accuracy = 0;
};

/// What the user sees while it trains.
struct TrainingProgress {
  arma::uword epoch = 0;  ///< from 1
  arma::uword items_done = 0;
  arma::uword items = 0;                  ///< in one epoch
  const EpochRecord* finished = nullptr;  ///< set once, at the end of each epoch
};

struct TrainingOutcome {
  Perceptron perceptron;
  std::vector<EpochRecord> epochs;
};

/// Trains on the split "train" and watches "validation". The same bits for any number of threads.
/// requires: openblas_set_num_threads(1), or the bits may depend on BLAS's own threads
/// throws: Cancelled where `cancelled` returns true, asked after every batch; TrainingError where
/// the loss stops being finite; Error for an empty split, batch or layer
TrainingOutcome train(const Dataset& dataset, const TrainingSpec& spec, std::uint64_t seed,
                      unsigned n_threads,
                      const std::function<void(const TrainingProgress&)>& report,
                      const std::function<bool()>& cancelled);

/// For the ONNX metadata: the specification, the seed and the record of every epoch as JSON.
std::string training_record(const TrainingSpec& spec, std::uint64_t seed,
                            const std::vector<EpochRecord>& epochs);

/// Where a network's record says something else than this specification: "learning_rate 0.01, now
/// 0.001". Empty where they agree, or the record cannot be read.
std::vector<std::string> training_differences(const std::string& record, const TrainingSpec& spec,
                                              std::uint64_t seed);

}  // namespace lucarne
