// SPDX-License-Identifier: MIT
#include "embedding/layer_maps.hpp"
#include "embedding/map_figures.hpp"
#include "embedding/map_parameters.hpp"
#include "embedding/map_words.hpp"
#include "embedding/placed_map.hpp"
#include "embedding/quality_figures.hpp"
#include "embedding/separation_figure.hpp"
#include "embedding/variance_figure.hpp"

#include <lucarne/plugin.hpp>
#include <lucarne/suggest.hpp>
#include <lucarne/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace embedding {

/// Maps the features of one or more layers into the plane.
class Embedding final : public lucarne::Analysis {
 public:
  void declare(lucarne::Parameters& p) override {
    p.add(
        "split", split_,
        {.meaning = "split that items are taken from", .choices = {"train", "validation", "test"}});
    p.add("features", features_,
          {.meaning = "layers whose outputs are mapped, or 'input'; empty: the last hidden layer"});
    p.add("samples", samples_,
          {.meaning = "items drawn at random", .unit = "items", .zero = "all"});
    declare_map(p, settings_);
    p.add("isolated", isolated_,
          {.meaning = "most isolated items shown", .unit = "items", .min = 1, .max = 64});
    p.add("separate", separate_,
          {.meaning = "two classes: the features that tell them apart are listed; empty: none"});
    p.add("keep_map", keep_map_,
          {.meaning = "whether map, classes and features are kept in one file, which "
                      "'transform_file' of another stage places items by"});
    p.add("transform_file", transform_file_,
          {.meaning =
               "map of an earlier run, runs/<name>/<stage>/tsne_map.npy or umap_map.npy: the items "
               "are placed in it, in place of a map of their own"});
    p.produces("isolated", "the items farthest from all others in the first map");
  }

  std::vector<lucarne::Sweep> prepare(const lucarne::Context& context) override {
    const arma::uword n = context.dataset().n_items(split_);
    if (samples_ > n) {
      throw lucarne::ParameterError("samples", "parameter 'samples' must be at most " +
                                                   std::to_string(n) + ": split '" + split_ +
                                                   "' has " + std::to_string(n) + " items, found " +
                                                   std::to_string(samples_));
    }
    if (samples_ == 0) samples_ = n;
    if (samples_ < 4 && transform_file_.empty()) {
      throw lucarne::ParameterError("samples",
                                    "parameter 'samples' must be all or at least 4, "
                                    "found " +
                                        std::to_string(samples_));
    }
    if (transform_file_.empty()) {
      check_map(settings_, samples_);
      check_kept();
    } else {
      saved_ = read_saved_map(transform_file_);
    }
    check_separate(context.dataset().class_names());
    if (features_.empty()) {
      const std::vector<lucarne::Layer> hidden = context.model().hidden_layers();
      features_ = {hidden.empty() ? "input" : hidden.back().name};
    }
    if (!transform_file_.empty() && features_.size() > 1) {
      throw lucarne::ParameterError("features",
                                    "parameter 'features' must name one layer where "
                                    "'transform_file' is given, found " +
                                        std::to_string(features_.size()));
    }
    for (const std::string& name : features_) {
      if (name != "input") check_layer(context.model(), name);
    }
    return {};
  }

  void run(const lucarne::Context& context, const lucarne::Folded&,
           lucarne::Results& results) override {
    Sample sample{
        split_, context.random().choose(samples_, context.dataset().n_items(split_), 0), {}, {}};
    sample.labels = context.dataset().labels(split_).elem(sample.items);
    std::vector<std::string> layers = features_;
    for (std::string& name : layers) {
      if (name == "input") name = context.model().logits();  // not used; keeps the indices aligned
    }
    layers.push_back(context.model().logits());
    const std::vector<arma::fmat> outputs = context.activations(split_, sample.items, layers);
    sample.predicted = lucarne::predicted_classes(outputs.back());
    sample.pictures = thumbnails(sample, context.dataset());
    results.array("items", sample.items, "indices of the mapped items within the split");
    results.array("labels", sample.labels, "true classes of the mapped items");
    if (saved_) {
      const arma::fmat features =
          features_[0] == "input" ? context.dataset().inputs(split_, sample.items) : outputs[0];
      report_placed(place(features_[0], *saved_, features, sample, settings_, context), *saved_,
                    sample, isolated_, context, results);
      return;
    }
    warn_of_all_pairs(context);
    std::vector<LayerFeatures> given(features_.size());
    for (std::size_t k = 0; k < features_.size(); ++k) {
      const bool raw = features_[k] == "input";
      given[k] = {features_[k], raw ? context.dataset().inputs(split_, sample.items) : outputs[k]};
    }
    map_all(given, sample, context, results);
  }

