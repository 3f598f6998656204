// SPDX-License-Identifier: MIT
#include "saliency/methods/deeplift_rule.hpp"

#include "saliency/methods/deeplift_loops.hpp"
#include "saliency/methods/item_inputs.hpp"
#include "saliency/methods/linear_operators.hpp"
#include "saliency/methods/standardised_rows.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne::saliency {
namespace {

enum class Way { gradient, ratio, extremum, product, quotient, softmax, standardised, unknown };

Way way_of(const NodeView& node) {
  const std::string& op = node.layer().op;
  const std::size_t items = count_item_inputs(node);
  // A ratio wants one input of as many elements as the output.
  const auto ratio = [&] {
    const arma::fmat* in =
        node.input(0) != nullptr || node.n_inputs() < 2 ? node.input(0) : node.input(1);
    return items == 1 && in != nullptr && in->n_rows == node.output().n_rows ? Way::ratio
                                                                             : Way::unknown;
  };
  if (op == "MatMul" || op == "Mul") return items == 1 ? Way::gradient : Way::product;
  if (op == "Div") {
    if (items == 2) return Way::quotient;
    return node.input(0) != nullptr ? Way::gradient : ratio();
  }
  if (op == "Where") {
    return node.n_inputs() == 3 && node.input(0) == nullptr ? Way::gradient : Way::unknown;
  }
  if (is_linear(op)) return Way::gradient;
  if (op == "Max" || op == "Min") return items == 1 ? ratio() : Way::extremum;
  if (takes_extremum(op)) return Way::extremum;
  if (op == "Softmax") return Way::softmax;
  if (is_standardisation(node)) return Way::standardised;
  if (is_elementwise(op) || op == "Pow") return ratio();
  return Way::unknown;
}

// A baseline's tensor with a column for each item.
arma::fmat for_each_item(const arma::fmat& baseline, arma::uword n_items) {
  return baseline.n_cols == n_items ? baseline : arma::fmat(arma::repmat(baseline, 1, n_items));
}

/// A node at the items and at their baselines, as many columns each.
struct Pair {
  Pair(const NodeView& node, const Pass& baselines) {
    const arma::uword n_items = node.output().n_cols;
    tensors.resize(node.n_inputs());
    for (std::size_t i = 0; i < node.n_inputs(); ++i) {
      items.push_back(node.input(i));
      if (node.input(i) != nullptr) {
        tensors[i] = for_each_item(baselines.tensor(node.input_name(i)), n_items);
      }
      at_baseline.push_back(node.input(i) == nullptr ? nullptr : &tensors[i]);
    }
    output = for_each_item(baselines.tensor(node.layer().tensor), n_items);
  }

