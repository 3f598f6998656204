// SPDX-License-Identifier: MIT
#include "errors/points.hpp"
#include "errors/reports.hpp"

#include <lucarne/wording.hpp>

namespace lucarne::errors {
namespace {

// What is lost from train to the analysed split, as a share: usual up to 2 points for digits, a
// sign of learning by heart beyond 5.
constexpr double usual_gap = 0.02;
constexpr double large_gap = 0.05;

void read_accuracy(const Survey& survey, const HitCount& hits, Results& results) {
  const Interval interval =
      wilson_interval(static_cast<double>(hits.hits), static_cast<double>(hits.items));
  results.reading(
      Level::note,
      filled({"{} of the {} items of '{}' are classified correctly (95 % interval: {} to {}); {} "
              "are not",
              "{} des {} exemples de « {} » sont bien classés (intervalle à 95 % : de {} à {}) ; "
              "{} ne le sont pas"},
             {percent(hits.accuracy(), 2), count(hits.items), survey.split,
              percent(interval.low, 2), percent(interval.high, 2), count(hits.items - hits.hits)}));
}

void read_gap(const Survey& survey, double train, double analysed, Results& results) {
  const double gap = train - analysed;
  const Text difference = points(std::abs(gap));
  const Text split(survey.split);
  if (gap > large_gap) {
    results.reading(Level::warning,
                    filled({"accuracy is {} higher on 'train' than on '{}': the network has "
                            "learnt its training items by heart (overfitting)",
                            "l'exactitude est de {} plus haute sur « train » que sur "
                            "« {} » : le réseau a appris par cœur (surapprentissage)"},
                           {difference, split}));
  } else if (gap > usual_gap) {
    results.reading(Level::note,
                    filled({"accuracy is {} higher on 'train' than on '{}': some overfitting",
                            "l'exactitude est de {} plus haute sur « train » que sur "
                            "« {} » : un peu de surapprentissage"},
                           {difference, split}));
  } else {
    results.reading(Level::good,
                    filled({"accuracy on 'train' differs from that on '{}' by {}: what was "
                            "learnt holds for new items",
                            "l'exactitude sur « train » s'écarte de celle sur « {} » de {} "
                            "points : ce qui a été appris vaut pour de nouveaux exemples"},
                           {split, difference}));
  }
}

}  // namespace

void report_accuracy(const Survey& survey, const std::vector<SplitAccuracy>& splits,
                     Results& results) {
  const HitCount hits = count_hits(survey.labels, survey.predicted);
  results.scalar("accuracy", hits.accuracy(), "", {"accuracy", "exactitude"});
  results.scalar("errors", static_cast<double>(hits.items - hits.hits), "items",
                 {"wrong predictions", "prédictions fausses"}, 0);
  for (const SplitAccuracy& other : splits) {
    results.scalar(other.split + ".accuracy", other.hits.accuracy(), "",
                   filled({"accuracy on '{}'", "exactitude sur « {} »"}, {other.split}));
  }
  if (hits.items == 0) return;
  read_accuracy(survey, hits, results);
  for (const SplitAccuracy& other : splits) {
    if (other.split == "train" && survey.split != "train" && other.hits.items > 0) {
      read_gap(survey, other.hits.accuracy(), hits.accuracy(), results);
    }
  }
}

}  // namespace lucarne::errors
