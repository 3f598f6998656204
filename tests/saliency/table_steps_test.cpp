// SPDX-License-Identifier: MIT
#include "saliency/methods/table_steps.hpp"
#include "make_question.hpp"
#include "network/small_graph.hpp"
#include "saliency/methods/coalitions.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

using Attributes = std::map<std::string, Attribute>;

Attribute integers(std::vector<std::int64_t> values) { return values; }

/// Four maps of 8 x 8 of a picture of two channels, and a Relu.
SmallGraph picture_rectified() {
  const arma::fmat kernels = irregular(72, 1, 0.3);
  SmallGraph graph({2, 8, 8});
  graph.floats("K", {4, 2, 3, 3}, {kernels.begin(), kernels.end()})
      .floats("B", {4}, {0.3F, -0.2F, 0.1F, 0.4F})
      .node("Conv", {"x", "K", "B"}, "c", {{"pads", integers({1, 1, 1, 1})}})
      .node("Relu", {"c"}, "r");
  return graph;
}

/// Two logits of what `end` holds.
std::unique_ptr<Network> closed(SmallGraph graph, const std::string& end, arma::uword n) {
  const arma::fmat output_weights = irregular(2 * n, 1, 0.8);
  graph.floats("V", {n, 2}, {output_weights.begin(), output_weights.end()})
      .node("Flatten", {end}, "flat")
      .node("Gemm", {"flat", "V"}, "y");
  return graph.network();
}

/// A second convolution of six maps whose kernels have `shape`, and a Relu.
std::unique_ptr<Network> convolved_twice(const Shape& shape, const Attributes& attributes,
                                         arma::uword n) {
  const arma::fmat kernels = irregular(n_elements(shape), 1, 2.1);
  SmallGraph graph = picture_rectified();
  graph.floats("L", shape, {kernels.begin(), kernels.end()})
      .node("Conv", {"r", "L"}, "d", attributes)
      .node("Relu", {"d"}, "s");
  return closed(std::move(graph), "s", n);
}

std::unique_ptr<Network> pooled_twice() {
  const arma::fmat kernels = irregular(6 * 4 * 9, 1, 2.1);
  const Attribute halves = integers({2, 2});
  SmallGraph graph = picture_rectified();
  graph.floats("L", {6, 4, 3, 3}, {kernels.begin(), kernels.end()})
      .floats("C", {6}, {0.3F, -0.2F, 0.1F, 0.4F, -0.5F, 0.0F})
      .node("MaxPool", {"r"}, "p", {{"kernel_shape", halves}, {"strides", halves}})
      .node("Conv", {"p", "L", "C"}, "d", {{"pads", integers({1, 1, 1, 1})}})
      .node("Relu", {"d"}, "s")
      .node("MaxPool", {"s"}, "q", {{"kernel_shape", halves}, {"strides", halves}});
  return closed(std::move(graph), "q", 24);
}

/// Four quarters of the picture, or strips of its two channels.
arma::umat quarter_groups() {
  arma::umat groups(128, 1);
  for (arma::uword i = 0; i < 128; ++i) groups(i) = i / 32 % 2 * 2 + i % 8 / 4;
  return groups;
}
arma::umat strips() {
  arma::umat groups(128, 1);
  for (arma::uword i = 0; i < 128; ++i) groups(i) = i / 64 * 4 + i % 8 / 2;
  return groups;
}

arma::umat halves_of_rows() {
  arma::umat groups(128, 1);
  for (arma::uword i = 0; i < 128; ++i) groups(i) = i % 64 / 4;
  return groups;
}

/// Three items, each with two baselines; some features equal theirs.
Question about(const TestQuestion& test, const arma::umat& groups) {
  Question question = test.about(irregular(128, 3, 1.5), {2, 8, 8});
  question.classes = {0, 1, 1};
  question.baselines = {irregular(128, 2, 2.5), false};
  question.baselines.columns.head_rows(20) = question.inputs.submat(0, 0, 19, 1);
  question.groups = groups;
  return question;
}

bool present_at(arma::uword item, arma::uword coalition, arma::uword group) {
  return ((coalition + 7 * item) * 2654435761U >> (group % 24) & 1U) != 0;
}

/// The largest difference from plain passes with the other groups' features at the baselines, as a
/// share of the largest output.
double apart_from_plain(const Question& question, arma::uword n_coalitions) {
  const arma::mat found = coalition_outputs(question, n_coalitions, present_at);
  const std::unique_ptr<Pass> pass = question.model.start_pass();
  double apart = 0;
  for (arma::uword item = 0; item < question.n_items(); ++item) {
    for (arma::uword coalition = 0; coalition < n_coalitions; ++coalition) {
      double wanted = 0;
      const arma::uword rows = question.baselines.rows();
      for (arma::uword row = 0; row < rows; ++row) {
        arma::fmat point(question.baselines.of(item, row), 128, 1);
        for (arma::uword i = 0; i < 128; ++i) {
          const arma::uword group = question.groups(i, question.groups.n_cols > 1 ? item : 0);
          if (present_at(item, coalition, group)) point(i) = question.inputs(i, item);
        }
        pass->forward(point);
        wanted += static_cast<double>(pass->tensor("y")(question.classes(item), 0)) /
                  static_cast<double>(rows);
      }
      apart = std::max(apart, std::abs(found(coalition, item) - wanted));
    }
  }
  return apart / arma::abs(found).max();
}

