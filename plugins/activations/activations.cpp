// SPDX-License-Identifier: MIT
#include "activations/figures.hpp"
#include "activations/tables.hpp"

#include <lucarne/plugin.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne::activations {
namespace {

class Activations final : public Analysis {
 public:
  void declare(Parameters& parameters) override {
    parameters.add("split", split_, {.meaning = "part of the data whose items are counted"});
    parameters.add("samples", samples_,
                   {.meaning = "items drawn at random to be looked at one by one",
                    .unit = "items",
                    .min = 1,
                    .max = 1000});
    parameters.add("shown", shown_,
                   {.meaning = "how many of the samples become bar charts",
                    .unit = "items",
                    .min = 1,
                    .max = 6});
    parameters.add("units", units_,
                   {.meaning = "how many units of a layer a bar chart shows",
                    .unit = "units",
                    .min = 1,
                    .max = 256});
    parameters.add("layers", layers_, {.meaning = "layers to look at; empty: every hidden layer"});
    parameters.add("channels", channels_,
                   {.meaning = "whether a unit of a layer of feature maps (channels x height x "
                               "width) is a whole map, by its mean; false: every element",
                    .source = "Morcos et al. 2018, arXiv:1803.06959"});
    parameters.add("top", top_,
                   {.meaning = "how many of the items that activate a unit most are kept",
                    .unit = "items",
                    .min = 1,
                    .max = 100});
    parameters.add("items", items_,
                   {.meaning = "items of the split to look at instead of random ones: the first "
                               "`samples` of another stage's product"});
    parameters.produces("samples", "the items looked at one by one");
  }

  std::vector<Sweep> prepare(const Context& context) override {
    check_split(context.dataset());
    choose_layers(context.model());
    if (chosen_.empty()) return {};
    UnitStatistics start;
    const arma::uword n_classes = context.dataset().class_names().size();
    std::vector<std::string> names;
    for (const Layer& layer : chosen_) {
      names.push_back(layer.name);
      start.layers.emplace_back(layer.name, resting_value(layer), units_of(layer, channels_),
                                n_classes, top_);
    }
    return {sweep<UnitStatistics>({split_, names, {}}, std::move(start))};
  }

  void run(const Context& context, const Folded& folded, Results& results) override {
    Samples samples;
    samples.items = choose_items(context);
    results.product("samples", samples.items);
    results.array("samples", samples.items, "items looked at, as indices within the split");

    std::vector<SampledLayer> sampled = sample(context, samples);
    samples.truth = context.dataset().labels(split_).elem(samples.items);
    add_samples(results, samples, context.dataset().class_names());
    std::vector<Layer> shaped = chosen_;
    shaped.push_back(context.model().layer(context.model().logits()));
    add_shapes(results, shaped, samples.items.n_elem);
    if (chosen_.empty()) {
      results.reading(Level::note, {"The network has no hidden layer: there are no activations to "
                                    "look at between its inputs and its logits.",
                                    "Le réseau n'a pas de couche cachée : il n'y a pas "
                                    "d'activations à observer entre ses entrées et ses logits."});
      return;
    }
    const auto& statistics = folded.state<UnitStatistics>();
    std::vector<LayerActivity> layers;
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      layers.push_back(
          activity(chosen_[i], statistics.layers[i], statistics, std::move(sampled[i])));
    }
    report(context, layers, samples, results);
  }

 private:
  void check_split(const Dataset& dataset) const {
    require_items(dataset, split_);
    const arma::uword n = dataset.n_items(split_);
    if (!items_.named() && samples_ > n) {
      throw ParameterError("samples", fmt::format("parameter 'samples' must be at most {}, the "
                                                  "split '{}' has {} items, found {}",
                                                  n, split_, n, samples_));
    }
  }

  void choose_layers(const Model& model) {
    chosen_ = layers_.empty() ? model.hidden_layers() : std::vector<Layer>{};
    for (const std::string& name : layers_) {
      std::vector<std::string> known;
      for (const Layer& layer : model.layers()) known.push_back(layer.name);
      const auto same_name = [&](const Layer& layer) {
        return layer.name == name || layer.tensor == name;
      };
      const auto found = std::ranges::find_if(model.layers(), same_name);
      if (found == model.layers().end()) {
        throw ParameterError("layers", fmt::format("layer '{}' not in model{}", name,
                                                   suggestion(name, known, "layers")));
      }
      if (std::ranges::any_of(chosen_, same_name)) {
        throw ParameterError("layers", fmt::format("layer '{}' is named twice", name));
      }
      chosen_.push_back(*found);
    }
  }

  arma::uvec choose_items(const Context& context) const {
    const arma::uword n = context.dataset().n_items(split_);
    if (!items_.named()) return context.random().choose(samples_, n, 0);
    const arma::uvec& given = context.items(items_);
    if (given.n_elem < samples_) {
      context.warn(fmt::format("{} samples asked for, '{}' holds only {}", samples_, items_.product,
                               given.n_elem));
    }
    arma::uvec items = given;
    items.resize(std::min(samples_, given.n_elem));
    if (!items.is_empty() && items.max() >= n) {
      throw ParameterError("items", fmt::format("items of split '{}' are wanted, '{}' names item "
                                                "{}, the split has {}; give both stages the same "
                                                "split",
                                                split_, items_.product, items.max(), n));
    }
    return items;
  }

  // A few items at a time: all layers of a large network take 100 MB an item.
  std::vector<SampledLayer> sample(const Context& context, Samples& samples) const {
    constexpr arma::uword items_at_a_time = 8;
    std::vector<std::string> names;
    for (const Layer& layer : chosen_) names.push_back(layer.name);
    names.push_back(context.model().logits());
    std::vector<SampledLayer> sampled(chosen_.size());
    const arma::uword n = samples.items.n_elem;
    for (arma::uword first = 0; first < n; first += items_at_a_time) {
      const arma::uword last = std::min(n, first + items_at_a_time) - 1;
      const arma::uvec items = samples.items.subvec(first, last);
      const std::vector<arma::fmat> tensors = context.activations(split_, items, names);
      for (std::size_t i = 0; i < chosen_.size(); ++i) {
        sampled[i].add(tensors[i], units_of(chosen_[i], channels_).positions,
                       resting_value(chosen_[i]));
      }
      samples.predicted = arma::join_cols(samples.predicted, predicted_classes(tensors.back()));
    }
    return sampled;
  }

  void report(const Context& context, const std::vector<LayerActivity>& layers,
              const Samples& samples, Results& results) const {
    const std::vector<std::string>& class_names = context.dataset().class_names();
    for (const LayerActivity& layer : layers) add_numbers(results, layer);
    add_layers(results, layers);
    add_dead_units(results, layers);
    add_selective(results, layers, class_names);
    add_samples_figure(results, layers, samples, class_names,
                       std::min(shown_, samples.items.n_elem), units_);
    add_active_figure(results, layers);
    add_classes_figure(results, layers, class_names);
    add_gallery(results, layers.back(), context.dataset(), split_);
  }

  std::string split_ = "test";
  arma::uword samples_ = 5;
  arma::uword shown_ = 3;
  arma::uword units_ = 32;
  std::vector<std::string> layers_;
  arma::uword top_ = 9;
  bool channels_ = true;
  ItemsFrom items_;
  std::vector<Layer> chosen_;
};

}  // namespace
}  // namespace lucarne::activations

LUCARNE_PLUGIN(lucarne::activations::Activations, "activations", "1.0.0",
               "Which units answer to which inputs, and which never do?");
