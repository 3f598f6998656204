// SPDX-License-Identifier: MIT
#include "errors/confidence.hpp"
#include "errors/reports.hpp"

#include <lucarne/histogram.hpp>
#include <lucarne/wording.hpp>

namespace lucarne::errors {
namespace {

// Share of errors that are confident: what an honest network stays below, and where it is sure of
// itself whether it is right or not.
constexpr double few_confident = 0.1;
constexpr double many_confident = 0.25;

/// Confidences of the right or of the wrong predictions, and how they appear.
struct Group {
  Text label;
  Colour colour;
  arma::vec confidence;
};

void store_summary(const std::string& prefix, const Group& group, Results& results) {
  const Text mean = filled({"mean confidence, {}", "confiance moyenne, {}"}, {group.label});
  const Text median = filled({"median confidence, {}", "confiance médiane, {}"}, {group.label});
  results.scalar(prefix + ".mean", mean_of(group.confidence), "", mean);
  results.scalar(prefix + ".median", median_of(group.confidence), "", median);
}

Plot histogram_plot(const std::vector<Group>& groups, double low, arma::uword bins,
                    double confident) {
  Plot plot;
  plot.x.label = {"confidence (largest probability)", "confiance (plus grande probabilité)"};
  plot.x.min = low;
  plot.x.max = 1;
  plot.y.label = {"predictions (logarithmic)", "prédictions (échelle logarithmique)"};
  plot.y.logarithmic = true;
  plot.y.min = 0.5;
  plot.legend = LegendPlace::inside_left;
  for (const Group& group : groups) {
    if (group.confidence.is_empty()) continue;
    Histogram histogram(even_edges(low, 1, bins));
    histogram.add(group.confidence);
    const arma::vec counts = arma::conv_to<arma::vec>::from(histogram.counts());
    // A logarithmic axis has no place for zero.
    const arma::uvec filled_bins = arma::find(counts > 0);
    Series series;
    series.mark = Mark::bars;
    series.label = filled("{} ({})", {group.label, count(group.confidence.n_elem)});
    series.x = histogram.centres()(filled_bins);
    series.y = counts(filled_bins);
    series.colour = group.colour;
    series.width = (1 - low) / static_cast<double>(bins);
    series.opacity = 0.6;
    plot.series.push_back(std::move(series));
  }
  if (confident > low && confident < 1) {
    plot.lines.push_back({ReferenceLine::Direction::vertical, confident, {}});
  }
  return plot;
}

BoxPlot boxes(const std::vector<Group>& groups) {
  BoxPlot plot;
  plot.y.label = {"confidence", "confiance"};
  for (const Group& group : groups) {
    if (group.confidence.is_empty()) continue;
    const BoxSummary box = box_summary(group.confidence);
    plot.boxes.push_back({group.label, box.low, box.quartile1, box.median, box.quartile3, box.high,
                          box.outliers, group.colour});
  }
  return plot;
}

void read(const std::vector<Group>& groups, arma::uword confident_errors, double confident,
          Figure& figure) {
  const arma::vec& right = groups[0].confidence;
  const arma::vec& wrong = groups[1].confidence;
  if (wrong.is_empty()) {
    figure.readings.push_back({Level::good,
                               {"there are no errors whose confidence could be looked at",
                                "il n'y a aucune erreur dont regarder la confiance"}});
    return;
  }
  const double share = static_cast<double>(confident_errors) / static_cast<double>(wrong.n_elem);
  const std::initializer_list<Text> values{count(confident_errors), count(wrong.n_elem),
                                           percent(share, 0), percent(confident, 0)};
  if (share >= many_confident) {
    figure.readings.push_back(
        {Level::warning,
         filled({"{} of {} errors ({}) are made with more than {} confidence: the network is sure "
                 "of itself even when it is wrong",
                 "{} des {} erreurs ({}) à plus de {} de confiance : le réseau est "
                 "très sûr de lui même quand il se trompe"},
                values)});
  } else {
    figure.readings.push_back(
        {share <= few_confident ? Level::good : Level::note,
         filled({"{} of {} errors ({}) are made with more than {} confidence: where the network is "
                 "wrong, it mostly hesitates",
                 "{} des {} erreurs ({}) à plus de {} de confiance : là où il se "
                 "trompe, le réseau hésite le plus souvent"},
                values)});
  }
  if (right.is_empty()) return;
  figure.readings.push_back(
      {Level::note,
       filled({"the median confidence is {} where the network is right, {} where it is "
               "wrong",
               "la confiance médiane est de {} quand le réseau a raison, de {} quand "
               "il se trompe"},
              {percent(median_of(right), 2), percent(median_of(wrong), 2)})});
}

}  // namespace

void report_confidence(const Survey& survey, arma::uword bins, double confident, Results& results) {
  const std::vector<Group> groups{
      {{"right", "correctes"}, Colour::correct, survey.confidence(survey.right())},
      {{"wrong", "erreurs"}, Colour::wrong, survey.confidence(survey.wrong())}};
  results.array("predicted", survey.predicted, "predicted class of every item of the split");
  results.array("confidence", survey.confidence, "probability of the predicted class");
  store_summary("confidence.correct", groups[0], results);
  store_summary("confidence.wrong", groups[1], results);
  const arma::uword confident_errors = arma::accu(groups[1].confidence > confident);
  results.scalar("confident_errors", static_cast<double>(confident_errors), "items",
                 filled({"errors above {} confidence", "erreurs à plus de {} de confiance"},
                        {percent(confident, 0)}),
                 0);
  results.scalar("confident_errors.share",
                 100 * static_cast<double>(confident_errors) /
                     static_cast<double>(groups[1].confidence.n_elem),
                 "%", {"share of confident errors", "part des erreurs confiantes"}, 1);

  Figure& figure = results.figure("confidence", {"Confidence, right against wrong",
                                                 "Confiance, prédictions correctes et erreurs"});
  figure.caption = {
      "How sure the network is of its answers. The counts are on a logarithmic axis, without which "
      "the few errors would vanish beside the right answers; on the right, the same values as "
      "boxes from the first to the third quartile. Errors should lie well below the right answers; "
      "many errors beyond the dashed line are a warning sign.",
      "À quel point le réseau est sûr de ses réponses. L'axe des effectifs est logarithmique, sans "
      "quoi les rares erreurs disparaîtraient à côté des bonnes réponses ; à droite, les mêmes "
      "valeurs en boîtes, du premier au troisième quartile. Les erreurs devraient se trouver bien "
      "plus bas ; beaucoup d'erreurs au-delà du trait sont un signe d'alerte."};
  figure.columns = 2;
  figure.height = 480;
  const double chance = 1 / static_cast<double>(survey.class_names.size());
  const double low = survey.class_names.size() > 1 ? chance : 0;
  figure.panels.push_back({{"Distribution of confidence", "Distribution de la confiance"},
                           histogram_plot(groups, low, bins, confident),
                           1.5});
  figure.panels.push_back(
      {{"Comparison of confidence", "Comparaison de la confiance"}, boxes(groups)});
  read(groups, confident_errors, confident, figure);
}

}  // namespace lucarne::errors
