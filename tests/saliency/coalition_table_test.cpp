// SPDX-License-Identifier: MIT
#include "saliency/methods/coalition_table.hpp"
#include "make_question.hpp"
#include "network/small_graph.hpp"
#include "saliency/methods/coalitions.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

/// Conv, Relu and MaxPool of a picture of 6 x 6, and two logits.
std::unique_ptr<Network> rectified_and_pooled() {
  const arma::fmat kernels = irregular(18, 1, 0.3);
  const arma::fmat weights = irregular(36, 1, 0.8);
  const std::vector<std::int64_t> halves{2, 2};
  SmallGraph graph({1, 6, 6});
  graph.floats("K", {2, 1, 3, 3}, {kernels.begin(), kernels.end()})
      .floats("B", {2}, {0.3F, -0.2F})
      .floats("V", {18, 2}, {weights.begin(), weights.end()})
      .node("Conv", {"x", "K", "B"}, "c", {{"pads", std::vector<std::int64_t>{1, 1, 1, 1}}})
      .node("Relu", {"c"}, "r")
      .node("MaxPool", {"r"}, "p", {{"kernel_shape", halves}, {"strides", halves}})
      .node("Flatten", {"p"}, "flat")
      .node("Gemm", {"flat", "V"}, "y");
  return graph.network();
}

/// Whether every coalition of `groups` has the output of a plain pass with the others' features at
/// the baselines.
void check_coalitions(const arma::umat& groups, arma::uword n_coalitions) {
  const TestQuestion test(rectified_and_pooled(), 2);
  Question question = test.about(irregular(36, 3, 1.5), {1, 6, 6});
  question.inputs.rows(0, 7).zeros();  // groups that equal the baseline
  question.classes = {0, 1, 1};
  question.baselines = {arma::fmat(36, 2, arma::fill::zeros), false};
  question.baselines.columns.submat(8, 1, 35, 1) = irregular(28, 1, 2.5);
  question.groups = groups;
  const auto is_present = [](arma::uword, arma::uword coalition, arma::uword group) {
    return (coalition * 2654435761U >> (group % 24) & 1U) != 0;
  };
  const arma::mat found = coalition_outputs(question, n_coalitions, is_present);
  const std::unique_ptr<Pass> pass = test.network->start_pass();
  double apart = 0;
  for (arma::uword item = 0; item < 3; ++item) {
    for (arma::uword coalition = 0; coalition < n_coalitions; ++coalition) {
      arma::fmat points = question.baselines.columns;
      for (arma::uword i = 0; i < 36; ++i) {
        if (is_present(item, coalition, groups(i))) points.row(i).fill(question.inputs(i, item));
      }
      pass->forward(points);
      const arma::fmat logits = pass->tensor("y");
      const double wanted = (static_cast<double>(logits(question.classes(item), 0)) +
                             static_cast<double>(logits(question.classes(item), 1))) /
                            2;
      apart = std::max(apart, std::abs(found(coalition, item) - wanted));
    }
  }
  CHECK(apart < 1e-5);
}

}  // namespace

TEST_CASE("coalitions of blocks have a plain pass's outputs", "[saliency][coalitions]") {
  arma::umat blocks(36, 1);
  for (arma::uword i = 0; i < 36; ++i) blocks(i) = i / 12 * 3 + i % 6 / 2;
  check_coalitions(blocks, 200);
}

TEST_CASE("coalitions of so many groups that there is no table do too", "[saliency][coalitions]") {
  check_coalitions(arma::regspace<arma::uvec>(0, 35), 200);
}

TEST_CASE("a table is made where windows see few groups of finite values",
          "[saliency][coalitions]") {
  const TestQuestion test(rectified_and_pooled());
  const Question question = test.about(irregular(36, 1, 1.5), {1, 6, 6});
  const std::optional<FirstLayer> layer = FirstLayer::of(question);
  REQUIRE(layer);
  const std::optional<RectifiedFront> front = RectifiedFront::behind(*layer, question);
  REQUIRE(front);
  arma::fmat at_baseline(72, 1, arma::fill::value(-1));
  const arma::fvec first(72, arma::fill::value(3));
  arma::fvec second(72, arma::fill::zeros);
  second(0) = 5;  // in the first window alone
  const std::vector<SparseColumn> groups{{first.memptr(), 72}, {}, {second.memptr(), 72}};
  const auto table = CoalitionTable::of(*front, at_baseline.memptr(), groups);
  REQUIRE(table);
  arma::fvec values(front->size());
  table->values({0, 0, 0}, values.memptr());
  CHECK(arma::all(values == 0));  // -1 does not pass the Relu
  table->values({1, 0, 1}, values.memptr());
  CHECK(values(0) == 7);
  CHECK(values(1) == 2);
  table->values({0, 1, 1}, values.memptr());
  CHECK(values(0) == 4);
  CHECK(values(1) == 0);
  at_baseline(9) = std::numeric_limits<float>::infinity();
  CHECK_FALSE(CoalitionTable::of(*front, at_baseline.memptr(), groups));
  at_baseline(9) = 0;
  const std::vector<SparseColumn> many(5, SparseColumn(first.memptr(), 72));
  // 9 places of 32 states each, 2 channels.
  CHECK(CoalitionTable::of(*front, at_baseline.memptr(), many, {32, 576}));
  CHECK_FALSE(CoalitionTable::of(*front, at_baseline.memptr(), many, {31, 576}));
  CHECK_FALSE(CoalitionTable::of(*front, at_baseline.memptr(), many, {32, 575}));
}
