// SPDX-License-Identifier: MIT
#include "recorded_cases.hpp"
#include "network/network.hpp"
#include "saliency/methods/feature_groups.hpp"
#include "saliency/methods/layers.hpp"
#include "support/make_onnx.hpp"
#include "support/temporary_folder.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <fstream>
#include <iostream>
#include <sstream>

using namespace lucarne;
using namespace lucarne::saliency;

namespace {

std::vector<std::int64_t> sizes_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::int64_t> sizes;
  for (std::int64_t size = 0; stream >> size;) sizes.push_back(size);
  return sizes;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

Settings settings_of(const RecordedCase& one) {
  Settings settings;
  settings.method = one.method;
  for (const auto& [name, value] : one.settings) {
    if (name == "steps") settings.steps = std::stoul(value);
    if (name == "rule") settings.rule = value;
    if (name == "compat") settings.compat = value;
    if (name == "output") settings.output = value;
    if (name == "sign") settings.sign = value;
    if (name == "of") settings.of = value;
    if (name == "noise") settings.noise = std::stod(value);
    if (name == "lrp_rule") settings.lrp_rule = value;
    if (name == "lrp_first") settings.lrp_first = value;
    if (name == "lrp_layers") settings.lrp_layers = words_of(value);
    if (name == "ignore_bias") settings.ignore_bias = value == "true";
    if (name == "multiply_by_inputs") settings.multiply_by_inputs = value == "true";
    if (name == "low") settings.low = {std::stod(value)};
    if (name == "high") settings.high = {std::stod(value)};
    if (name == "epsilon") settings.epsilon = std::stod(value);
    if (name == "alpha") settings.alpha = std::stod(value);
    if (name == "gamma") settings.gamma = std::stod(value);
    if (name == "draws") settings.draws = std::stoul(value);
    if (name == "layer") settings.layer = value;
    if (name == "unit") settings.unit = sizes_of(value);
    if (name == "upsample") settings.upsample = value;
    if (name == "window") settings.window = sizes_of(value);
    if (name == "stride") settings.stride = sizes_of(value);
  }
  return settings;
}

Explanation replayed(const RecordedCase& one, const Model& model) {
  const Random random(1, "recorded");
  const Workers workers{[](arma::uword count, const std::function<void(arma::uword)>& task) {
                          for (arma::uword i = 0; i < count; ++i) task(i);
                        },
                        [] {}};
  const Settings settings = settings_of(one);
  Question question{model, random, workers};
  question.output = settings.output == "logit" ? Output::logit : Output::probability;
  question.item_shape = one.item_shape;
  question.inputs = one.inputs;
  question.classes = one.classes;
  question.keys = arma::regspace<arma::uvec>(0, 1, one.inputs.n_cols - 1);
  question.baselines = {one.baselines, one.baseline_kind == "each"};
  question.groups = one.groups.is_empty()
                        ? arma::umat(arma::regspace<arma::uvec>(0, 1, one.inputs.n_rows - 1))
                        : without_gaps(one.groups);
  if (!one.classes.is_empty()) return explain(question, settings);
  // Relevance of all outputs at once is the sum of that of each.
  Explanation sum;
  sum.attributions.zeros(arma::size(one.inputs));
  for (arma::uword k = 0; k < model.n_classes(); ++k) {
    question.classes.set_size(one.inputs.n_cols);
    question.classes.fill(k);
    sum.attributions += explain(question, settings).attributions;
  }
  return sum;
}

// A principal component has no sign of its own: pytorch-grad-cam keeps the positive part of either.
arma::fvec other_component(const RecordedCase& one, const Model& model) {
  RecordedCase raw = one;
  raw.settings["compat"] = "captum";
  arma::fvec map = -arma::vectorise(replayed(raw, model).attributions);
  map.transform([](float value) { return std::max(value, 0.0F); });
  return (map - map.min()) / (map.max() - map.min());
}

// How many of the cases pass; fewer mean that a network stopped loading.
constexpr int least_passed = 295;

/// What became of one case.
struct Outcome {
  bool loaded = false;
  bool passed = false;
  std::string why;
};

// 1e-5 of the largest value: float32 throughout, with sums of up to 500 steps in another order.
// Methods that draw are compared within the peer's own tolerance, that of its test.
Outcome outcome_of(const RecordedCase& one, const std::string& text,
                   const TemporaryFolder& folder) {
  Outcome outcome;
  std::unique_ptr<Network> network;
  try {
    network = load_onnx(folder.file("m.onnx", onnx_bytes(text)));
  } catch (const Error& error) {
    outcome.why = error.what();
    return outcome;
  }
  outcome.loaded = true;
  try {
    arma::fmat got = replayed(one, *network).attributions;
    if (one.end_row > 0) got = got.rows(one.first_row, one.end_row - 1);
    arma::fvec flat = arma::vectorise(got);
    if (one.positive_parts) flat.transform([](float value) { return std::max(value, 0.0F); });
    if (flat.n_elem != one.expected.n_elem) {
      outcome.why = fmt::format("{} values, expected {}", flat.n_elem, one.expected.n_elem);
      return outcome;
    }
    const double scale = std::max(1e-3, static_cast<double>(arma::abs(one.expected).max()));
    const bool drawn = find_method(one.method).samples && one.method != "kernel-shap";
    const double tolerance = std::max(1e-5 * scale, drawn ? one.peer_tolerance : 0.0);
    auto worst = static_cast<double>(arma::abs(flat - one.expected).max());
    if (worst > tolerance && one.method.starts_with("eigen-")) {
      flat = other_component(one, *network);
      worst = static_cast<double>(arma::abs(flat - one.expected).max());
    }
    outcome.passed = worst <= tolerance;
    if (!outcome.passed) outcome.why = fmt::format("differs by {} of {}", worst, scale);
  } catch (const std::exception& error) {
    outcome.why = error.what();
  }
  return outcome;
}

}  // namespace

TEST_CASE("the numbers that other libraries recorded come out", "[saliency][recorded]") {
  const TemporaryFolder folder;
  const std::map<std::string, std::string> models = recorded_models();
  int passed = 0;
  for (const RecordedCase& one : recorded_cases()) {
    const Outcome outcome = outcome_of(one, models.at(one.model), folder);
    if (!outcome.loaded) continue;
    passed += outcome.passed ? 1 : 0;
    INFO(one.id << " " << one.peer << " " << one.call << ": " << outcome.why);
    CHECK(outcome.passed);
  }
  CHECK(passed >= least_passed);
}

// Hidden, since it tests nothing: prints the table of docs/conformance.md.
TEST_CASE("the table of recorded cases", "[.conformance]") {
  const TemporaryFolder folder;
  const std::map<std::string, std::string> models = recorded_models();
  struct Row {
    int cases = 0;
    int loaded = 0;
    int passed = 0;
  };
  std::map<std::pair<std::string, std::string>, Row> rows;
  for (const RecordedCase& one : recorded_cases()) {
    const Outcome outcome = outcome_of(one, models.at(one.model), folder);
    Row& row = rows[{one.peer, one.method}];
    ++row.cases;
    row.loaded += outcome.loaded ? 1 : 0;
    row.passed += outcome.passed ? 1 : 0;
  }
  std::cout
      << "| library | method | cases | networks that load | passed |\n|---|---|---|---|---|\n";
  for (const auto& [key, row] : rows) {
    std::cout << fmt::format("| {} | {} | {} | {} | {} |\n", key.first, key.second, row.cases,
                             row.loaded, row.passed);
  }
}