/// Behind how many steps there are tables where the first layer puts out `start` at the baseline.
std::size_t n_tables(const Question& question, arma::uword n_coalitions, float start = 0) {
  const std::optional<FirstLayer> layer = FirstLayer::of(question);
  REQUIRE(layer);
  const TableSteps steps = TableSteps::behind(*layer, question, 100000);
  const std::vector<SparseColumn> columns = layer->columns(question);
  std::vector<SparseColumn> groups(question.groups.max() + 1);
  for (arma::uword group = 0; group < groups.size(); ++group) {
    arma::fvec sum(layer->size(), arma::fill::zeros);
    for (arma::uword i = 0; i < columns.size(); ++i) {
      if (question.groups(i) == group) columns[i].add_to(sum.memptr(), 1);
    }
    groups[group] = {sum.memptr(), sum.n_elem};
  }
  const arma::fvec baseline(layer->size(), arma::fill::value(start));
  return steps.last_table(baseline.memptr(), groups, {.n_coalitions = n_coalitions}, 9).n_steps;
}

// Sums of up to a few hundred floats in another order: rounding of 6e-8 each, and some
// cancellation.
constexpr double rounding = 1e-5;

void check(std::unique_ptr<Network> network, const arma::umat& groups, std::size_t n_steps) {
  const TestQuestion test(std::move(network), 2);
  const Question question = about(test, groups);
  CHECK(n_tables(question, 300) == n_steps);
  CHECK(apart_from_plain(question, 300) < rounding);
}

}  // namespace

TEST_CASE("coalitions behind two convolutions with pooling have a plain pass's outputs",
          "[saliency][coalitions]") {
  check(pooled_twice(), quarter_groups(), 3);
  check(pooled_twice(), strips(), 3);
}

TEST_CASE("they do whatever the second convolution's windows are", "[saliency][coalitions]") {
  const Attribute twos = integers({2, 2});
  check(convolved_twice({6, 4, 3, 3}, {}, 216), quarter_groups(), 3);
  check(convolved_twice({6, 4, 3, 3}, {{"strides", twos}, {"pads", integers({1, 0, 0, 1})}}, 96),
        strips(), 3);
  check(convolved_twice({6, 4, 2, 3}, {{"dilations", twos}, {"pads", integers({2, 0, 1, 3})}}, 378),
        quarter_groups(), 3);
  check(convolved_twice({6, 2, 3, 3}, {{"group", std::int64_t{2}}}, 216), quarter_groups(), 3);
  check(convolved_twice({6, 4, 1, 1}, {{"pads", integers({1, 1, 1, 1})}}, 600), strips(), 3);
}

TEST_CASE("they do where places see too many groups for a table", "[saliency][coalitions]") {
  const arma::umat each = arma::regspace<arma::uvec>(0, 127);
  check(pooled_twice(), each, 0);
  check(pooled_twice(), halves_of_rows(), 1);
}

TEST_CASE("they do where only some of the items have a table further behind",
          "[saliency][coalitions]") {
  const TestQuestion test(pooled_twice(), 2);
  Question question = about(test, arma::join_rows(quarter_groups(), halves_of_rows(), strips()));
  CHECK(apart_from_plain(question, 300) < rounding);
}

TEST_CASE("they do where one item is not finite", "[saliency][coalitions]") {
  const TestQuestion test(pooled_twice());
  Question question = about(test, quarter_groups());
  Question finite = question;
  question.inputs(70, 1) = std::numeric_limits<float>::quiet_NaN();
  const arma::mat found = coalition_outputs(question, 300, present_at);
  const arma::mat expected = coalition_outputs(finite, 300, present_at);
  CHECK(found.col(1).has_nan());
  CHECK(arma::abs(found.col(0) - expected.col(0)).max() < rounding * arma::abs(expected).max());
  CHECK(arma::abs(found.col(2) - expected.col(2)).max() < rounding * arma::abs(expected).max());
}

TEST_CASE("coalitions from tables are the same bits on any number of threads",
          "[saliency][coalitions]") {
  const TestQuestion one(pooled_twice(), 1);
  const TestQuestion three(pooled_twice(), 3);
  const arma::mat first = coalition_outputs(about(one, quarter_groups()), 300, present_at);
  const arma::mat second = coalition_outputs(about(three, quarter_groups()), 300, present_at);
  CHECK(std::equal(first.begin(), first.end(), second.begin(), second.end()));
}

TEST_CASE("a convolution gives its weights where it is asked about enough points",
          "[saliency][coalitions]") {
  const TestQuestion test(convolved_twice({6, 4, 3, 3}, {}, 216));
  const auto made = [&](arma::uword n_points) {
    return LocalLayer::behind(PointTensor("r", 256), about(test, quarter_groups()), n_points);
  };
  // 16 lines, and 4 channels in 9 colours.
  CHECK_FALSE(made(4 * (16 + 36) - 1));
  const std::optional<LocalLayer> layer = made(4 * (16 + 36));
  REQUIRE(layer);
  CHECK(layer->map().n_places_in() == 64);
  CHECK(layer->map().n_places() == 36);
  REQUIRE(layer->map().matrices().size() == 9);
  REQUIRE(layer->map().taps(8).size() == 9);
  CHECK(layer->map().taps(8)[0].place == 10);  // the second row's third place
  CHECK(layer->map().taps(8)[5].place == 20);
  const arma::fmat kernels = irregular(6 * 4 * 9, 1, 2.1);
  const arma::fmat& matrix = layer->map().matrices()[layer->map().taps(8)[5].matrix];
  CHECK(matrix(2, 3) == kernels((2 * 4 + 3) * 9 + 5));
  CHECK(arma::all(arma::vectorise(layer->biases()) == 0));
}

TEST_CASE("no table is made behind a convolution that overflows", "[saliency][coalitions]") {
  const TestQuestion test(convolved_twice({6, 4, 3, 3}, {}, 216));
  CHECK(n_tables(about(test, quarter_groups()), 300, 3e38F) == 1);
}
