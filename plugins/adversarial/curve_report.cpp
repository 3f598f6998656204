// SPDX-License-Identifier: MIT
#include "adversarial/reports.hpp"

#include <lucarne/wording.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lucarne::adversarial {
namespace {

// The radius at which half of the samples that stood before the attack have given way.
double median_radius(const arma::vec& smallest) {
  const arma::vec stood = arma::sort(arma::vec(smallest.elem(arma::find(smallest > 0))));
  if (stood.is_empty()) return arma::datum::nan;
  const arma::uword n = stood.n_elem;
  const double low = stood((n - 1) / 2);
  const double high = stood(n / 2);
  // The mean with an infinity would be one, which is right; of two infinities too.
  return low == high ? low : (low + high) / 2;
}

double standing_before(const Search& search) {
  const arma::uvec stood = arma::find(search.smallest > 0);
  return static_cast<double>(stood.n_elem) / static_cast<double>(search.smallest.n_elem);
}

Text standing_label(const Attack& attack) {
  if (attack.targeted) return {"samples not driven to the target", "exemples non menés à la cible"};
  return {"accuracy", "exactitude"};
}

Text norm_name(Norm norm) {
  if (norm == Norm::linf) return {"largest change of an input", "plus grand écart d'une entrée"};
  return {"length of the change (L2)", "longueur de l'écart (L2)"};
}

void add_reading(const Report& report, double before, double at_radius, Figure& figure) {
  const double median = median_radius(report.search.smallest);
  if (report.attack.targeted) return;
  const bool weak = at_radius < before / 2;
  figure.readings.push_back(
      {weak ? Level::warning : Level::note,
       filled({"changes of at most {} take the accuracy on these samples from {} to {}",
               "des écarts d'au plus {} font passer l'exactitude sur ces exemples de {} à {}"},
              {number(report.radius, 3), percent(before), percent(at_radius)})});
  if (!std::isfinite(median)) return;
  figure.readings.push_back(
      {Level::note, filled({"half of the samples that were right are lost at {} or less",
                            "la moitié des exemples bien classés est perdue à {} ou moins"},
                           {number(median, 3)})});
}

void draw_curve(const Report& report, double before, double at_radius, Results& results) {
  Figure& figure = results.figure(
      "curve", {"Accuracy under attack, by radius", "Exactitude sous attaque, selon le rayon"});
  figure.width = 900;
  figure.height = 560;
  figure.caption = {
      "How many of the samples still get their class where an attacker may change each as far as "
      "the radius. A curve that falls at once means that changes nobody sees decide. The attack "
      "finds what it finds: the true curve lies at or below this one.",
      "Part des exemples qui gardent leur classe quand un attaquant peut modifier chacun jusqu'au "
      "rayon donné. Une courbe qui tombe aussitôt dit que des écarts invisibles suffisent. "
      "L'attaque trouve ce qu'elle trouve : la vraie courbe est au niveau de celle-ci ou dessous."};
  add_reading(report, before, at_radius, figure);
  Plot plot;
  plot.x.label = norm_name(report.attack.norm);
  plot.x.min = 0;
  plot.y.label = standing_label(report.attack);
  plot.y.min = 0;
  plot.y.max = 1;
  plot.legend = LegendPlace::none;
  const arma::vec x = arma::join_cols(arma::vec{0}, report.search.radii);
  const arma::vec y = arma::join_cols(arma::vec{before}, report.search.accuracy);
  for (const Mark mark : {Mark::line, Mark::points}) {
    Series series;
    series.mark = mark;
    series.x = x;
    series.y = y;
    plot.series.push_back(std::move(series));
  }
  plot.lines.push_back({ReferenceLine::Direction::vertical, report.radius, {"radius", "rayon"}});
  figure.panels.push_back({{}, std::move(plot)});
}

// Samples that give way, those of the smallest radius first.
arma::uvec fragile_items(const Report& report) {
  const arma::vec& smallest = report.search.smallest;
  std::vector<arma::uword> places;
  for (arma::uword i = 0; i < smallest.n_elem; ++i) {
    if (smallest(i) > 0 && std::isfinite(smallest(i))) places.push_back(i);
  }
  std::ranges::stable_sort(places, {}, [&](arma::uword i) { return smallest(i); });
  arma::uvec items(places.size());
  for (arma::uword i = 0; i < items.n_elem; ++i) items(i) = report.items(places[i]);
  return items;
}

}  // namespace

void report_curve(const Report& report, Results& results) {
  const Search& search = report.search;
  const double before = standing_before(search);
  const Text standing = standing_label(report.attack);
  results.scalar("accuracy", before, "", standing);
  Table& table = results.table(
      "curve", {"Accuracy under attack", "Exactitude sous attaque"},
      {{"radius", {"radius", "rayon"}, "input units", 4}, {"accuracy", standing, "", 4}});
  table.add({0.0, before});
  double at_radius = before;
  for (arma::uword k = 0; k < search.radii.n_elem; ++k) {
    table.add({search.radii(k), search.accuracy(k)});
    results.scalar(fmt::format("robust_accuracy.{:g}", search.radii(k)), search.accuracy(k), "",
                   filled({"{}, attacked within {}", "{}, attaque jusqu'à {}"},
                          {standing, fmt::format("{:g}", search.radii(k))}));
    if (search.radii(k) == report.radius) at_radius = search.accuracy(k);
  }
  results.scalar(
      "robust_accuracy", at_radius, "",
      filled({"{}, attacked within the radius", "{}, attaque jusqu'au rayon"}, {standing}));
  results.scalar("median_radius", median_radius(search.smallest), "input units",
                 {"median of the smallest radius that flips", "médiane du plus petit rayon fatal"});
  results.product("fragile", fragile_items(report));
  draw_curve(report, before, at_radius, results);
}

}  // namespace lucarne::adversarial
