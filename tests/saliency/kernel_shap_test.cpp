// SPDX-License-Identifier: MIT
#include "make_question.hpp"
#include "network/network.hpp"
#include "saliency/methods/kernel_design.hpp"
#include "support/make_onnx.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

// Ten inputs that act together: every pair of neighbours in a Relu.
Perceptron coupled_perceptron() {
  Perceptron perceptron;
  perceptron.layers.push_back({irregular(12, 16, 0.3), arma::fvec(16)});
  perceptron.layers.push_back({irregular(16, 2, 1.1), arma::fvec(2)});
  return perceptron;
}

Explanation within(double tolerance, arma::uword draws, const Question& question) {
  Settings settings;
  settings.tolerance = tolerance;
  settings.draws = draws;
  return explained_by("kernel-shap", question, settings);
}

}  // namespace

TEST_CASE("sizes of coalitions weigh as the kernel says", "[saliency][recorded]") {
  // xplique's recorded weights for 5 groups: (M - 1) / (k (M - k)), 1 for k = 1 and 2/3 for k = 2.
  const KernelDesign design = kernel_design(5, 30, Random(1, "design"));
  REQUIRE(design.coalitions.n_rows == 30);
  CHECK(design.n_enumerated == 30);
  std::map<int, double> mass;
  for (arma::uword row = 0; row < 30; ++row) {
    mass[static_cast<int>(arma::accu(design.coalitions.row(row)))] += design.weights(row);
  }
  for (const auto& [size, wanted] :
       std::map<int, double>{{1, 1}, {2, 2.0 / 3}, {3, 2.0 / 3}, {4, 1}}) {
    CHECK(mass[size] / mass[1] == Approx(wanted).epsilon(1e-12));
  }
  CHECK(arma::accu(design.weights) == Approx(1).epsilon(1e-12));
}

TEST_CASE("what is drawn comes in pairs of complements and never twice", "[saliency]") {
  const KernelDesign design = kernel_design(11, 200, Random(1, "design"));
  // Sizes 1 and 10 (22 coalitions) fit into the budget; no size is its own complement's.
  CHECK(design.n_enumerated >= 22);
  CHECK(design.coalitions.n_rows == 200);
  std::map<std::vector<double>, double> weight;
  for (arma::uword row = 0; row < design.coalitions.n_rows; ++row) {
    const arma::rowvec coalition = design.coalitions.row(row);
    CHECK(weight.emplace(arma::conv_to<std::vector<double>>::from(coalition), design.weights(row))
              .second);
  }
  arma::uword alone = 0;
  for (const auto& [coalition, mass] : weight) {
    std::vector<double> complement;
    for (const double present : coalition) complement.push_back(1 - present);
    const auto found = weight.find(complement);
    if (found == weight.end()) {
      ++alone;
    } else {
      CHECK(found->second == Approx(mass).epsilon(1e-9));
    }
  }
  CHECK(alone <= 1);  // the budget may end between the two of a pair
}

TEST_CASE("the recorded Shapley values of a formula come out", "[saliency][recorded]") {
  // f = (x0 + x3) x2 + x1 + x2, five inputs, background of zeros; recorded from shap.
  const TemporaryFolder folder;
  const auto network = load_onnx(folder.file(
      "m.onnx",
      onnx_bytes("ir_version: 8 opset_import { version: 13 } graph { name: 'g' "
                 "node { op_type: 'MatMul' name: 'a' input: 'x' input: 'A' output: 'u' } "
                 "node { op_type: 'MatMul' name: 'b' input: 'x' input: 'B' output: 'v' } "
                 "node { op_type: 'MatMul' name: 'c' input: 'x' input: 'C' output: 'w' } "
                 "node { op_type: 'Mul' name: 'm' input: 'u' input: 'v' output: 'uv' } "
                 "node { op_type: 'Add' name: 's' input: 'uv' input: 'w' output: 'y' } "
                 "initializer { " +
                 float_tensor("A", "5, 1", "1, 0, 0, 1, 0") + " } initializer { " +
                 float_tensor("B", "5, 1", "0, 0, 1, 0, 0") + " } initializer { " +
                 float_tensor("C", "5, 1", "0, 1, 1, 0, 0") + " } input { " +
                 float_value("x", "dim { dim_param: 'N' } dim { dim_value: 5 }") + " } output { " +
                 float_value("y", "dim { dim_param: 'N' } dim { dim_value: 1 }") + " } }")));
  const TestQuestion test(coupled_perceptron());
  Question question{*network, test.random, test.workers};
  question.item_shape = {5};
  question.inputs = arma::fmat{{1, 1, 0}, {1, 0, 1}, {1, 1, 1}, {1, 0, 1}, {0, 1, 1}};
  question.classes.zeros(3);
  question.keys = {0, 1, 2};
  question.baselines = {arma::fmat(5, 1, arma::fill::zeros), false};
  question.groups = arma::umat(arma::regspace<arma::uvec>(0, 1, 4));
  const arma::fmat recorded{
      {0.5F, 0.5F, 0}, {1, 0, 1}, {2, 1.5F, 1.5F}, {0.5F, 0, 0.5F}, {0, 0, 0}};
  for (const char* method : {"shapley", "kernel-shap"}) {
    INFO(method);
    const arma::fmat found = explained_by(method, question).attributions;
    CHECK(arma::abs(found - recorded).max() <= 1e-5F);
  }
}

