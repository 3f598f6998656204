// SPDX-License-Identifier: MIT
#include "weights/correlation.hpp"
#include "weights/distribution.hpp"
#include "weights/faint_units.hpp"
#include "weights/layer_profile.hpp"
#include "weights/smoothness.hpp"
#include "weights/unit_grid.hpp"

#include <lucarne/plugin.hpp>
#include <lucarne/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace lucarne::weights {
namespace {

// Operators after which element k is still pixel k.
constexpr std::array<std::string_view, 9> keeps_places{
    "Flatten", "Reshape", "Identity", "Constant", "Cast", "Add", "Sub", "Mul", "Div"};

// Below 64 pixels Moran's I of a real pattern need not pass the limit.
constexpr arma::uword fewest_pixels_to_judge = 64;

std::vector<std::string> weighted_layers(const Model& model) {
  std::vector<std::string> names;
  for (const Layer& layer : model.layers()) {
    if (layer.weighted) names.push_back(layer.name);
  }
  return names;
}

// How the layer's inputs form a picture: only where they are the network's inputs.
PictureSize picture_of(const Context& context, const std::string& name) {
  for (const Layer& layer : context.model().layers()) {
    if (layer.name == name) break;
    if (std::ranges::find(keeps_places, layer.op) == keeps_places.end()) return {};
  }
  const Shape& shape = context.dataset().item_shape();
  if (context.model().weights(name).n_rows != n_elements(shape)) return {};
  return picture_size(shape);
}

class Weights final : public Analysis {
 public:
  void declare(Parameters& parameters) override {
    parameters.add("layer", layer_,
                   {.meaning = "layer with a weight matrix to look into; empty: the first one"});
    parameters.add("neurons", neurons_,
                   {.meaning = "how many units' incoming weights are drawn", .min = 1, .max = 256});
    parameters.add("bins", bins_,
                   {.meaning = "bars of the histogram of weights", .min = 1, .max = 1000});
    parameters.add(
        "correlated", correlated_,
        {.meaning = "how many units the correlation heat map compares", .min = 2, .max = 1000});
  }

  std::vector<Sweep> prepare(const Context& context) override {
    const Model& model = context.model();
    const std::vector<std::string> names = weighted_layers(model);
    if (names.empty()) {
      throw ParameterError("layer",
                           "a layer with a weight matrix is wanted, the network has none (Gemm, or "
                           "MatMul with a constant)");
    }
    chosen_ = layer_.empty() ? names.front() : layer_;
    if (std::ranges::find(names, chosen_) == names.end()) {
      throw ParameterError("layer",
                           fmt::format("layer '{}' with a weight matrix not in model{}", chosen_,
                                       suggestion(chosen_, names, "such layers")));
    }
    for (const std::string& name : names) {
      if (!model.weights(name).is_finite()) {
        throw Error(
            fmt::format("finite weights are wanted, layer '{}' holds NaN or infinity; train "
                        "or export the network again",
                        name));
      }
    }
    return {};
  }

  void run(const Context& context, const Folded&, Results& results) override {
    const arma::fmat& weights = context.model().weights(chosen_);
    Distribution distribution{chosen_,
                              weights.n_rows,
                              summarise(weights),
                              histogram(weights, bins_),
                              correlation(weights.head_cols(std::min(correlated_, weights.n_cols))),
                              most_correlated(weights, 10)};
    add_numbers(distribution, results);
    add_units(context, weights, results);
    show_distribution(results.figure("distribution", {"Distribution and correlation of the weights",
                                                      "Distribution et corrélation des poids"}),
                      distribution);
    add_layers(context, results);
  }

 private:
  static void add_numbers(const Distribution& distribution, Results& results) {
    const Summary& summary = distribution.summary;
    results.scalar("mean", summary.mean, "", {"mean weight", "moyenne des poids"}, 6);
    results.scalar("std", summary.std, "", {"standard deviation", "écart-type"}, 6);
    results.scalar("min", summary.min, "", {"smallest weight", "plus petit poids"}, 6);
    results.scalar("max", summary.max, "", {"largest weight", "plus grand poids"}, 6);
    results.array(
        "correlation", distribution.correlation,
        "Pearson correlation between the first units' incoming weights; NaN where a unit's "
        "weights are all equal");
    results.array("histogram_counts", arma::uvec(arma::vectorise(distribution.histogram.counts())),
                  "weights in each bin");
    results.array("histogram_edges", distribution.histogram.edges(), "edges of the bins");
    Table& pairs =
        results.table("correlated_pairs", {"Most correlated units", "Neurones les plus corrélés"},
                      {{"unit_a", {"unit", "neurone"}, "", 0},
                       {"unit_b", {"with unit", "avec le neurone"}, "", 0},
                       {"correlation", {"correlation", "corrélation"}, "", 4}});
    for (const UnitPair& pair : distribution.strongest) {
      pairs.add({static_cast<std::int64_t>(pair.first), static_cast<std::int64_t>(pair.second),
                 pair.correlation});
    }
  }

  void add_units(const Context& context, const arma::fmat& weights, Results& results) const {
    const PictureSize size = picture_of(context, chosen_);
    const arma::fmat units = weights.head_cols(std::min(neurons_, weights.n_cols));
    results.array("neurons", units, "incoming weights of the units drawn, one unit an item",
                  size ? Shape{size.height, size.width} : Shape{});
    Figure& figure =
        results.figure("neurons", filled({"Weights of {}", "Poids de la couche {}"}, {chosen_}));
    show_units(figure, chosen_, units, size);
    const arma::vec magnitudes = unit_magnitudes(weights);
    const arma::uvec faint = faint_units(magnitudes);
    results.scalar("faint_units", static_cast<double>(faint.n_elem), "units",
                   {"units with faint weights", "neurones aux poids pâles"}, 0);
    results.array("unit_magnitudes", magnitudes, "root mean square of each unit's weights");
    read_faint(figure, faint, weights.n_cols);
    if (!size || weights.n_rows < fewest_pixels_to_judge) return;
    const arma::vec scores = neighbour_scores(weights, size);
    const arma::uvec noise = noise_like(scores);
    results.scalar("noise_units", static_cast<double>(noise.n_elem), "units",
                   {"units that look like noise", "neurones semblables à du bruit"}, 0);
    results.array("neighbour_scores", scores,
                  "Moran's I of neighbouring weights as standard scores; below 3: noise-like");
    read_noise(figure, noise, weights.n_cols);
  }

  static void add_layers(const Context& context, Results& results) {
    const std::vector<std::string> names = weighted_layers(context.model());
    std::vector<LayerProfile> layers(names.size());
    context.parallel_for(names.size(), [&](arma::uword i) {
      context.stop_if_cancelled();
      layers[i] = profile(names[i], context.model().weights(names[i]));
    });
    add_layer_table(results, layers);
    add_spectrum(results, layers);
  }

  std::string layer_;
  arma::uword neurons_ = 64;
  arma::uword bins_ = 100;
  arma::uword correlated_ = 50;
  std::string chosen_;
};

}  // namespace
}  // namespace lucarne::weights

LUCARNE_PLUGIN(lucarne::weights::Weights, "weights", "1.0.0",
               "What have the units of a layer learnt to look for?");