  std::vector<arma::fmat> tensors;
  std::vector<const arma::fmat*> items;
  std::vector<const arma::fmat*> at_baseline;
  arma::fmat output;  // at the baseline
};

/// Matrices beside those that a rule stores into, for a second gradient.
struct Beside {
  explicit Beside(std::span<arma::fmat* const> like) : matrices(like.size()) {
    for (std::size_t i = 0; i < like.size(); ++i) {
      pointers.push_back(like[i] == nullptr ? nullptr : &matrices[i]);
    }
  }
  std::vector<arma::fmat> matrices;
  std::vector<arma::fmat*> pointers;
};

void by_ratio(const NodeView& node, const Pass& baselines, const arma::fmat& at_output,
              std::span<arma::fmat* const> at_inputs) {
  // Where the inputs hardly differ, the derivative.
  node.gradient(at_output, at_inputs);
  std::size_t wanted = 0;
  while (at_inputs[wanted] == nullptr) ++wanted;
  const arma::fmat& x0 = baselines.tensor(node.input_name(wanted));
  const arma::fmat& y0 = baselines.tensor(node.layer().tensor);
  for (arma::uword item = 0; item < at_output.n_cols; ++item) {
    const arma::uword column = x0.n_cols == 1 ? 0 : item;
    store_ratios(node.input(wanted)->colptr(item), x0.colptr(column), node.output().colptr(item),
                 y0.colptr(column), at_output.colptr(item), at_output.n_rows,
                 at_inputs[wanted]->colptr(item));
  }
}

// The output's difference goes to the extreme inputs of the item and of the baseline: up to what
// lies between them by the one, the rest by the other.
void by_extremum(const NodeView& node, const Pass& baselines, const arma::fmat& at_output,
                 std::span<arma::fmat* const> at_inputs) {
  const Pair pair(node, baselines);
  const std::string& op = node.layer().op;
  const float sign = op == "Min" || op == "ReduceMin" ? -1 : 1;
  const arma::fmat& y = node.output();
  arma::fmat to_item(arma::size(y), arma::fill::none);
  arma::fmat to_baseline(arma::size(y), arma::fill::none);
  store_extremum_shares(y.memptr(), pair.output.memptr(), at_output.memptr(), sign, y.n_elem,
                        to_item.memptr(), to_baseline.memptr());
  node.gradient(to_item, at_inputs);
  const Beside second(at_inputs);
  node.gradient_at(pair.at_baseline, pair.output, to_baseline, second.pointers);
  for (std::size_t k = 0; k < at_inputs.size(); ++k) {
    if (at_inputs[k] == nullptr) continue;
    divide_by_differences(pair.items[k]->memptr(), pair.tensors[k].memptr(),
                          second.matrices[k].memptr(), at_inputs[k]->n_elem,
                          at_inputs[k]->memptr());
  }
}

// ab - a0 b0 = (a - a0) (b + b0) / 2 + (b - b0) (a + a0) / 2, for every bilinear node.
void by_product(const NodeView& node, const Pass& baselines, const arma::fmat& at_output,
                std::span<arma::fmat* const> at_inputs) {
  const Pair pair(node, baselines);
  const arma::fmat half = 0.5F * at_output;
  node.gradient(half, at_inputs);
  const Beside second(at_inputs);
  node.gradient_at(pair.at_baseline, pair.output, half, second.pointers);
  for (std::size_t k = 0; k < at_inputs.size(); ++k) {
    if (at_inputs[k] != nullptr) *at_inputs[k] += second.matrices[k];
  }
}

// a/b - a0/b0 = (a - a0) (1/b + 1/b0) / 2 - (b - b0) (a + a0) / (2 b b0): the mean of the gradients
// for a; for b the gradient -y / b where y is (a + a0) / (2 b) and b the baseline's.
void by_quotient(const NodeView& node, const Pass& baselines, const arma::fmat& at_output,
                 std::span<arma::fmat* const> at_inputs) {
  const Pair pair(node, baselines);
  if (at_inputs[0] != nullptr) {
    const std::vector<arma::fmat*> numerator{at_inputs[0], nullptr};
    by_product(node, baselines, at_output, numerator);
  }
  if (at_inputs[1] == nullptr) return;
  const arma::fmat mean = 0.5F * (*pair.items[0] + pair.tensors[0]);
  arma::fmat between;
  const std::vector<const arma::fmat*> at_item{&mean, pair.items[1]};
  node.forward_at(at_item, between);
  const std::vector<const arma::fmat*> at_baseline{&mean, &pair.tensors[1]};
  const std::vector<arma::fmat*> denominator{nullptr, at_inputs[1]};
  node.gradient_at(at_baseline, between, at_output, denominator);
}

}  // namespace

ReverseRule::Step DeepliftRule::step(const NodeView& node, const std::vector<bool>&) const {
  const Way way = way_of(node);
  if (way == Way::unknown) {
    throw ParameterError(
        "method", fmt::format("deeplift has no rule for node '{}' ({}); choose a method of plain "
                              "gradients, as integrated-gradients",
                              node.layer().name, node.layer().op));
  }
  return way == Way::gradient ? Step::gradient : Step::own;
}

void DeepliftRule::reverse(const NodeView& node, const arma::fmat& at_output,
                           std::span<arma::fmat* const> at_inputs) const {
  switch (way_of(node)) {
    case Way::ratio: return by_ratio(node, baselines_, at_output, at_inputs);
    case Way::extremum: return by_extremum(node, baselines_, at_output, at_inputs);
    case Way::product: return by_product(node, baselines_, at_output, at_inputs);
    case Way::quotient: return by_quotient(node, baselines_, at_output, at_inputs);
    case Way::softmax:
      return through_softmax(node.vectors(), *node.input(0), baselines_.tensor(node.input_name(0)),
                             at_output, captum_, *at_inputs[0]);
    case Way::standardised:
      return multipliers_of_rows(node.standardised(), *node.input(0),
                                 baselines_.tensor(node.input_name(0)), at_output, *at_inputs[0]);
    default: return node.gradient(at_output, at_inputs);
  }
}

}  // namespace lucarne::saliency
