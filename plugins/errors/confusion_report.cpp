// SPDX-License-Identifier: MIT
#include "errors/confusion.hpp"
#include "errors/reports.hpp"

#include <lucarne/wording.hpp>

#include <cmath>

namespace lucarne::errors {
namespace {

// Beyond these numbers of classes the written values would be unreadable.
constexpr arma::uword classes_with_values = 20;
constexpr arma::uword classes_with_decimals = 12;
// A class found less often than this calls for a look.
constexpr double poor_recall = 0.9;

Cell cell(double value) { return std::isnan(value) ? Cell{} : Cell{value}; }
Cell cell(arma::uword value) { return static_cast<std::int64_t>(value); }

HeatMap heat_map(const Survey& survey, arma::mat values) {
  HeatMap map;
  map.values = std::move(values);
  map.min = 0;
  map.write_values = survey.class_names.size() <= classes_with_values;
  map.x.label = {"predicted class", "classe prédite"};
  map.y.label = {"true class", "classe vraie"};
  map.x.categories.assign(survey.class_names.begin(), survey.class_names.end());
  map.y.categories = map.x.categories;
  return map;
}

void draw(const Survey& survey, const arma::mat& percent, const std::vector<Confusion>& worst,
          Figure& figure) {
  figure.caption = {
      "Each row is a true class, each column what the network made of it; right answers lie on the "
      "diagonal. A dark cell off the diagonal is a pair that the network mixes up; a pale cell on "
      "it, a class that it misses. The colours on the right end at the largest confusion, so that "
      "errors stay visible beside the diagonal.",
      "Chaque ligne est une classe vraie, chaque colonne ce que le réseau en a fait ; les bonnes "
      "réponses sont sur la diagonale. Une case foncée hors de la diagonale est une paire que le "
      "réseau confond ; une case pâle sur la diagonale, une classe qu'il manque. À droite, "
      "l'échelle s'arrête à la plus grande confusion, pour que les erreurs restent visibles."};
  figure.columns = 2;
  figure.width = 1300;
  figure.height = 640;

  HeatMap counts = heat_map(survey, arma::conv_to<arma::mat>::from(survey.confusion));
  counts.scale_label = {"items", "exemples"};
  figure.panels.push_back({{"Counts", "Effectifs"}, std::move(counts)});

  HeatMap shares = heat_map(survey, percent);
  shares.decimals = survey.class_names.size() <= classes_with_decimals ? 1 : 0;
  shares.max = 100;
  if (!worst.empty()) {
    double largest = 0;
    for (const Confusion& one : worst) largest = std::max(largest, one.percent);
    shares.max = largest;
  }
  const Text cut = number(*shares.max, 1);
  shares.scale_label = {"% of the true class (cut at " + cut.en + ')',
                        "% de la classe vraie (coupé à " + cut.fr + ')'};
  figure.panels.push_back(
      {{"Percent of the true class", "Pourcentage de la classe vraie"}, std::move(shares)});
}

void read(const Survey& survey, const std::vector<ClassScores>& scores,
          const std::vector<Confusion>& worst, Figure& figure) {
  if (worst.empty()) {
    figure.readings.push_back(
        {Level::good, {"no item is misclassified", "aucun exemple n'est mal classé"}});
    return;
  }
  const Confusion& first = worst.front();
  const std::string& truth = survey.class_names[first.truth];
  const std::string& predicted = survey.class_names[first.predicted];
  figure.readings.push_back(
      {Level::note,
       filled({"the most frequent confusion: {} taken for {} ({} items, {} % of class {}); the "
               "other way round: {}",
               "la confusion la plus fréquente : {} pris pour {} ({} exemples, {} % de la classe "
               "{}) ; dans l'autre sens : {}"},
              {truth, predicted, count(first.count), number(first.percent, 2), truth,
               count(survey.confusion(first.predicted, first.truth))})});
  const ClassScores* weakest = nullptr;
  for (const ClassScores& one : scores) {
    if (one.support > 0 && (weakest == nullptr || one.recall < weakest->recall)) weakest = &one;
  }
  const std::string& name = survey.class_names[static_cast<std::size_t>(weakest - scores.data())];
  figure.readings.push_back(
      {weakest->recall < poor_recall ? Level::warning : Level::note,
       filled({"the class found least often is {}: {} of its items are recognised",
               "la classe la moins bien reconnue est {} : {} de ses exemples sont trouvés"},
              {name, percent(weakest->recall)})});
}

void tabulate_confusions(const Survey& survey, const std::vector<Confusion>& worst,
                         Results& results) {
  Table& table =
      results.table("confusions", {"Most frequent confusions", "Confusions les plus fréquentes"},
                    {{"true", {"true", "vrai"}, "", 0},
                     {"predicted", {"predicted", "prédit"}, "", 0},
                     {"count", {"errors", "erreurs"}, "items", 0},
                     {"percent", {"% of the true class", "% du vrai"}, "%", 2}});
  for (const Confusion& one : worst) {
    table.add({survey.class_names[one.truth], survey.class_names[one.predicted], cell(one.count),
               cell(one.percent)});
  }
}

void tabulate_classes(const Survey& survey, const std::vector<ClassScores>& scores,
                      Results& results) {
  Table& table = results.table("classes", {"Scores of each class", "Scores par classe"},
                               {{"class", {"class", "classe"}, "", 0},
                                {"precision", {"precision", "précision"}, "", 4},
                                {"recall", {"recall", "rappel"}, "", 4},
                                {"f1", {"F1", "F1"}, "", 4},
                                {"support", {"items", "exemples"}, "items", 0}});
  const auto add = [&table](const std::string& name, const ClassScores& one) {
    table.add({name, cell(one.precision), cell(one.recall), cell(one.f1), cell(one.support)});
  };
  for (std::size_t k = 0; k < scores.size(); ++k) add(survey.class_names[k], scores[k]);
  add("macro average", macro_average(scores));
}

}  // namespace

void report_confusion(const Survey& survey, arma::uword limit, Results& results) {
  const arma::mat percent = percent_of_true(survey.confusion);
  const std::vector<Confusion> worst = most_frequent(survey.confusion, limit);
  const std::vector<ClassScores> scores = class_scores(survey.confusion);
  const Shape row{survey.confusion.n_cols};
  // Results writes columns first, and rows of the file are to be true classes: hence the transpose.
  results.array("confusion", arma::umat(survey.confusion.t()),
                "items by true class (rows) and predicted class (columns)", row);
  results.array("confusion_percent", arma::mat(percent.t()),
                "percent of the true class (rows) by predicted class (columns)", row);
  tabulate_confusions(survey, worst, results);
  tabulate_classes(survey, scores, results);
  Figure& figure = results.figure("confusion", {"Confusion matrix", "Matrice de confusion"});
  draw(survey, percent, worst, figure);
  read(survey, scores, worst, figure);
}

}  // namespace lucarne::errors
