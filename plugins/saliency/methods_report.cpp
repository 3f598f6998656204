// SPDX-License-Identifier: MIT
#include "saliency/reports.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne::saliency {
namespace {

// Tiles of more would be too small to compare.
constexpr arma::uword most_compared = 10;

bool shows_nothing(const Explanation& explanation, arma::uword item) {
  return explanation.attributions.col(item).min() == explanation.attributions.col(item).max();
}

// What is missing from completeness, or that there is nothing to see; else no words.
Text title_of(const Explanation& explanation, arma::uword item) {
  if (shows_nothing(explanation, item)) return {"constant map", "carte constante"};
  if (explanation.residual.is_empty()) return {};
  const double difference = std::abs(explanation.difference(item));
  if (!(difference > 0)) return {};
  return filled({"residual {}", "résidu {}"},
                {percent(std::abs(explanation.residual(item)) / difference, 1)});
}

}  // namespace

Tiles map_tiles(const arma::fmat& maps, const PictureLayout& size, bool is_signed, bool shared) {
  Tiles tiles;
  tiles.pictures = is_signed && !shared ? each_to_unit(maps) : maps;
  tiles.height = size.height;
  tiles.width = size.width;
  tiles.palette = is_signed ? Palette::diverging : Palette::hot;
  tiles.scale = shared ? TileScale::shared : TileScale::each;
  if (is_signed) tiles.scale = TileScale::symmetric;
  tiles.colour_bar = shared;
  return tiles;
}

void draw_methods(const Samples& samples, const std::vector<MethodMaps>& methods, bool shared,
                  const Context& context, Figure& figure) {
  const Dataset& dataset = context.dataset();
  const std::vector<std::string> names = all_class_names(context);
  const arma::uword n = std::min(samples.items.n_elem, most_compared);
  figure.width = std::max<arma::uword>(500, 120 * n + 40);

  Tiles images;
  images.show(dataset.pictures(dataset.inputs(samples.split, arma::uvec(samples.items.head(n)))));
  images.columns = n;
  images.row_label = {"image", "image"};
  for (arma::uword i = 0; i < n; ++i) {
    images.titles.push_back(filled({"predicted {}\nexplained {}", "prédit {}\nexpliqué {}"},
                                   {names[samples.predicted(i)], names[samples.targets(i)]}));
  }
  figure.panels.push_back({{}, std::move(images)});
  for (const MethodMaps& one : methods) {
    // A class activation map has no channels, whatever the item has.
    const PictureLayout size = picture_layout(one.explanation.shape);
    const arma::fmat values =
        summed_over_channels(arma::fmat(one.explanation.attributions.head_cols(n)), size);
    Tiles maps = map_tiles(values, size, one.is_signed, shared);
    maps.columns = n;
    // Where a name is longer than its row, it breaks at a space.
    std::string name = one.method;
    std::ranges::replace(name, '-', ' ');
    maps.row_label = name;
    for (arma::uword i = 0; i < n; ++i) maps.titles.push_back(title_of(one.explanation, i));
    figure.panels.push_back({{}, std::move(maps)});
  }
  figure.caption = {
      "One column is one sample, one row what one method says of it. Red speaks for the explained "
      "output, blue against it, white for neither; methods without a sign go from black to white. "
      "The residual is what attributions lack of the output's difference from the baseline. Where "
      "methods disagree on a sample, none of them should be believed without a further look.",
      "Une colonne est un exemple, une ligne ce qu'une méthode en dit. Le rouge parle pour la "
      "sortie expliquée, le bleu contre, le blanc ni l'un ni l'autre ; les méthodes sans signe "
      "vont du noir au blanc. Le résidu est ce qui manque aux attributions de l'écart de la sortie "
      "à la référence. Là où les méthodes se contredisent, aucune n'est à croire sans examen."};
}

}  // namespace lucarne::saliency
