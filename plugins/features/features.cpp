// SPDX-License-Identifier: MIT
#include "features/report.hpp"

#include <lucarne/plugin.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne::features {
namespace {

/// What a unit would like to see.
class Features final : public Analysis {
 public:
  void declare(Parameters& parameters) override {
    parameters.add("split", split_, {.meaning = "split that samples come from"});
    parameters.add("layers", layers_,
                   {.meaning = "layers or tensors whose units are looked at; empty: the logits"});
    parameters.add("units", units_,
                   {.meaning = "numbers of the units, or of the channels of a convolution; empty: "
                               "the first of each layer",
                    .min = 0});
    parameters.add("place", place_,
                   {.meaning = "what is raised of a channel: the mean over its places, or the one "
                               "at its centre",
                    .choices = {"mean", "centre"}});
    parameters.add("count", count_,
                   {.meaning = "units of each layer where none are named", .min = 1, .max = 200});
    parameters.add(
        "samples", samples_,
        {.meaning = "samples shown beside each unit", .unit = "items", .min = 1, .max = 20});
    parameters.add("steps", ascent_.steps, {.meaning = "steps of ascent", .min = 1, .max = 100000});
    parameters.add("rate", ascent_.rate,
                   {.meaning = "step size of Adam",
                    .min = 0,
                    .max = 10,
                    .above_min = true,
                    .source = "lucid"});
    parameters.add("decay", ascent_.decay,
                   {.meaning = "power of the frequency that the amplitude of waves falls with; 0: "
                               "all alike",
                    .min = 0,
                    .max = 10,
                    .source = "lucid"});
    parameters.add("jitter", ascent_.jitter,
                   {.meaning = "distance up to which pictures are moved before a step",
                    .unit = "pixels",
                    .min = 0,
                    .max = 1000});
    parameters.add("zoom", ascent_.zoom,
                   {.meaning = "share up to which they are made larger or smaller",
                    .min = 0,
                    .max = 0.9,
                    .source = "lucid"});
    parameters.add("rotation", ascent_.rotation,
                   {.meaning = "angle up to which they are turned",
                    .unit = "degrees",
                    .min = 0,
                    .max = 180,
                    .source = "lucid"});
    parameters.add(
        "total_variation", ascent_.variation,
        {.meaning = "weight of the total variation against the activation", .min = 0, .max = 1e6});
    parameters.add("bounds", bounds_,
                   {.meaning = "smallest and largest value of an input; empty: those of the split",
                    .unit = "input units"});
    parameters.produces("top_items", "samples that raise a unit most, each once");
  }

  std::vector<Sweep> prepare(const Context& context) override {
    require_items(context.dataset(), split_);
    if (!bounds_.empty() && (bounds_.size() != 2 || bounds_[0] >= bounds_[1])) {
      throw ParameterError("bounds",
                           "parameter 'bounds' must be two numbers, the smaller first, or "
                           "empty for the range of the data");
    }
    choose_aims(context.model());
    std::vector<std::string> layers;
    std::vector<Shape> shapes;
    for (const Aim& aim : aims_) {
      if (std::ranges::find(layers, aim.layer) == layers.end()) layers.push_back(aim.layer);
      shapes.push_back(context.model().layer(aim.layer).shape);
    }
    return {sweep(Request{.split = split_, .layers = layers}, TopSamples(aims_, shapes, samples_))};
  }

  void run(const Context& context, const Folded& folded, Results& results) override {
    const auto& samples = folded.state<TopSamples>();
    Ascent ascent = ascent_;
    ascent.canvas = canvas_of(context.dataset().item_shape());
    ascent.lower = bounds_.empty() ? samples.lower : bounds_[0];
    ascent.upper = bounds_.empty() ? samples.upper : bounds_[1];
    if (!(ascent.lower < ascent.upper)) {
      throw Error("inputs of more than one value wanted in split '" + split_ +
                  "', found none; give the range of inputs with 'bounds'");
    }
    report_features(aims_, ascended(context, ascent, aims_), samples, split_, context, results);
  }

 private:
  void choose_aims(const Model& model) {
    aims_.clear();
    const std::vector<std::string> layers =
        layers_.empty() ? std::vector<std::string>{model.logits()} : layers_;
    for (const std::string& name : layers) {
      arma::uword n = 0;
      try {
        n = n_units(model.layer(name).shape);
      } catch (const Error& error) {
        throw ParameterError("layers", error.what());
      }
      std::vector<std::int64_t> units = units_;
      if (units.empty()) {
        for (arma::uword k = 0; k < std::min(n, count_); ++k) {
          units.push_back(static_cast<std::int64_t>(k));
        }
      }
      for (const std::int64_t unit : units) {
        if (static_cast<arma::uword>(unit) >= n) {
          throw ParameterError("units", fmt::format("parameter 'units' must be units from 0 to {} "
                                                    "of layer '{}', found {}",
                                                    n - 1, name, unit));
        }
        const Aim aim{name, static_cast<arma::uword>(unit), place_ == "centre"};
        if (std::ranges::find(aims_, aim) == aims_.end()) aims_.push_back(aim);
      }
    }
  }

  std::string split_ = "test";
  std::vector<std::string> layers_;
  std::vector<std::int64_t> units_;
  std::string place_ = "mean";
  arma::uword count_ = 10;
  arma::uword samples_ = 3;
  std::vector<double> bounds_;
  Ascent ascent_;
  std::vector<Aim> aims_;
};

}  // namespace
}  // namespace lucarne::features

LUCARNE_PLUGIN(lucarne::features::Features, "features", "1.0.0",
               "What would each unit of a layer most like to see?");
