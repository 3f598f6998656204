// SPDX-License-Identifier: MIT
#include "sdk/fold_laws.hpp"

#include <lucarne/confusion_matrix.hpp>

#include <catch2/catch.hpp>

using lucarne::ConfusionMatrix;

TEST_CASE("a confusion matrix counts true classes in rows, predicted ones in columns",
          "[confusion]") {
  ConfusionMatrix confusion(3);
  confusion.add({0, 0, 0, 1}, {0, 1, 1, 1});
  CHECK(arma::approx_equal(confusion.counts(), arma::umat{{1, 2, 0}, {0, 1, 0}, {0, 0, 0}},
                           "absdiff", 0));
  CHECK(confusion.n_items() == 4);
  CHECK(confusion.n_right() == 2);
  CHECK(confusion.accuracy() == 0.5);
  const arma::vec recall = confusion.recall();
  CHECK(recall(0) == Approx(1.0 / 3).epsilon(1e-15));
  CHECK(recall(1) == 1);
  CHECK(std::isnan(recall(2)));
  const arma::vec precision = confusion.precision();
  CHECK(precision(0) == 1);
  CHECK(precision(1) == Approx(1.0 / 3).epsilon(1e-15));
  CHECK(std::isnan(precision(2)));
}

TEST_CASE("a confusion matrix without items has no accuracy", "[confusion]") {
  CHECK(std::isnan(ConfusionMatrix(2).accuracy()));
}

TEST_CASE("confusion matrices obey the laws of folds", "[confusion]") {
  // The columns of one row serve as classes: 0, 1, 2.
  const arma::fmat values = arma::clamp(arma::round(normal_values(1, 30)), -1.0F, 1.0F);
  const auto add = [](ConfusionMatrix& state, const arma::fmat& columns, arma::uword first) {
    const arma::uvec truth = arma::conv_to<arma::uvec>::from(arma::frowvec(columns + 1));
    arma::uvec predicted = truth;
    for (arma::uword j = 0; j < predicted.n_elem; ++j) predicted(j) = (first + j) % 3;
    state.add(truth, predicted);
  };
  check_fold_laws(ConfusionMatrix(3), values, add);
  check_order_does_not_matter(ConfusionMatrix(3), values, add);
}

TEST_CASE("classes that a confusion matrix does not have are refused and not counted",
          "[confusion]") {
  ConfusionMatrix confusion(2);
  CHECK_THROWS_WITH(confusion.add({0, 1}, {0, 2}),
                    "confusion matrix: classes below 2 wanted, found 2; make it with the larger of "
                    "the numbers of classes of network and data");
  CHECK(confusion.n_items() == 0);
  CHECK_THROWS_WITH(confusion.add({0, 1}, {0}),
                    "confusion matrix: 2 predictions wanted, found 1; give one true and one "
                    "predicted class an item");
  CHECK_THROWS_AS(confusion.merge(ConfusionMatrix(3)), lucarne::Error);
}
