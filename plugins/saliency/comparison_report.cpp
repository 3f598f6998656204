// SPDX-License-Identifier: MIT
#include "saliency/permutation_test.hpp"
#include "saliency/reports.hpp"

#include <lucarne/wording.hpp>

#include <algorithm>
#include <cmath>

namespace lucarne::saliency {
namespace {

constexpr double significant = 0.05;
// A standardised difference below this is small even where it is certain.
// source: Cohen 1988, "Statistical power analysis for the behavioral sciences", section 2.2
constexpr double small_effect = 0.2;
constexpr arma::uword histogram_bins = 40;

/// A statistic of every item that is compared.
struct Statistic {
  std::string name;
  Text label;
  Text in_a_sentence;
  std::string unit;
  arma::rowvec values;
};

std::vector<Statistic> statistics_of(const arma::mat& all, bool pictures) {
  std::vector<Statistic> result;
  const arma::rowvec share = all.row(SaliencyFold::foreground_share);
  const arma::rowvec pixels = all.row(SaliencyFold::foreground_pixels);
  if (pictures) {
    result.push_back({"foreground_share",
                      {"saliency on the foreground (%)", "saillance sur le tracé (%)"},
                      {"share of saliency on the foreground", "la part de saillance sur le tracé"},
                      "%",
                      100 * share});
    result.push_back({"concentration",
                      {"saliency per pixel share", "saillance par part de pixels"},
                      {"concentration on the foreground", "la concentration sur le tracé"},
                      "",
                      share / pixels});
  }
  result.push_back({"strength",
                    {"mean |d logit / d input|", "|d logit / d entrée| moyen"},
                    {"strength of the saliency", "la force de la saillance"},
                    "logit per input unit",
                    all.row(SaliencyFold::strength)});
  result.push_back({"spread",
                    {"pixels that carry the saliency (%)", "pixels qui portent la saillance (%)"},
                    {"spread of the saliency", "l'étendue de la saillance"},
                    "%",
                    100 * all.row(SaliencyFold::spread)});
  return result;
}

/// Items that have every statistic, and who is right among them.
struct Compared {
  arma::mat values;  ///< statistics x items
  arma::uvec right;  ///< columns of the right predictions
  arma::uvec wrong;
};

Compared compared_items(const std::vector<Statistic>& statistics, const arma::uvec& hits) {
  arma::mat values(statistics.size(), hits.n_elem);
  for (std::size_t s = 0; s < statistics.size(); ++s) values.row(s) = statistics[s].values;
  const arma::rowvec sums = arma::sum(values, 0);
  const arma::uvec known = arma::find_finite(sums);
  const arma::uvec known_hits = hits(known);
  return {values.cols(known), arma::find(known_hits == 1), arma::find(known_hits == 0)};
}

// Three digits that mean something.
Text three_digits(double value) {
  if (value == 0 || !std::isfinite(value)) return number(value);
  return number(value,
                std::clamp(2 - static_cast<int>(std::floor(std::log10(std::abs(value)))), 0, 9));
}

Series outline(const arma::vec& sample, double low, double width, const Text& label,
               Colour colour) {
  arma::vec counts(histogram_bins, arma::fill::zeros);
  for (const double value : sample) {
    const auto bin = static_cast<arma::uword>(std::max(0.0, (value - low) / width));
    ++counts(std::min(bin, histogram_bins - 1));
  }
  Series series;
  series.mark = Mark::bars;
  series.width = width;
  series.x = low + width * (arma::regspace(0, 1, histogram_bins - 1) + 0.5);
  series.y = 100 * counts / static_cast<double>(sample.n_elem);
  series.colour = colour;
  series.opacity = 0.5;
  series.label = filled("{} ({})", {label, count(sample.n_elem)});
  return series;
}

Panel distribution(const Statistic& statistic, const arma::rowvec& values, const Compared& compared,
                   double p) {
  const arma::vec right = values(compared.right);
  const arma::vec wrong = values(compared.wrong);
  const double low = values.min();
  const double range = values.max() - low;
  const double width = (range > 0 ? range : 1) / static_cast<double>(histogram_bins);
  Plot plot;
  plot.x.label = statistic.label;
  plot.y.label = {"% of the group", "% du groupe"};
  plot.y.min = 0;
  plot.series.push_back(outline(right, low, width, {"right", "correctes"}, Colour::correct));
  plot.series.push_back(outline(wrong, low, width, {"wrong", "erreurs"}, Colour::wrong));
  plot.lines.push_back(
      {ReferenceLine::Direction::vertical, arma::mean(right), {}, Colour::correct});
  plot.lines.push_back({ReferenceLine::Direction::vertical, arma::mean(wrong), {}, Colour::wrong});
  return {filled("p = {} (Holm)", {number(p, 4)}), std::move(plot)};
}

Panel mean_maps(const SaliencyFold& fold, PictureSize size) {
  Tiles tiles;
  tiles.pictures = fold.mean_saliency_by_outcome();
  tiles.height = size.height;
  tiles.width = size.width;
  tiles.columns = 2;
  tiles.palette = Palette::hot;
  tiles.scale = TileScale::shared;
  tiles.titles = {{"right", "correctes"}, {"wrong", "erreurs"}};
  tiles.colour_bar = true;
  tiles.scale_label = {"|d logit / d input|", "|d logit / d entrée|"};
  return {{"Mean saliency", "Saillance moyenne"}, std::move(tiles)};
}

void read(const std::vector<Statistic>& statistics, const GroupComparison& comparison,
          Figure& figure) {
  for (std::size_t s = 0; s < statistics.size(); ++s) {
    if (std::isnan(comparison.p(s))) continue;
    const Text& name = statistics[s].in_a_sentence;
    const Text right = three_digits(comparison.mean_first(s));
    const Text wrong = three_digits(comparison.mean_second(s));
    const Text p = number(comparison.p_adjusted(s), 4);
    const double effect = std::abs(comparison.standardised(s));
    if (comparison.p_adjusted(s) > significant) {
      figure.readings.push_back(
          {Level::note, filled({"{}: no difference shown between right ({}) and wrong ({}) "
                                "predictions, p = {}",
                                "{} : pas de différence démontrée entre prédictions correctes ({}) "
                                "et fausses ({}), p = {}"},
                               {name, right, wrong, p})});
      continue;
    }
    const Text size = effect < small_effect ? Text("a small difference", "une petite différence")
                                            : Text("a difference", "une différence");
    figure.readings.push_back(
        {Level::note, filled({"{}: {} on average for right, {} for wrong predictions; {} ({} "
                              "standard deviations) that chance does not explain, p = {}",
                              "{} : {} en moyenne pour les prédictions correctes, {} pour les "
                              "fausses ; {} ({} écart-type) que le hasard n'explique pas, p = {}"},
                             {name, right, wrong, size, number(effect, 2), p})});
  }
}

void tabulate(const std::vector<Statistic>& statistics, const GroupComparison& comparison,
              Results& results) {
  Table& table = results.table(
      "comparison",
      {"Saliency of right and wrong predictions", "Saillance des prédictions correctes et fausses"},
      {{"statistic", {"statistic", "statistique"}, "", 0},
       {"unit", {"unit", "unité"}, "", 0},
       {"right", {"mean, right", "moyenne, correctes"}, "", 4},
       {"wrong", {"mean, wrong", "moyenne, erreurs"}, "", 4},
       {"difference", {"difference", "différence"}, "", 4},
       {"standardised", {"in standard deviations", "en écarts-types"}, "", 2},
       {"p", {"p (permutation test)", "p (test par permutation)"}, "", 4},
       {"p_adjusted", {"p (Holm)", "p (Holm)"}, "", 4}});
  const auto cell = [](double value) { return std::isnan(value) ? Cell{} : Cell{value}; };
  for (std::size_t s = 0; s < statistics.size(); ++s) {
    const double right = comparison.mean_first(s);
    const double wrong = comparison.mean_second(s);
    table.add({statistics[s].name, statistics[s].unit, right, wrong, right - wrong,
               cell(comparison.standardised(s)), cell(comparison.p(s)),
               cell(comparison.p_adjusted(s))});
  }
}

}  // namespace

void report_comparison(const SaliencyFold& fold, arma::uword permutations, const Context& context,
                       Results& results) {
  const PictureSize size = picture_size(context.dataset().item_shape());
  const std::vector<Statistic> statistics = statistics_of(fold.statistics, static_cast<bool>(size));
  const Compared compared = compared_items(statistics, fold.hits);
  const arma::uword dropped = fold.size() - compared.values.n_cols;
  if (dropped > 0) {
    results.reading(
        Level::note,
        filled({"left out of the comparison: {} of {} items (zero gradient, or no foreground)",
                "hors de la comparaison : {} des {} exemples (gradient nul, ou aucun "
                "tracé)"},
               {count(dropped), count(fold.size())}));
  }
  if (compared.right.n_elem < 2 || compared.wrong.n_elem < 2) {
    results.reading(Level::note,
                    filled({"right and wrong predictions cannot be compared: there are {} and {}",
                            "prédictions correctes et fausses ne peuvent être comparées : il y en "
                            "a {} et {}"},
                           {count(compared.right.n_elem), count(compared.wrong.n_elem)}));
    return;
  }
  const GroupComparison comparison =
      compare_groups(compared.values, compared.right, permutations, context);
  tabulate(statistics, comparison, results);
  Figure& figure = results.figure("comparison", {"Saliency, right against wrong predictions",
                                                 "Saillance, prédictions correctes et fausses"});
  figure.caption = filled(
      {"Does the network look elsewhere when it errs? Shares of each group, its mean dashed. p is "
       "the share of {} random relabellings of right and wrong that differ as much, raised for "
       "asking several questions at once (Holm): a small p is a difference that chance does not "
       "explain. It does not tell the cause: wrong items are often drawn differently, too.",
       "Le réseau regarde-t-il ailleurs quand il se trompe ? Parts de chaque groupe, moyenne en "
       "pointillé. p est la part de {} permutations au hasard des correctes et des erreurs qui "
       "diffèrent autant, relevée parce qu'on pose plusieurs questions (Holm) : un petit p est une "
       "différence que le hasard n'explique pas. Il n'en dit pas la cause : les exemples mal "
       "classés sont souvent dessinés autrement."},
      {count(permutations)});
  figure.columns = 2;
  if (size) figure.panels.push_back(mean_maps(fold, size));
  for (std::size_t s = 0; s < statistics.size(); ++s) {
    // The concentration repeats the share of its neighbour in another unit: the table has it.
    if (statistics[s].name == "concentration") continue;
    const arma::rowvec values = compared.values.row(s);
    figure.panels.push_back(
        distribution(statistics[s], values, compared, comparison.p_adjusted(s)));
  }
  figure.height = 380 * ((figure.panels.size() + 1) / 2);
  read(statistics, comparison, figure);
}

}  // namespace lucarne::saliency