TEST_CASE("a linear function's values are weight times distance from the mean background",
          "[saliency][recorded]") {
  // f = x0 + 2 x1 + 0 x2, as recorded from shap's KernelExplainer.
  Perceptron perceptron;
  perceptron.layers.push_back({arma::fmat(arma::fvec{1, 2, 0}), arma::fvec(1)});
  const TestQuestion test(perceptron);
  const arma::fmat rows = irregular(3, 7, 0.4);
  Question question = test.about(rows);
  question.baselines = {rows, false};
  const arma::fmat found = explained_by("kernel-shap", question).attributions;
  const arma::fvec mean = arma::mean(rows, 1);
  arma::fmat expected = rows.each_col() - mean;
  expected.each_col() %= arma::fvec{1, 2, 0};
  CHECK(arma::abs(found - expected).max() <= 1e-5F);
}

TEST_CASE("with a tolerance kernel-shap draws until every standard error is below it",
          "[saliency]") {
  const TestQuestion test(coupled_perceptron());
  const Question question = test.about(irregular(12, 3, 1.5));
  const Explanation few = within(0, 60, question);
  CHECK(arma::all(few.n_coalitions == 60));
  const Explanation enough = within(0.02, 60, question);
  const arma::fmat exact = explained_by("shapley", question).attributions;
  for (arma::uword item = 0; item < 3; ++item) {
    const double limit = 0.02 * std::abs(enough.difference(item));
    const auto largest = static_cast<double>(enough.standard_error.col(item).max());
    const auto before = static_cast<double>(few.standard_error.col(item).max());
    INFO("item " << item << ": " << enough.n_coalitions(item) << " coalitions");
    CHECK(largest <= limit);
    // Draws are doubled only where that is needed, and no further.
    CHECK((enough.n_coalitions(item) == 60) == (before <= limit));
    const auto error =
        static_cast<double>(arma::abs(enough.attributions.col(item) - exact.col(item)).max());
    CHECK(error <= 6 * largest + 1e-5);
  }
  CHECK(enough.n_coalitions.max() > 60);
  // All 4094 coalitions are enumerated in the end, where nothing else will do.
  const Explanation all = within(1e-9, 60, question);
  CHECK(all.standard_error.max() == 0.0F);
  CHECK(arma::all(all.n_coalitions == 4094));
}

TEST_CASE("the mean of a group is taken over its pixels, each channel by itself", "[saliency]") {
  // Two pixels of three channels in one group, a third in another.
  const auto layout = picture_layout({3, 1, 3});
  const arma::fmat picture = arma::fvec{1, 3, 9, 10, 30, 90, 0, 2, 5};
  const arma::umat groups = arma::uvec{0, 0, 1, 0, 0, 1, 0, 0, 1};
  const arma::fmat means = group_means(picture, groups, layout);
  CHECK(arma::approx_equal(means, arma::fmat(arma::fvec{2, 2, 9, 20, 20, 90, 1, 1, 5}), "absdiff",
                           0.0F));
  // Without channels a group's features have one mean.
  CHECK(arma::approx_equal(group_means(arma::fvec{1, 2, 6}, arma::uvec{0, 1, 0}, {}),
                           arma::fmat(arma::fvec{3.5F, 2, 3.5F}), "absdiff", 0.0F));
}