 private:
  static lucarne::Thumbnails thumbnails(const Sample& sample, const lucarne::Dataset& dataset) {
    if (!lucarne::picture_layout(dataset.item_shape())) return {};
    const arma::uvec items = sample.items.elem(lucarne::PointMap::explored(sample.items.n_elem));
    return lucarne::thumbnails_of(dataset.pictures(dataset.inputs(sample.split, items)));
  }

  void map_all(const std::vector<LayerFeatures>& layers, const Sample& sample,
               const lucarne::Context& context, lucarne::Results& results) const {
    VarianceFigure variances;
    std::vector<lucarne::Text> stops;
    for (std::size_t first = 0; first < layers.size() && stops.empty();) {
      const std::size_t count = mapped_at_once(layers, first);
      const std::vector<std::optional<FeatureMap>> maps =
          map_layers(layers, first, count, sample, settings_, context, [&](double share) {
            context.progress((static_cast<double>(first) + share * static_cast<double>(count)) /
                             static_cast<double>(layers.size()));
          });
      for (std::size_t k = 0; k < count; ++k) {
        const LayerFeatures& layer = layers[first + k];
        if (!maps[k]) {
          stops.push_back(lucarne::filled(
              {"the map of {} was not begun", "la carte de {} n'a pas été commencée"},
              {layer.layer}));
          continue;
        }
        report_layer(*maps[k], layer, sample, context, results);
        variances.add(*maps[k]);
        if (maps[k]->stopped) stops.push_back(how_far(*maps[k]));
      }
      first += count;
    }
    // Without any map there is nothing worth keeping.
    if (results.figures().empty()) context.stop_if_cancelled();
    tell_stopped(stops, results);
    variances.draw(results);
  }

  void report_layer(const FeatureMap& map, const LayerFeatures& layer, const Sample& sample,
                    const lucarne::Context& context, lucarne::Results& results) const {
    const bool first = results.figures().empty();
    if (keep_map_ && !map.stopped) {
      results.array((first ? "" : map.layer + ".") + map.method + "_map",
                    saved_columns(map.points, sample.labels, layer.features),
                    "places, class and features of each item, for 'transform_file'");
    }
    report(map, sample, context, results);
    if (map.umap && map.umap->in_parts) {
      context.warn("the neighbours of layer '" + map.layer +
                   "' fall into groups that no edge joins, so the map starts by components; more "
                   "'neighbours' may join them");
    }
    if (first && !map.stopped && !separate_.empty()) {
      separate(layer.features, map, sample, context, results);
    }
  }

  void check_kept() const {
    if (keep_map_ && settings_.method == "pca") {
      throw lucarne::ParameterError("keep_map",
                                    "parameter 'keep_map' wants 'method: tsne' or 'method: umap'");
    }
    if (!keep_map_ || settings_.method != "tsne" || settings_.tsne.dimensions == 2) return;
    throw lucarne::ParameterError("keep_map",
                                  "parameter 'keep_map' wants 'dimensions: 2': items are placed "
                                  "in maps of two dimensions only");
  }

  static void check_layer(const lucarne::Model& model, const std::string& name) {
    try {
      model.layer(name);
    } catch (const lucarne::Error& error) {
      throw lucarne::ParameterError("features", error.what());
    }
  }

