// SPDX-License-Identifier: MIT
#include "weights/unit_grid.hpp"

#include "weights/smoothness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace lucarne::weights {
namespace {

constexpr arma::uword inputs_shown = 1024;
constexpr arma::uword units_named = 12;

// The magnitude that 99.5 % of the weights do not exceed.
float cut(const arma::fmat& units) {
  std::vector<float> magnitudes(units.n_elem);
  std::ranges::transform(units, magnitudes.begin(), [](float w) { return std::abs(w); });
  const auto place = static_cast<std::ptrdiff_t>(static_cast<double>(units.n_elem - 1) * 0.995);
  const auto at = magnitudes.begin() + place;
  std::ranges::nth_element(magnitudes, at);
  return *at > 0 ? *at : std::ranges::max(magnitudes);
}

Text scale_label(const arma::fmat& units, float limit) {
  if (units.max() <= limit && units.min() >= -limit) return {"weight", "poids"};
  return {fmt::format("weight (cut at ±{:.3g})", limit),
          fmt::format("poids (coupé à ±{:.3g})", limit)};
}

Panel pictures(Figure& figure, const arma::fmat& units, PictureSize size, float limit) {
  Tiles tiles;
  tiles.pictures = arma::clamp(units, -limit, limit);
  tiles.height = size.height;
  tiles.width = size.width;
  const auto side = static_cast<arma::uword>(std::ceil(std::sqrt(units.n_cols)));
  tiles.columns = std::clamp<arma::uword>(side, std::min<arma::uword>(units.n_cols, 8), 16);
  tiles.palette = Palette::diverging;
  tiles.scale = TileScale::symmetric;
  for (arma::uword unit = 0; unit < units.n_cols; ++unit) {
    tiles.titles.emplace_back(fmt::format("N{}", unit));
  }
  tiles.colour_bar = true;
  tiles.scale_label = scale_label(units, limit);

  const arma::uword rows = (units.n_cols + tiles.columns - 1) / tiles.columns;
  const double tile_width = 1080.0 / static_cast<double>(tiles.columns);
  const double tile_height =
      tile_width * static_cast<double>(size.height) / static_cast<double>(size.width) + 18;
  figure.height = std::clamp<arma::uword>(
      static_cast<arma::uword>(static_cast<double>(rows) * tile_height) + 90, 300, 3000);
  return {{}, std::move(tiles)};
}

Panel matrix(Figure& figure, const arma::fmat& units, float limit) {
  const arma::uword inputs = std::min(units.n_rows, inputs_shown);
  HeatMap map;
  const arma::fmat shown = units.head_rows(inputs).t();
  map.values = arma::conv_to<arma::mat>::from(arma::clamp(shown, -limit, limit));
  map.palette = Palette::diverging;
  map.centre = 0;
  map.min = -limit;
  map.max = limit;
  map.x.label = {"input", "entrée"};
  map.y.label = {"unit", "neurone"};
  map.scale_label = scale_label(units, limit);
  map.square = false;
  figure.height = 560;
  return {{}, std::move(map)};
}

std::string names(const arma::uvec& units) {
  std::string list;
  for (arma::uword i = 0; i < std::min(units.n_elem, units_named); ++i) {
    list += fmt::format("{}N{}", i == 0 ? "" : ", ", units(i));
  }
  return units.n_elem > units_named ? list + ", ..." : list;
}

}  // namespace

void show_units(Figure& figure, const std::string& layer, const arma::fmat& units,
                PictureSize size) {
  const float limit = cut(units);
  const std::string range = fmt::format("[{:.3f}, {:.3f}]", units.min(), units.max());
  const bool as_pictures = static_cast<bool>(size);
  figure.panels.push_back(as_pictures ? pictures(figure, units, size, limit)
                                      : matrix(figure, units, limit));
  const arma::uword n = units.n_cols;
  Text what{fmt::format("The incoming weights of the first {} units of '{}', one {} a unit, all on "
                        "one scale centred at zero (the weights shown lie in {}). ",
                        n, layer, as_pictures ? "picture" : "row", range),
            fmt::format("Les poids entrants des {} premiers neurones de « {} », {} par neurone, "
                        "tous sur une même échelle centrée sur zéro (ces poids sont dans {}). ",
                        n, layer, as_pictures ? "une image" : "une ligne", range)};
  if (as_pictures) {
    what.en +=
        "Red: the unit responds when the pixel is lit; blue: when it is dark; white: the pixel "
        "does "
        "not matter. Warning signs: units of pure noise (never trained) and units that all look "
        "alike.";
    what.fr +=
        "Rouge : le neurone répond quand le pixel est allumé ; bleu : quand il est éteint ; blanc "
        ": "
        "le pixel ne compte pas. Signes d'alerte : des neurones de pur bruit (jamais entraînés) et "
        "des neurones qui se ressemblent tous.";
  } else {
    what.en += fmt::format(
        "Shown as a matrix because the layer does not see a picture{}. Warning signs: whole rows "
        "near zero (unused units) and rows that repeat.",
        units.n_rows > inputs_shown ? fmt::format(" (its first {} inputs)", inputs_shown) : "");
    what.fr += fmt::format(
        "En matrice, car la couche ne voit pas une image{}. Signes d'alerte : des lignes entières "
        "proches de zéro (neurones inutilisés) et des lignes qui se répètent.",
        units.n_rows > inputs_shown ? fmt::format(" (ses {} premières entrées)", inputs_shown)
                                    : "");
  }
  figure.caption = std::move(what);
}

void read_noise(Figure& figure, const arma::vec& scores) {
  const arma::uvec noise = noise_like(scores);
  if (noise.is_empty()) {
    figure.readings.push_back(
        {Level::good,
         {"In every unit neighbouring weights go together: each has learnt a pattern.",
          "Dans chaque neurone, les poids voisins vont ensemble : chacun a appris un motif."}});
    return;
  }
  const std::string count = fmt::format("{} / {}", noise.n_elem, scores.n_elem);
  const bool many = 10 * noise.n_elem > scores.n_elem;
  figure.readings.push_back(
      {many ? Level::warning : Level::note,
       {fmt::format("{} units look like noise ({}): neighbouring weights are unrelated, as at a "
                    "random start. Such units are often dead; the activations tell.",
                    count, names(noise)),
        fmt::format(
            "{} neurones ressemblent à du bruit ({}) : leurs poids voisins sont sans lien, "
            "comme au départ aléatoire. Ils sont souvent morts ; les activations le disent.",
            count, names(noise))}});
}

}  // namespace lucarne::weights
