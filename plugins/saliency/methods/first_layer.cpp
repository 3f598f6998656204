// SPDX-License-Identifier: MIT
#include "saliency/methods/first_layer.hpp"

#include "saliency/methods/evaluate.hpp"

#include <lucarne/error.hpp>

#include <algorithm>
#include <array>

namespace lucarne::saliency {
namespace {

// Gaps shorter than this are kept as zeros: a run costs more than they do.
constexpr arma::uword shortest_gap = 4;

// Nodes that hand the input on as it lies.
constexpr std::array<std::string_view, 7> handing_on{"Constant",  "Flatten",  "Reshape", "Squeeze",
                                                     "Unsqueeze", "Identity", "Dropout"};

/// Runs `task` on a pass and the range of each block of `count` columns, on all threads.
void for_each_range(const Question& question, arma::uword count,
                    const std::function<void(Pass&, const arma::span&)>& task) {
  const arma::uword size = points_per_block(question.model);
  question.workers.parallel_for((count + size - 1) / size, [&](arma::uword block) {
    const std::unique_ptr<Pass> pass = question.model.start_pass();
    task(*pass, arma::span(block * size, std::min(block * size + size, count) - 1));
  });
}

}  // namespace

bool leads_all(const Question& question, const std::string& tensor) {
  const Model& model = question.model;
  const std::string& of = explained_tensor(question);
  const std::unique_ptr<Pass> pass = model.start_pass();
  const arma::fmat item = question.inputs.head_cols(1);
  pass->forward(item);
  const arma::fmat outputs = pass->tensor(of);
  const arma::fmat values = pass->tensor(tensor);
  // A way past the tensor that no gradient takes shows in the outputs.
  pass->forward(arma::fmat(arma::size(item), arma::fill::zeros));
  pass->forward_from(tensor, values);
  const arma::fmat& again = pass->tensor(of);
  if (!std::equal(again.begin(), again.end(), outputs.begin())) return false;
  try {
    pass->gradient(of, outputs, model.input_name());
  } catch (const Error&) {
    return true;  // the input no longer leads to them
  }
  return false;
}

SparseColumn::SparseColumn(const float* values, arma::uword n) {
  arma::uword end = 0;  // one after the last value that is kept
  for (arma::uword i = 0; i < n; ++i) {
    if (values[i] == 0) continue;
    if (runs_.empty() || i - end >= shortest_gap) {
      runs_.push_back({i, 0});
      end = i;
    }
    values_.insert(values_.end(), values + end, values + i + 1);
    end = i + 1;
    runs_.back().length = end - runs_.back().begin;
  }
}

void SparseColumn::add_to(float* sum, float factor) const {
  const float* value = values_.data();
  for (const Run& run : runs_) {
    float* into = sum + run.begin;
    for (arma::uword i = 0; i < run.length; ++i) into[i] += factor * value[i];
    value += run.length;
  }
}

FirstLayer::FirstLayer(std::string name, std::string tensor, arma::uword size, bool is_product)
    : PointTensor(std::move(tensor), size), name_(std::move(name)), is_product_(is_product) {}

std::optional<FirstLayer> FirstLayer::of(const Question& question) {
  const std::vector<Layer>& layers = question.model.layers();
  const auto first = std::ranges::find_if(layers, [](const Layer& layer) {
    return std::ranges::find(handing_on, layer.op) == handing_on.end();
  });
  if (first == layers.end() || question.n_items() == 0) return std::nullopt;
  if (!question.layer.empty()) return std::nullopt;  // attributions are not to the input

  if (!first->weighted && first->op != "Conv") return std::nullopt;
  const bool is_product =
      first->weighted && question.model.weights(first->name).n_rows == question.n_features();
  if (first->weighted && !is_product) return std::nullopt;
  if (!leads_all(question, first->tensor)) return std::nullopt;
  return FirstLayer(first->name, first->tensor, n_elements(first->shape), is_product);
}

std::optional<FirstLayer> FirstLayer::worthwhile(const Question& question, arma::uword n_points) {
  std::optional<FirstLayer> layer = of(question);
  // A pass for each feature is a quarter of the work at most.
  const bool pays = layer && (layer->is_product_ || n_points >= 4 * question.n_features());
  return pays ? layer : std::nullopt;
}

arma::fmat FirstLayer::outputs(const Question& question, const arma::fmat& points) const {
  arma::fmat result(size(), points.n_cols);
  for_each_range(question, points.n_cols, [&](Pass& pass, const arma::span& range) {
    pass.forward(points.cols(range.a, range.b));
    result.cols(range.a, range.b) = pass.tensor(tensor());
  });
  return result;
}

arma::fmat FirstLayer::to_input(const Question& question, const arma::fmat& gradients) const {
  const Model& model = question.model;
  arma::fmat result(question.n_features(), gradients.n_cols);
  for_each_range(question, gradients.n_cols, [&](Pass& pass, const arma::span& range) {
    if (is_product_) {
      result.cols(range.a, range.b) = model.weights(name_) * gradients.cols(range.a, range.b);
      return;
    }
    // The layer is linear, so that any point serves.
    const arma::fmat seed = gradients.cols(range.a, range.b);
    pass.forward(arma::fmat(question.n_features(), seed.n_cols, arma::fill::zeros));
    result.cols(range.a, range.b) = pass.gradient(tensor(), seed, model.input_name());
  });
  return result;
}

std::vector<SparseColumn> FirstLayer::columns(const Question& question) const {
  const arma::uword n = question.n_features();
  std::vector<SparseColumn> result(n);
  if (is_product_) {
    const arma::fmat by_units = question.model.weights(name_).t();
    for (arma::uword i = 0; i < n; ++i) result[i] = {by_units.colptr(i), size()};
    return result;
  }
  const arma::fvec at_zero = outputs(question, arma::fmat(n, 1, arma::fill::zeros)).col(0);
  for_each_range(question, n, [&](Pass& pass, const arma::span& range) {
    const arma::uword count = range.b - range.a + 1;
    arma::fmat units(n, count, arma::fill::zeros);
    for (arma::uword i = 0; i < count; ++i) units(range.a + i, i) = 1;
    pass.forward(units);
    for (arma::uword i = 0; i < count; ++i) {
      const arma::fvec column = pass.tensor(tensor()).col(i) - at_zero;
      result[range.a + i] = {column.memptr(), size()};
    }
  });
  return result;
}

}  // namespace lucarne::saliency
