// SPDX-License-Identifier: MIT
#include "saliency/reports.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne::saliency {
namespace {

// Share of saliency per share of pixels: from here on saliency clearly gathers on the foreground.
constexpr double clear_concentration = 1.5;
// Up to here saliency lies on the foreground no more than chance would have it.
constexpr double even_concentration = 1.1;
// Share of saliency on inputs that never vary: hardly any, and too much.
constexpr double little_wasted = 0.01;
constexpr double much_wasted = 0.05;
// More classes or features than this make no readable figure.
constexpr arma::uword most_classes = 40;
constexpr arma::uword most_features = 100;

Cell cell(double value) { return std::isnan(value) ? Cell{} : Cell{value}; }

/// Means over the items of which both shares are known.
struct Foreground {
  double share = arma::datum::nan;
  double pixels = arma::datum::nan;
  double strength = arma::datum::nan;
  double concentration() const { return share / pixels; }
};

Foreground foreground_of(const SaliencyFold& fold, const arma::uvec& items) {
  const arma::mat chosen = fold.statistics.cols(items);
  const arma::uvec known = arma::find_finite(chosen.row(SaliencyFold::foreground_share));
  Foreground result;
  if (!items.is_empty()) result.strength = arma::mean(chosen.row(SaliencyFold::strength));
  if (known.is_empty()) return result;
  const arma::vec means = arma::mean(chosen.cols(known), 1);
  result.share = means(SaliencyFold::foreground_share);
  result.pixels = means(SaliencyFold::foreground_pixels);
  return result;
}

void tabulate(const SaliencyFold& fold, const std::vector<std::string>& names, Results& results) {
  Table& table = results.table(
      "classes", {"Saliency of each class", "Saillance par classe"},
      {{"class", {"class", "classe"}, "", 0},
       {"items", {"items", "exemples"}, "items", 0},
       {"strength", {"mean saliency", "saillance moyenne"}, "logit per input unit", 4},
       {"foreground_share", {"saliency on the foreground", "saillance sur le tracé"}, "%", 1},
       {"foreground_pixels", {"pixels in the foreground", "pixels du tracé"}, "%", 1},
       {"concentration", {"saliency per pixel share", "saillance par part de pixels"}, "", 2}});
  for (arma::uword k = 0; k < names.size(); ++k) {
    const arma::uvec items = arma::find(fold.labels == k);
    const Foreground one = foreground_of(fold, items);
    table.add({names[k], static_cast<std::int64_t>(items.n_elem), cell(one.strength),
               cell(100 * one.share), cell(100 * one.pixels), cell(one.concentration())});
  }
}

void read(const Foreground& all, Results& results) {
  if (!std::isfinite(all.concentration())) {
    results.reading(Level::warning, {"no item has both a foreground and a gradient: saliency says "
                                     "nothing here; is the foreground threshold right?",
                                     "aucun exemple n'a à la fois un tracé et un gradient : la "
                                     "saillance ne dit rien ici ; le seuil est-il le bon ?"});
    return;
  }
  const Text finding =
      filled({"{} of the saliency lies on the foreground, which covers {} of the "
              "pixels ({} times its share): ",
              "{} de la saillance est sur le tracé, qui couvre {} des pixels ({} "
              "fois sa part) : "},
             {percent(all.share), percent(all.pixels), number(all.concentration(), 2)});
  const auto conclude = [&](Level level, const Text& conclusion) {
    results.reading(level, filled("{}{}", {finding, conclusion}));
  };
  if (all.concentration() >= clear_concentration) {
    conclude(Level::good,
             {"the network concentrates on the drawing", "le réseau se concentre sur le chiffre"});
  } else if (all.concentration() > even_concentration) {
    conclude(Level::note, {"the network looks at the drawing only a little more than at the "
                           "background",
                           "le réseau regarde le chiffre à peine plus que le fond"});
  } else {
    conclude(Level::warning, {"the network listens to the background as much as to the drawing",
                              "le réseau écoute le fond autant que le chiffre"});
  }
}

/// Inputs that are foreground in no item: nothing can be learnt about them.
struct NeverForeground {
  double share = 0;   ///< of the saliency of all items
  double pixels = 0;  ///< of the features
};

NeverForeground never_foreground(const SaliencyFold& fold) {
  const arma::vec saliency = arma::sum(fold.saliency.seen_sums(), 1);
  const arma::uvec never = arma::find(fold.foreground_counts == 0);
  return {arma::accu(saliency(never)) / arma::accu(saliency),
          static_cast<double>(never.n_elem) / static_cast<double>(saliency.n_elem)};
}

void read(const NeverForeground& never, arma::uword n_items, Results& results) {
  if (!(never.pixels > 0) || !std::isfinite(never.share)) return;
  const Level level = never.share < little_wasted ? Level::good
                      : never.share < much_wasted ? Level::note
                                                  : Level::warning;
  results.reading(
      level,
      filled({"{} of the saliency lies on pixels that are foreground in none of the {} items "
              "({} of all pixels): answering to them is noise that training left",
              "{} de la saillance est sur des pixels qui ne font partie du tracé dans aucun "
              "des {} exemples ({} de tous les pixels) : y réagir n'est que du bruit que "
              "l'apprentissage a laissé"},
             {percent(never.share), count(n_items), percent(never.pixels)}));
}

Tiles class_tiles(const Pictures& pictures, const std::vector<Text>& titles, Palette palette,
                  Text row_label) {
  Tiles tiles;
  tiles.show(pictures);
  tiles.columns = std::min<arma::uword>(10, pictures.pixels.n_cols);
  tiles.palette = palette;
  tiles.titles = titles;
  tiles.row_label = std::move(row_label);
  return tiles;
}

void draw_pictures(const SaliencyFold& fold, const Dataset& dataset,
                   const std::vector<Text>& titles, Figure& figure) {
  figure.caption = {
      "Above, the mean item of each class; below, the mean saliency over all items of the class, "
      "all on one scale, in logit per input unit. Pixels beside the strokes may well be bright: a "
      "stroke there would change the answer. Bright corners, where nothing is ever drawn, are a "
      "warning sign.",
      "En haut, l'exemple moyen de chaque classe ; en bas, la saillance moyenne sur tous les "
      "exemples de la classe, à échelle commune, en logit par unité d'entrée. Les pixels voisins "
      "du "
      "tracé peuvent être clairs : un trait à cet endroit changerait la réponse. Des coins clairs, "
      "où rien n'est jamais dessiné, sont un signe d'alerte."};
  const arma::uword classes = titles.size();
  const PictureLayout layout = picture_layout(dataset.item_shape());
  const arma::fmat saliency = summed_over_channels(fold.mean_saliency().head_cols(classes), layout);
  figure.panels.push_back({{},
                           class_tiles(dataset.pictures(fold.mean_inputs().head_cols(classes)),
                                       titles, Palette::grey, {"image", "image"})});
  Tiles maps = class_tiles({saliency, layout.height, layout.width}, titles, Palette::hot,
                           {"saliency", "saillance"});
  maps.scale = TileScale::shared;
  maps.colour_bar = true;
  maps.scale_label = {"|gradient|", "|gradient|"};
  figure.panels.push_back({{}, std::move(maps)});
}

void draw_feature_means(const SaliencyFold& fold, const std::vector<Text>& titles, Figure& figure) {
  figure.height = std::max<arma::uword>(300, 120 + 28 * titles.size());
  figure.caption = {
      "Mean saliency of each feature over all items of a class: dark features are those that the "
      "explained logit answers to.",
      "Saillance moyenne de chaque variable sur tous les exemples d'une classe : les variables "
      "foncées sont celles auxquelles le logit expliqué réagit."};
  HeatMap map;
  map.values = arma::conv_to<arma::mat>::from(fold.mean_saliency().head_cols(titles.size()).t());
  map.min = 0;
  map.square = false;
  map.x.label = {"feature", "variable"};
  map.y.label = {"true class", "classe vraie"};
  map.y.categories = titles;
  map.scale_label = {"mean |d logit / d input|", "|d logit / d entrée| moyen"};
  figure.panels.push_back({{}, std::move(map)});
}

}  // namespace

