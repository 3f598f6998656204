// SPDX-License-Identifier: MIT
#pragma once

#include "host/observer.hpp"

#include <lucarne/model.hpp>
#include <lucarne/results.hpp>

#include <optional>
#include <string>
#include <vector>

namespace lucarne {

/// Items to explain without a pipeline.
struct ExplainRequest {
  const Model* model = nullptr;
  arma::fmat inputs;   ///< features x items, finite; at least one item
  Shape item_shape;    ///< as the data has it
  arma::uvec classes;  ///< whose output is explained of each item; empty: the predicted one
  std::string method;  ///< empty: as the settings say
  std::string layer;   ///< empty: the input
  std::vector<std::string> settings;  ///< "steps=100": parameters of the plugin saliency
  std::uint64_t seed = 0;
  unsigned n_threads = 1;
};

/// What the plugin saliency that comes with Lucarne says of the items: arrays `attributions`,
/// `outputs` and `targets`, and `residual` and `difference` where the method has them.
/// throws: Error for a setting that the plugin does not take, with the nearest name; what the
/// plugin throws; PluginRefused, Cancelled
Results explain_items(const ExplainRequest& request, RunObserver& observer);

/// Numbers of an array of results. requires: its type is float64
arma::vec values_of(const Array& array);

}  // namespace lucarne