  void check_separate(const std::vector<std::string>& names) const {
    if (separate_.empty()) return;
    for (const std::string& name : separate_) {
      if (std::ranges::find(names, name) != names.end()) continue;
      throw lucarne::ParameterError(
          "separate", "parameter 'separate' must name classes of the data, found '" + name + "'" +
                          lucarne::suggestion(name, names, "classes"));
    }
    if (separate_.size() != 2 || separate_[0] == separate_[1]) {
      throw lucarne::ParameterError("separate",
                                    "parameter 'separate' must name two different classes");
    }
  }

  void separate(const arma::fmat& features, const FeatureMap& map, const Sample& sample,
                const lucarne::Context& context, lucarne::Results& results) const {
    const std::vector<std::string>& names = context.dataset().class_names();
    arma::uword classes[2] = {};
    for (std::size_t i = 0; i < 2; ++i) {
      classes[i] = static_cast<arma::uword>(std::ranges::find(names, separate_[i]) - names.begin());
      if (arma::any(sample.labels == classes[i])) continue;
      context.warn("class '" + separate_[i] +
                   "' of 'separate' has no item among the samples: nothing to tell apart");
      return;
    }
    report_separation(features, map, sample, classes[0], classes[1], context, results);
  }

  void warn_of_all_pairs(const lucarne::Context& context) const {
    if (settings_.method != "tsne" || settings_.tsne.dimensions == 2 || samples_ <= 20000) return;
    const double thousands = static_cast<double>(samples_) / 1000;
    context.warn(
        fmt::format("a map of three dimensions compares all pairs of items: {} take {:.0f} times "
                    "as long as 1000; fewer 'samples' or 'dimensions: 2' take less",
                    samples_, thousands * thousands));
  }

  lucarne::Text how_far(const FeatureMap& map) const {
    const arma::uword done = map.umap ? map.umap->epochs : map.tsne->iterations;
    const arma::uword all = map.umap ? map.umap->n_epochs : settings_.tsne.iterations;
    return lucarne::filled({"the map of {} is that after {} of {} iterations",
                            "la carte de {} est celle après {} itérations sur {}"},
                           {map.layer, lucarne::count(done), lucarne::count(all)});
  }

  static void tell_stopped(const std::vector<lucarne::Text>& stops, lucarne::Results& results) {
    if (stops.empty()) return;
    lucarne::Text all = stops.front();
    for (std::size_t k = 1; k < stops.size(); ++k) {
      all.en += "; " + stops[k].en;
      all.fr += " ; " + stops[k].fr;
    }
    results.stopped_early(std::move(all));
  }

  void report(const FeatureMap& map, const Sample& sample, const lucarne::Context& context,
              lucarne::Results& results) const {
    const bool first = results.figures().empty();
    const std::string prefix = first ? "" : map.layer + ".";
    report_quality(map, prefix, results);
    if (map.method != "pca") {
      results.array(prefix + map.method, map.points, words_of(map.method).name.en + " coordinates");
    }
    results.array(prefix + "pca", map.pca.scores,
                  "coordinates in the first two principal components");
    results.array(prefix + "point_trust", point_trust(map),
                  "trustworthiness of each point of the map; NaN: not judged");
    draw_map(map, sample, context, results);
    const std::vector<Contact> pairs = list_contacts(map, prefix, sample, context, results);
    if (!first) return;
    draw_trust(map, sample, context, results);
    draw_contacts(pairs, sample, context, results);
    draw_convergence(map, results);
    show_isolated(isolated_on(map), sample, isolated_, context, results);
  }

  std::string split_ = "test";
  std::vector<std::string> features_;
  std::vector<std::string> separate_;
  arma::uword samples_ = 1000;
  arma::uword isolated_ = 16;
  bool keep_map_ = false;
  std::string transform_file_;
  std::optional<SavedMap> saved_;  // where a file is named
  MapSettings settings_;
};

}  // namespace embedding

LUCARNE_PLUGIN(embedding::Embedding, "embedding", "1.0.0",
               "How does the network arrange the items: which does it find alike?");
