// SPDX-License-Identifier: MIT
#include "saliency/reports.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>

namespace lucarne::saliency {
namespace {

// shape: as values, of one input among several
arma::fmat own_rows(const arma::fmat& values, const InputPart& part) {
  return values.rows(part.first, part.first + n_elements(part.shape) - 1);
}

void draw_values(const Samples& samples, const PictureLayout& layout, const arma::fmat& inputs,
                 const Settings& settings, const Context& context, Figure& figure) {
  if (layout) return draw_maps(samples, pictures_of(inputs, layout), settings, context, figure);
  draw_features(samples, settings, context, figure);
}

}  // namespace

void draw_inputs(const Samples& samples, const Settings& settings, const Context& context,
                 const std::vector<InputPart>& inputs, Results& results) {
  const arma::fmat columns = context.dataset().inputs(samples.split, samples.items);
  for (const InputPart& part : inputs) {
    Samples own = samples;
    own.explanation.shape = part.shape;
    own.explanation.attributions = own_rows(samples.explanation.attributions, part);
    if (part.integral && own.explanation.attributions.is_zero()) {
      results.reading(Level::note,
                      filled({"input '{}' holds whole numbers: {} attributes nothing to them",
                              "l'entrée « {} » contient des nombres entiers : {} ne leur attribue "
                              "rien"},
                             {part.name, settings.method}));
      continue;
    }
    Figure& figure = results.figure(
        "maps." + part.name,
        filled({"Attribution by {} to input '{}'", "Attribution par {} à l'entrée « {} »"},
               {settings.method, part.name}));
    draw_values(own, picture_layout(part.shape), own_rows(columns, part), settings, context,
                figure);
  }
}

bool draw_over_input(const Samples& samples, const Settings& settings, const Context& context,
                     const std::vector<InputPart>& inputs, Figure& figure) {
  const PictureLayout map = picture_layout(samples.explanation.shape);
  std::vector<InputPart> found = inputs;
  std::erase_if(found, [&](const InputPart& part) {
    const PictureLayout layout = picture_layout(part.shape);
    return !layout || layout.height != map.height || layout.width != map.width;
  });
  if (found.size() != 1) return false;
  const arma::fmat columns = context.dataset().inputs(samples.split, samples.items);
  draw_maps(samples,
            pictures_of(own_rows(columns, found.front()), picture_layout(found.front().shape)),
            settings, context, figure);
  return true;
}

}  // namespace lucarne::saliency
