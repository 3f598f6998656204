// SPDX-License-Identifier: MIT
#include "weights/unit_grid.hpp"

#include <lucarne/wording.hpp>

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

// Three digits that matter, whatever the scale of the weights.
Text magnitude(double value) {
  const double digits = value > 0 ? 2 - std::floor(std::log10(value)) : 0;
  return number(value, static_cast<int>(std::clamp(digits, 0.0, 12.0)));
}

Text scale_label(const arma::fmat& units, float limit) {
  if (units.max() <= limit && units.min() >= -limit) return {"weight", "poids"};
  return filled({"weight (cut at ±{})", "poids (coupé à ±{})"}, {magnitude(limit)});
}

Panel pictures(const arma::fmat& units, PictureSize size, float limit) {
  Tiles tiles;
  tiles.pictures = arma::clamp(units, -limit, limit);
  tiles.height = size.height;
  tiles.width = size.width;
  const auto side = static_cast<arma::uword>(std::ceil(std::sqrt(units.n_cols)));
  tiles.columns = std::clamp<arma::uword>(side, std::min<arma::uword>(units.n_cols, 8), 16);
  tiles.palette = Palette::diverging;
  tiles.scale = TileScale::symmetric;
  for (arma::uword unit = 0; unit < units.n_cols; ++unit) {
    tiles.titles.push_back(filled("N{}", {std::to_string(unit)}));
  }
  tiles.colour_bar = true;
  tiles.scale_label = scale_label(units, limit);
  return {{}, std::move(tiles)};
}

Panel matrix(const arma::fmat& units, float limit) {
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
  return {{}, std::move(map)};
}

std::string names(const arma::uvec& units) {
  std::string list;
  for (arma::uword i = 0; i < std::min(units.n_elem, units_named); ++i) {
    list += i == 0 ? "N" : ", N";
    list += std::to_string(units(i));
  }
  return units.n_elem > units_named ? list + ", ..." : list;
}

// Up to a tenth of a layer can be lost without a warning.
bool few_of(const arma::uvec& units, arma::uword n_units) { return 10 * units.n_elem <= n_units; }

Text picture_caption(const Text& layer, const Text& n, const Text& low, const Text& high) {
  return filled(
      {"The incoming weights of the first {} units of '{}', one picture a unit, all on one "
       "scale centred at zero (these weights lie between {} and {}). Red: the unit "
       "responds when the pixel is lit; blue: when it is dark; white: the pixel does not "
       "matter. Warning signs: units of pure noise (never trained) and units that all "
       "look alike.",
       "Les poids entrants des {} premiers neurones de « {} », une image par neurone, tous "
       "sur une même échelle centrée sur zéro (ces poids vont de {} à {}). Rouge : le "
       "neurone répond quand le pixel est allumé ; bleu : quand il est éteint ; blanc : "
       "le pixel ne compte pas. Signes d'alerte : des neurones de pur bruit (jamais "
       "entraînés) et des neurones qui se ressemblent tous."},
      {n, layer, low, high});
}

Text matrix_caption(const Text& layer, const Text& n, const Text& low, const Text& high,
                    arma::uword inputs) {
  Text text = filled(
      {"The incoming weights of the first {} units of '{}', one row a unit, on a scale centred at "
       "zero (these weights lie between {} and {}): a matrix, because this layer does not see a "
       "picture. Warning signs: whole rows near zero (unused units) and rows that repeat.",
       "Les poids entrants des {} premiers neurones de « {} », une ligne par neurone, sur une "
       "échelle centrée sur zéro (ces poids vont de {} à {}) : une matrice, car cette couche ne "
       "voit pas une image. Signes d'alerte : des lignes entières proches de zéro (neurones "
       "inutilisés) et des lignes qui se répètent."},
      {n, layer, low, high});
  if (inputs <= inputs_shown) return text;
  const Text rest = filled(
      {" The first {} of {} inputs are drawn.", " Les {} premières entrées sur {} sont dessinées."},
      {count(inputs_shown), count(inputs)});
  return {text.en + rest.en, text.fr + rest.fr};
}

}  // namespace

void show_units(Figure& figure, const std::string& layer, const arma::fmat& units,
                PictureSize size) {
  const float limit = cut(units);
  const Text n = count(units.n_cols);
  const Text low = number(units.min(), 3);
  const Text high = number(units.max(), 3);
  if (size) {
    figure.panels.push_back(pictures(units, size, limit));
    figure.caption = picture_caption(layer, n, low, high);
  } else {
    figure.panels.push_back(matrix(units, limit));
    figure.caption = matrix_caption(layer, n, low, high, units.n_rows);
  }
}

void read_noise(Figure& figure, const arma::uvec& noise, arma::uword n_units) {
  if (noise.is_empty()) {
    figure.readings.push_back(
        {Level::good,
         {"In every unit neighbouring weights go together: no unit is pure noise.",
          "Dans chaque neurone, les poids voisins vont ensemble : aucun n'est du pur bruit."}});
    return;
  }
  figure.readings.push_back(
      {few_of(noise, n_units) ? Level::note : Level::warning,
       filled(
           {"Units that look like noise: {} of {} ({}). Their neighbouring weights are unrelated, "
            "as at a random start; such units are often dead, the activations tell.",
            "Neurones semblables à du bruit : {} sur {} ({}). Leurs poids voisins sont sans lien, "
            "comme au départ aléatoire ; ils sont souvent morts, les activations le disent."},
           {count(noise.n_elem), count(n_units), names(noise)})});
}

void read_faint(Figure& figure, const arma::uvec& faint, arma::uword n_units) {
  if (faint.is_empty()) return;
  figure.readings.push_back(
      {few_of(faint, n_units) ? Level::note : Level::warning,
       filled(
           {"Faint units: {} of {} ({}). Their weights stay below a third of the strongest "
            "quarter's: training moved them little, or they died early; the activations tell.",
            "Neurones pâles : {} sur {} ({}). Leurs poids restent sous un tiers de ceux du quart "
            "le plus fort : l'entraînement les a peu changés, ou ils sont morts tôt ; les "
            "activations le disent."},
           {count(faint.n_elem), count(n_units), names(faint)})});
}

}  // namespace lucarne::weights
