// SPDX-License-Identifier: MIT
#include "saliency/reports.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>

namespace lucarne::saliency {
namespace {

constexpr arma::uword maps_per_row = 10;
// Bars of more units, or of more samples, cannot be told apart.
constexpr arma::uword most_bars = 2048;
constexpr arma::uword most_plots = 10;
// A number axis would mark halves of so few.
constexpr arma::uword most_numbered = 20;

// shape: places x items, from attributions channels x height x width
arma::fmat mean_over_channels(const arma::fmat& attributions, arma::uword n_places) {
  const arma::uword n_channels = attributions.n_rows / n_places;
  arma::mat sums(n_places, attributions.n_cols, arma::fill::zeros);
  for (arma::uword channel = 0; channel < n_channels; ++channel) {
    const arma::fmat one = attributions.rows(channel * n_places, channel * n_places + n_places - 1);
    sums += arma::conv_to<arma::mat>::from(one);
  }
  sums /= static_cast<double>(n_channels);
  return arma::conv_to<arma::fmat>::from(sums);
}

Text caption_of_maps(bool of_layer) {
  if (of_layer) {
    return {
        "What each place of the layer contributes, averaged over its channels; each map on its own "
        "scale. Places of the layer lie where those of the image do, more coarsely.",
        "Ce qu'apporte chaque place de la couche, en moyenne sur ses canaux ; chaque carte a sa "
        "propre échelle. Les places de la couche suivent celles de l'image, plus grossièrement."};
  }
  return {
      "What each place of the item contributes, averaged over its channels; each map on its own "
      "scale.",
      "Ce qu'apporte chaque place de l'exemple, en moyenne sur ses canaux ; chaque carte a sa "
      "propre échelle."};
}

Text caption_of_bars(bool of_layer, arma::uword n_units) {
  const Text cut =
      n_units > most_bars
          ? filled({" The first {} of {} are drawn.", " Les {} premières sur {} sont dessinées."},
                   {count(most_bars), count(n_units)})
          : Text{};
  if (of_layer) {
    return filled({"What each unit of the layer contributes to the explained output, one sample a "
                   "row. Units without a bar contribute nothing; compare samples of one class.{}",
                   "Ce qu'apporte chaque unité de la couche à la sortie expliquée, un exemple par "
                   "ligne. Une unité sans barre n'apporte rien ; comparer les exemples d'une même "
                   "classe.{}"},
                  {cut});
  }
  return filled({"What each feature contributes to the explained output, one sample a row, in the "
                 "order of the data. Features without a bar contribute nothing; a feature that is "
                 "strong in every sample is what the network goes by.{}",
                 "Ce qu'apporte chaque variable à la sortie expliquée, un exemple par ligne, dans "
                 "l'ordre des données. Une variable sans barre n'apporte rien ; une variable forte "
                 "dans tous les exemples est celle que le réseau suit.{}"},
                {cut});
}

void draw_channel_means(const Samples& samples, const Pictures& pictures, const Settings& settings,
                        std::vector<Text> titles, Figure& figure) {
  const Shape& shape = samples.explanation.shape;
  Tiles maps;
  maps.height = shape[shape.size() - 2];
  maps.width = shape.back();
  maps.columns = std::min(maps_per_row, samples.items.n_elem);
  maps.pictures = mean_over_channels(samples.explanation.attributions, maps.height * maps.width);
  maps.palette = Palette::hot;
  if (signed_maps(settings)) {
    maps.pictures = each_to_unit(maps.pictures);
    maps.palette = Palette::diverging;
    maps.scale = TileScale::symmetric;
  }
  maps.titles = std::move(titles);
  maps.row_label = {"channel mean", "moyenne"};
  figure.width = std::max<arma::uword>(500, 120 * maps.columns + 40);
  if (pictures) {
    Tiles images;
    images.show(pictures);
    images.columns = maps.columns;
    images.row_label = {"image", "image"};
    figure.panels.push_back({{}, std::move(images)});
  }
  figure.panels.push_back({{}, std::move(maps)});
}

void draw_bars(const Samples& samples, const Text& label, std::vector<Text> titles,
               Figure& figure) {
  const arma::fmat& attributions = samples.explanation.attributions;
  const arma::uword n_units = std::min(attributions.n_rows, most_bars);
  const arma::uword n_plots = std::min(samples.items.n_elem, most_plots);
  figure.height = 60 + 150 * n_plots;
  for (arma::uword item = 0; item < n_plots; ++item) {
    Series bars;
    bars.mark = Mark::bars;
    bars.x = arma::regspace(0, 1, static_cast<double>(n_units) - 1);
    const arma::fvec values = attributions.col(item);
    bars.y = arma::conv_to<arma::vec>::from(arma::fvec(values.head(n_units)));
    bars.width = 0.9;
    Plot plot;
    plot.legend = LegendPlace::none;
    if (item + 1 == n_plots) plot.x.label = label;
    for (arma::uword unit = 0; n_units <= most_numbered && unit < n_units; ++unit) {
      plot.x.categories.push_back(std::to_string(unit));
    }
    plot.series.push_back(std::move(bars));
    figure.panels.push_back({std::move(titles[item]), std::move(plot)});
  }
}

bool is_picture(const Shape& shape) {
  // One that is a place wide has no picture.
  return shape.size() >= 2 && shape[shape.size() - 2] > 1 && shape.back() > 1;
}

}  // namespace

void draw_layer(const Samples& samples, const Settings& settings, const Context& context,
                Figure& figure) {
  const std::vector<std::string> names = all_class_names(context);
  std::vector<Text> titles;
  for (arma::uword i = 0; i < samples.items.n_elem; ++i) {
    titles.push_back(map_title(samples, settings, names[samples.targets(i)], i));
  }
  if (is_picture(samples.explanation.shape)) {
    const Dataset& dataset = context.dataset();
    const Pictures pictures = dataset.pictures(dataset.inputs(samples.split, samples.items));
    draw_channel_means(samples, pictures, settings, std::move(titles), figure);
    figure.caption = caption_of_maps(true);
    return;
  }
  draw_bars(samples, {"unit", "unité"}, std::move(titles), figure);
  figure.caption = caption_of_bars(true, samples.explanation.attributions.n_rows);
}

void draw_features(const Samples& samples, const Settings& settings, const Context& context,
                   Figure& figure) {
  const std::vector<std::string> names = all_class_names(context);
  const bool picture = is_picture(samples.explanation.shape);
  std::vector<Text> titles;
  for (arma::uword i = 0; i < samples.items.n_elem; ++i) {
    Text title = map_title(samples, settings, names[samples.targets(i)], i);
    const bool wrong = samples.labels(i) != samples.predicted(i);
    if (!picture) {  // Tiles are too narrow for more.
      title = filled(
          {"{} (true {}, predicted {}{})", "{} (vrai {}, prédit {}{})"},
          {title, names[samples.labels(i)], names[samples.predicted(i)], wrong ? " \u2717" : ""});
    }
    titles.push_back(std::move(title));
  }
  if (picture) {
    draw_channel_means(samples, {}, settings, std::move(titles), figure);
    figure.caption = caption_of_maps(false);
    return;
  }
  draw_bars(samples, {"feature", "variable"}, std::move(titles), figure);
  figure.caption = caption_of_bars(false, samples.explanation.attributions.n_rows);
}

}  // namespace lucarne::saliency
