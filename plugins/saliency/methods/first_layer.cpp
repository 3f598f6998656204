// SPDX-License-Identifier: MIT
#include "saliency/methods/first_layer.hpp"

#include "saliency/methods/evaluate.hpp"

#include <lucarne/error.hpp>
#include <lucarne/reverse_rule.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace lucarne::saliency {
namespace {

// Gaps shorter than this are kept as zeros: a run costs more than they do.
constexpr arma::uword shortest_gap = 4;

// Nodes that hand the input on as it lies.
constexpr std::array<std::string_view, 7> handing_on{"Constant",  "Flatten",  "Reshape", "Squeeze",
                                                     "Unsqueeze", "Identity", "Dropout"};

/// Runs `task` on the range of each block of `count` columns, on all threads.
void for_each_range(const Question& question, arma::uword count,
                    const std::function<void(const arma::span&)>& task) {
  const arma::uword size = points_per_block(question.model);
  question.workers.parallel_for((count + size - 1) / size, [&](arma::uword block) {
    task(arma::span(block * size, std::min(block * size + size, count) - 1));
  });
}

constexpr arma::uword looked_at_once = 16;

bool are_zero(const float* values) {
  std::uint32_t bits = 0;
  // Without the sign.
  for (arma::uword i = 0; i < looked_at_once; ++i) {
    bits |= std::bit_cast<std::uint32_t>(values[i]) << 1U;
  }
  return bits == 0;
}

float unchanged(float number) { return number; }

/// Finds what a node reads.
class InputObserver final : public ReverseRule {
 public:
  InputObserver(std::string node, std::string& name) : node_(std::move(node)), name_(name) {}

  Step step(const NodeView& node, const std::vector<bool>&) const override {
    if (node.layer().name == node_) name_ = node.input_name(0);
    return Step::gradient;
  }
  void reverse(const NodeView&, const arma::fmat&, std::span<arma::fmat* const>) const override {}

 private:
  std::string node_;
  std::string& name_;
};

Shape shape_read_by(const Question& question, const Layer& layer) {
  const Model& model = question.model;
  const std::unique_ptr<Pass> pass = model.start_pass();
  pass->forward(question.inputs.head_cols(1));
  const arma::fmat seed(n_elements(layer.shape), 1, arma::fill::zeros);
  std::string name;
  pass->propagate(layer.tensor, seed, model.input_name(), InputObserver(layer.name, name));
  return name == model.input_name() ? model.input_shape() : model.layer(name).shape;
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
  if (std::find(values, values + n, 0.0F) == values + n) {
    if (n > 0) runs_.push_back({0, n});
    values_.assign(values, values + n);
    return;
  }
  for (arma::uword start = 0; start < n; start += looked_at_once) {
    const arma::uword end = std::min(start + looked_at_once, n);
    if (end - start == looked_at_once && are_zero(values + start)) continue;
    for (arma::uword i = start; i < end; ++i) append(i, values[i]);
  }
}

void SparseColumn::append(arma::uword element, float value) {
  if (value == 0) return;
  arma::uword end = runs_.empty() ? 0 : runs_.back().begin + runs_.back().length;
  if (runs_.empty() || element - end >= shortest_gap) {
    runs_.push_back({element, 0});
    end = element;
  }
  values_.resize(values_.size() + (element - end));
  values_.push_back(value);
  runs_.back().length = element + 1 - runs_.back().begin;
}

bool SparseColumn::is_finite() const {
  return std::ranges::all_of(values_, [](float value) { return std::isfinite(value); });
}

void SparseColumn::add_to(float* sum, float factor) const {
  const float* value = values_.data();
  for (const Run& run : runs_) {
    float* into = sum + run.begin;
    for (arma::uword i = 0; i < run.length; ++i) into[i] += factor * value[i];
    value += run.length;
  }
}

FirstLayer::FirstLayer(std::string name, std::string tensor, arma::uword size,
                       std::unique_ptr<const LinearMap> convolution)
    : PointTensor(std::move(tensor), size),
      name_(std::move(name)),
      convolution_(std::move(convolution)) {}

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
  std::unique_ptr<const LinearMap> convolution;
  if (!is_product) {
    convolution = question.model.linear_map(first->name, {.weight = unchanged, .bias = unchanged});
    if (convolution == nullptr) return std::nullopt;
  }
  return FirstLayer(first->name, first->tensor, n_elements(first->shape), std::move(convolution));
}

