// SPDX-License-Identifier: MIT
#include "errors/confidence.hpp"
#include "errors/reports.hpp"

#include <lucarne/wording.hpp>

namespace lucarne::errors {
namespace {

constexpr arma::uword gallery_columns = 5;

void tabulate(const Survey& survey, const arma::uvec& items, Results& results) {
  Table& table =
      results.table("mistakes", {"Most confident mistakes", "Erreurs les plus confiantes"},
                    {{"item", {"item", "exemple"}, "", 0},
                     {"true", {"true", "vrai"}, "", 0},
                     {"predicted", {"predicted", "prédit"}, "", 0},
                     {"confidence", {"confidence", "confiance"}, "", 6}});
  for (const arma::uword item : items) {
    table.add({static_cast<std::int64_t>(item), survey.class_names[survey.labels(item)],
               survey.class_names[survey.predicted(item)], survey.confidence(item)});
  }
}

Tiles gallery(const Survey& survey, const arma::uvec& items, const Dataset& dataset) {
  Tiles tiles;
  tiles.show(dataset.pictures(dataset.inputs(survey.split, items)));
  tiles.columns = std::min(gallery_columns, items.n_elem);
  tiles.title_colour = Colour::wrong;
  for (const arma::uword item : items) {
    tiles.titles.push_back(
        filled({"true {}, predicted {}\n{}", "vrai {}, prédit {}\n{}"},
               {survey.class_names[survey.labels(item)], survey.class_names[survey.predicted(item)],
                percent(survey.confidence(item), 2)}));
  }
  return tiles;
}

void draw(const Survey& survey, const arma::uvec& items, const Dataset& dataset, Figure& figure) {
  const arma::uword columns = std::min(gallery_columns, items.n_elem);
  figure.width = std::max<arma::uword>(420, 180 * columns);
  figure.caption = {
      "The items on which the network errs while being surest, surest first. Would you have known "
      "better? A mistake that a person would make too, or a wrong label, is no fault of the "
      "network; a clear picture is.",
      "Les exemples sur lesquels le réseau se trompe en étant le plus sûr de lui, dans l'ordre. "
      "Auriez-vous fait mieux ? Une erreur qu'un humain ferait aussi, ou une étiquette fausse, "
      "n'est pas la faute du réseau ; une image bien lisible, si."};
  const double least = survey.confidence(items(items.n_elem - 1));
  figure.readings.push_back(
      {least > 0.9 ? Level::warning : Level::note,
       filled({"all {} mistakes shown were made with at least {} confidence",
               "les {} erreurs montrées ont toutes une confiance d'au moins {}"},
              {count(items.n_elem), percent(least, 2)})});
  figure.panels.push_back({{}, gallery(survey, items, dataset)});
}

}  // namespace

void report_mistakes(const Survey& survey, arma::uword limit, const Context& context,
                     Results& results) {
  const arma::uvec items = most_confident(survey.wrong(), survey.confidence, limit);
  results.product("mistakes", items);
  tabulate(survey, items, results);
  if (items.is_empty() || !picture_layout(context.dataset().item_shape())) return;
  draw(survey, items, context.dataset(),
       results.figure("mistakes", {"Most confident mistakes", "Erreurs les plus confiantes"}));
}

}  // namespace lucarne::errors
