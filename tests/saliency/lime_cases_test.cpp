// SPDX-License-Identifier: MIT
#include "network/network.hpp"
#include "recorded_cases.hpp"
#include "saliency/methods/feature_groups.hpp"
#include "saliency/methods/lime.hpp"
#include "saliency/methods/weighted_regression.hpp"
#include "support/make_onnx.hpp"
#include "support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

/// A call of lime's image explainer with its segments and its random perturbations.
struct LimeCase {
  std::string id;
  Shape shape;
  arma::fmat input;
  arma::uword target = 0;
  arma::umat segments;
  double kernel_width = 0;
  double ridge = 0;
  arma::uword features = 0;  ///< how many segments the model keeps
  arma::mat present;         ///< perturbations x segments
  arma::vec weights;         ///< of each segment; 0 where it was not kept
};

template <class T>
std::vector<T> rest_of(std::istream& line) {
  std::vector<T> numbers;
  for (T value{}; line >> value;) numbers.push_back(value);
  return numbers;
}

void read_lime_line(LimeCase& one, const std::string& key, std::istream& line) {
  if (key == "shape") one.shape = rest_of<arma::uword>(line);
  if (key == "inputs") one.input = arma::fvec(rest_of<float>(line));
  if (key == "targets") line >> one.target;
  if (key == "groups") one.segments = arma::uvec(rest_of<arma::uword>(line));
  if (key == "weights") one.weights = arma::vec(rest_of<double>(line));
  if (key == "set") {
    std::string name;
    line >> name;
    if (name == "kernel_width") line >> one.kernel_width;
    if (name == "ridge") line >> one.ridge;
    if (name == "features") line >> one.features;
  }
  if (key == "present") {
    const arma::vec all(rest_of<double>(line));
    const arma::uword n_segments = one.segments.max() + 1;
    one.present = arma::reshape(all, n_segments, all.n_elem / n_segments).t();
  }
}

std::vector<LimeCase> lime_cases() {
  std::ifstream file(LUCARNE_SOURCE_DIR "/tests/saliency/cases/lime_cases.txt");
  std::vector<LimeCase> cases;
  for (std::string text; std::getline(file, text);) {
    std::istringstream line(text);
    std::string key;
    line >> key;
    if (key == "case") {
      cases.emplace_back();
      line >> cases.back().id;
    } else if (!cases.empty()) {
      read_lime_line(cases.back(), key, line);
    }
  }
  return cases;
}

// The network's output where absent segments are at their mean.
arma::mat outputs_of(const LimeCase& one, const Network& network) {
  const arma::fmat means = group_means(one.input, one.segments, {});
  arma::fmat points(one.input.n_rows, one.present.n_rows);
  for (arma::uword row = 0; row < points.n_cols; ++row) {
    for (arma::uword i = 0; i < points.n_rows; ++i) {
      points(i, row) = one.present(row, one.segments(i)) > 0 ? one.input(i) : means(i);
    }
  }
  const std::unique_ptr<Pass> pass = network.start_pass();
  pass->forward(points);
  const arma::fmat probabilities = softmax(pass->tensor(network.logits()));
  return arma::conv_to<arma::mat>::from(probabilities.row(one.target).t());
}

// lime keeps the segments of largest |coefficient times item| of a first, weakly penalised model.
arma::uvec kept_segments(const LimeCase& one, const arma::vec& weights, const arma::mat& outputs) {
  const arma::mat first = weighted_ridge(one.present, weights, outputs, 0.01).coefficients;
  const arma::vec strength = arma::abs(first.col(0));
  const arma::uvec order = arma::stable_sort_index(strength, "descend");
  return arma::sort(order.head(one.features));
}

}  // namespace

TEST_CASE("lime's recorded calls come out with its perturbations and segments",
          "[saliency][recorded]") {
  const TemporaryFolder folder;
  const auto network =
      load_onnx(folder.file("m.onnx", onnx_bytes(recorded_models().at("tiny_cnn_softmax"))));
  const std::vector<LimeCase> cases = lime_cases();
  REQUIRE(cases.size() == 3);
  for (const LimeCase& one : cases) {
    INFO(one.id);
    const arma::vec weights = lime_weights(one.present, one.kernel_width);
    const arma::mat outputs = outputs_of(one, *network);
    const arma::uvec kept = kept_segments(one, weights, outputs);
    const arma::mat kept_columns = one.present.cols(kept);
    const Regression fit = weighted_ridge(kept_columns, weights, outputs, one.ridge);
    arma::vec found(one.weights.n_elem, arma::fill::zeros);
    found(kept) = fit.coefficients.col(0);
    const double worst = arma::abs(found - one.weights).max();
    CHECK(worst <= 1e-5 * arma::abs(one.weights).max());
  }
}
