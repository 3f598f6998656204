// SPDX-License-Identifier: MIT
#include "host/prepared_model.hpp"

#include "output/files.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lucarne {
namespace {

// A disk that is full is no fault of the data, for which save_onnx's DataError would stand.
void save(const Network& network, const std::filesystem::path& file) {
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  if (error) {
    throw OutputError("cannot make folder '" + file.parent_path().string() +
                      "': " + error.message());
  }
  try {
    save_onnx(network, file);
  } catch (const Error& failure) {
    throw OutputError(failure.what());
  }
}

// In one shape but for axes of size 1 (28 x 28 and 1 x 28 x 28), or flat on one side, where nothing
// says otherwise.
bool same_order(Shape one, Shape other) {
  std::erase(one, 1U);
  std::erase(other, 1U);
  return one.size() <= 1 || other.size() <= 1 || one == other;
}

}  // namespace

bool fits_input(const Shape& wanted, const Shape& found) {
  return n_elements(wanted) == n_elements(found) && same_order(wanted, found);
}

std::unique_ptr<Network> untrained_network(const Pipeline& pipeline, const Dataset& dataset) {
  const Random random(pipeline.seed, "training");
  return make_network(he_initialised(n_elements(dataset.item_shape()),
                                     pipeline.model.training->hidden, dataset.class_names().size(),
                                     random));
}

std::unique_ptr<Network> train_network(const Pipeline& pipeline, const Dataset& dataset,
                                       unsigned n_threads, RunObserver& observer) {
  const TrainingSpec& spec = *pipeline.model.training;
  observer.line(fmt::format("training a network on {} items: {} does not exist yet",
                            dataset.n_items("train"), pipeline.model.file.string()));
  const TrainingOutcome outcome = train(
      dataset, spec, pipeline.seed, n_threads,
      [&observer](const TrainingProgress& progress) { observer.training(progress); },
      [&observer] { return observer.cancelled(); });
  std::unique_ptr<Network> network =
      make_network(outcome.perceptron,
                   {{"lucarne.training", training_record(spec, pipeline.seed, outcome.epochs)}});
  save(*network, pipeline.model.file);
  observer.line("network saved to " + pipeline.model.file.string());
  return network;
}

void check_fit(const Pipeline& pipeline, const Model& model, const Dataset& dataset,
               Diagnostics& diagnostics) {
  const arma::uword wanted = n_elements(model.input_shape());
  const arma::uword found = n_elements(dataset.item_shape());
  if (wanted != found) {
    diagnostics.error(
        pipeline.model.position,
        fmt::format("the network takes items of {} values ({}), the data has {} ({}); name the "
                    "data that the network was trained on, or another network",
                    wanted, to_string(model.input_shape()), found,
                    to_string(dataset.item_shape())));
  } else if (!same_order(model.input_shape(), dataset.item_shape())) {
    diagnostics.error(
        pipeline.model.position,
        fmt::format("the network takes items of shape {}, the data has as many values in shape {}; "
                    "bring the data into the network's order of axes",
                    to_string(model.input_shape()), to_string(dataset.item_shape())));
  }
  if (model.n_classes() != dataset.class_names().size()) {
    diagnostics.error(pipeline.model.position,
                      fmt::format("the network has {} classes, the data has {} ({}); list the "
                                  "names of all classes in data.classes",
                                  model.n_classes(), dataset.class_names().size(),
                                  join(dataset.class_names(), 12)));
  }
}

}  // namespace lucarne
