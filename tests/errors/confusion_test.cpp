// SPDX-License-Identifier: MIT
#include "errors/confusion.hpp"

#include <lucarne/confusion_matrix.hpp>

#include <catch2/catch.hpp>
#include <cmath>

using namespace lucarne::errors;

namespace {

// Three items of class 0 (predicted 0, 0, 1), two of class 1 (1, 0), none of class 2, and class 2
// is never predicted.
const arma::uvec true_classes{0, 0, 0, 1, 1};
const arma::uvec predicted_classes{0, 0, 1, 1, 0};

arma::umat confusion_matrix(const arma::uvec& truth, const arma::uvec& said, arma::uword classes) {
  lucarne::ConfusionMatrix confusion(classes);
  confusion.add(truth, said);
  return confusion.counts();
}

}  // namespace

TEST_CASE("percent are of the true class, and a class without items has none", "[confusion]") {
  const arma::mat percent = percent_of_true(confusion_matrix(true_classes, predicted_classes, 3));
  CHECK(percent(0, 0) == Approx(200.0 / 3));
  CHECK(percent(0, 1) == Approx(100.0 / 3));
  CHECK(percent(1, 0) == Approx(50));
  CHECK(std::isnan(percent(2, 0)));
}

TEST_CASE("precision, recall and F1 follow from the hits and misses", "[confusion]") {
  const std::vector<ClassScores> scores =
      class_scores(confusion_matrix(true_classes, predicted_classes, 3));
  // Class 0: TP 2, FP 1, FN 1. Class 1: TP 1, FP 1, FN 1.
  CHECK(scores[0].precision == Approx(2.0 / 3));
  CHECK(scores[0].recall == Approx(2.0 / 3));
  CHECK(scores[0].f1 == Approx(2.0 / 3));
  CHECK(scores[0].support == 3);
  CHECK(scores[1].precision == Approx(0.5));
  CHECK(scores[1].f1 == Approx(0.5));
}

TEST_CASE("scores of a class that neither occurs nor is predicted are undefined", "[confusion]") {
  const std::vector<ClassScores> scores =
      class_scores(confusion_matrix(true_classes, predicted_classes, 3));
  CHECK(std::isnan(scores[2].precision));
  CHECK(std::isnan(scores[2].recall));
  CHECK(std::isnan(scores[2].f1));
}

TEST_CASE("a class that is never predicted has no precision but an F1 of zero", "[confusion]") {
  const std::vector<ClassScores> scores = class_scores(confusion_matrix({0, 1}, {0, 0}, 2));
  CHECK(std::isnan(scores[1].precision));
  CHECK(scores[1].recall == 0);
  CHECK(scores[1].f1 == 0);
}

TEST_CASE("macro averages leave undefined scores out", "[confusion]") {
  const ClassScores average =
      macro_average(class_scores(confusion_matrix(true_classes, predicted_classes, 3)));
  CHECK(average.precision == Approx((2.0 / 3 + 0.5) / 2));
  CHECK(average.recall == Approx((2.0 / 3 + 0.5) / 2));
  CHECK(average.support == 5);
}

TEST_CASE("the most frequent confusions come first, equals by class", "[confusion]") {
  const arma::umat confusion{{5, 2, 0}, {2, 5, 3}, {0, 0, 5}};
  const std::vector<Confusion> worst = most_frequent(confusion, 10);
  REQUIRE(worst.size() == 3);
  CHECK((worst[0].truth == 1 && worst[0].predicted == 2 && worst[0].count == 3));
  CHECK(worst[0].percent == Approx(30));
  CHECK((worst[1].truth == 0 && worst[1].predicted == 1));
  CHECK((worst[2].truth == 1 && worst[2].predicted == 0));
  CHECK(most_frequent(confusion, 1).size() == 1);
}

TEST_CASE("without errors there are no confusions", "[confusion]") {
  CHECK(most_frequent({{3, 0}, {0, 4}}, 10).empty());
}