void report_classes(const SaliencyFold& fold, const Context& context, Results& results) {
  const std::vector<std::string> names = all_class_names(context);
  const Shape& shape = context.dataset().item_shape();
  const bool is_picture = static_cast<bool>(picture_layout(shape));
  const Foreground all = foreground_of(fold, arma::regspace<arma::uvec>(0, 1, fold.size() - 1));
  results.scalar("foreground.share", 100 * all.share, "%",
                 {"saliency on the foreground", "saillance sur le tracé"}, 1);
  results.scalar("foreground.pixels", 100 * all.pixels, "%",
                 {"pixels in the foreground", "pixels du tracé"}, 1);
  results.scalar("foreground.concentration", all.concentration(), "",
                 {"saliency per pixel share", "saillance par part de pixels"}, 2);
  const NeverForeground never = never_foreground(fold);
  results.scalar(
      "never_foreground.share", 100 * never.share, "%",
      {"saliency on pixels that are never foreground", "saillance sur des pixels jamais tracés"},
      1);
  results.scalar("never_foreground.pixels", 100 * never.pixels, "%",
                 {"pixels that are never foreground", "pixels jamais tracés"}, 1);
  results.array("class_saliency", fold.mean_saliency(),
                "mean saliency of each true class; of the first ones only, where all would take "
                "more than 6 million values",
                shape);
  tabulate(fold, names, results);
  // Of features that are no pixels none is a background, nor is darkness one of a photograph.
  if (picture_size(shape)) {
    read(all, results);
    read(never, fold.size(), results);
  }

  const arma::uword shown = std::min(fold.n_mapped(), most_classes);
  const std::vector<Text> titles(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown));
  if (!is_picture && fold.inputs.n_features() > most_features) return;
  Figure& figure =
      results.figure("classes", {"Mean saliency of each class", "Saillance moyenne par classe"});
  if (is_picture) {
    draw_pictures(fold, context.dataset(), titles, figure);
  } else {
    draw_feature_means(fold, titles, figure);
  }
  if (shown == names.size()) return;
  figure.caption =
      filled("{} {}", {figure.caption, filled({"The first {} of {} classes are shown.",
                                               "Les {} premières classes sur {} sont montrées."},
                                              {count(shown), count(names.size())})});
}

}  // namespace lucarne::saliency