std::optional<FirstLayer> FirstLayer::worthwhile(const Question& question, arma::uword n_points) {
  std::optional<FirstLayer> layer = of(question);
  if (!layer || layer->is_product()) return layer;
  const Shape in = shape_read_by(question, question.model.layer(layer->name_));
  layer->local_ = LocalMap::of(question, question.model.layer(layer->name_), in, n_points);
  // The outputs for each feature are a quarter of the work at most.
  if (!layer->local_ && n_points < 4 * question.n_features()) layer.reset();
  return layer;
}

arma::fmat FirstLayer::outputs(const Question& question, const arma::fmat& points) const {
  arma::fmat result(size(), points.n_cols);
  for_each_range(question, points.n_cols, [&](const arma::span& range) {
    const arma::fmat some = points.cols(range.a, range.b);
    if (is_product()) {
      const std::unique_ptr<Pass> pass = question.model.start_pass();
      pass->forward(some);
      result.cols(range.a, range.b) = pass->tensor(tensor());
      return;
    }
    arma::fmat values;
    convolution_->forward(some, values);
    result.cols(range.a, range.b) = values;
  });
  return result;
}

arma::fmat FirstLayer::to_input(const Question& question, const arma::fmat& gradients) const {
  arma::fmat result(question.n_features(), gradients.n_cols);
  for_each_range(question, gradients.n_cols, [&](const arma::span& range) {
    const arma::fmat some = gradients.cols(range.a, range.b);
    if (is_product()) {
      result.cols(range.a, range.b) = question.model.weights(name_) * some;
      return;
    }
    arma::fmat values;
    convolution_->reverse(some, values);
    result.cols(range.a, range.b) = values;
  });
  return result;
}

std::vector<SparseColumn> FirstLayer::local_columns(const Question& question) const {
  const arma::uword n_in = local_->n_places_in();
  const arma::uword n_out = local_->n_places();
  std::vector<std::vector<LocalMap::Tap>> readers(n_in);
  for (arma::uword place = 0; place < n_out; ++place) {
    for (const LocalMap::Tap& tap : local_->taps(place)) {
      readers[tap.place].push_back({place, tap.matrix});
    }
  }
  const std::vector<arma::fmat>& matrices = local_->matrices();
  std::vector<SparseColumn> result(n_in * matrices[0].n_cols);
  question.workers.parallel_for(result.size(), [&](arma::uword feature) {
    const arma::uword from = feature / n_in;
    for (arma::uword to = 0; to < matrices[0].n_rows; ++to) {
      for (const LocalMap::Tap& reader : readers[feature % n_in]) {
        result[feature].append(to * n_out + reader.place, matrices[reader.matrix](to, from));
      }
    }
  });
  return result;
}

std::vector<SparseColumn> FirstLayer::columns(const Question& question) const {
  const arma::uword n = question.n_features();
  std::vector<SparseColumn> result(n);
  if (is_product()) {
    const arma::fmat by_units = question.model.weights(name_).t();
    for_each_range(question, n, [&](const arma::span& range) {
      for (arma::uword i = range.a; i <= range.b; ++i) result[i] = {by_units.colptr(i), size()};
    });
    return result;
  }
  if (local_) return local_columns(question);
  const std::unique_ptr<LinearMap> without_bias =
      question.model.linear_map(name_, {.weight = unchanged});
  for_each_range(question, n, [&](const arma::span& range) {
    const arma::uword count = range.b - range.a + 1;
    arma::fmat units(n, count, arma::fill::zeros);
    for (arma::uword i = 0; i < count; ++i) units(range.a + i, i) = 1;
    arma::fmat values;
    without_bias->forward(units, values);
    for (arma::uword i = 0; i < count; ++i) result[range.a + i] = {values.colptr(i), size()};
  });
  return result;
}

}  // namespace lucarne::saliency
