// SPDX-License-Identifier: MIT
#include "network/whole_numbers.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <cmath>

namespace lucarne {
namespace {

class WholeNumbers final : public Operator {
 public:
  WholeNumbers(std::unique_ptr<Operator> computation, std::string title)
      : computation_(std::move(computation)), title_(std::move(title)) {}

  std::vector<Shape> output_shapes() const override { return computation_->output_shapes(); }
  std::vector<BatchPlace> batch_places() const override { return computation_->batch_places(); }
  bool differentiable() const override { return false; }
  void forward(const ForwardStep& step) const override {
    computation_->forward(step);
    for (const arma::fmat* output : step.outputs) {
      if (output != nullptr) require_kind(*output, ElementKind::integers, title_);
    }
  }
  void reverse(const ReverseStep& /*step*/) const override {}

 private:
  std::unique_ptr<Operator> computation_;
  std::string title_;
};

}  // namespace

void require_kind(const arma::fmat& values, ElementKind kind, const std::string& title) {
  if (kind == ElementKind::floats) return;
  for (arma::uword i = 0; i < values.n_elem; ++i) {
    const float value = values[i];
    const bool whole = std::trunc(value) == value && std::abs(value) < whole_limit;
    if (whole && (kind == ElementKind::integers || value == 0.0F || value == 1.0F)) continue;
    throw Error(
        fmt::format("{}: {} at element {} of item {}; {} are wanted", title, value,
                    i % values.n_rows, i / values.n_rows,
                    kind == ElementKind::booleans
                        ? std::string("0 and 1")
                        : fmt::format("whole numbers between -{0:.0f} and {0:.0f}", whole_limit)));
  }
}

std::unique_ptr<Operator> whole_numbers(std::unique_ptr<Operator> computation, std::string title) {
  return std::make_unique<WholeNumbers>(std::move(computation), std::move(title));
}

arma::fvec elements_of(const NodeReader& node, const Constant& constant) {
  if (!constant.integral) return constant.floats;
  arma::fvec elements(constant.integers.size());
  for (std::size_t i = 0; i < constant.integers.size(); ++i) {
    elements[i] = static_cast<float>(constant.integers[i]);
    if (std::abs(elements[i]) < whole_limit) continue;
    node.refuse(fmt::format(
        "a constant holds {}; integers that meet those of the items are to lie between -{:.0f} and "
        "{:.0f}",
        constant.integers[i], whole_limit, whole_limit));
  }
  return elements;
}

arma::fvec elements_beside(const NodeReader& node, std::size_t input, std::string_view what) {
  return elements_of(node, node.beside_integers() ? node.integer_constant(input, what)
                                                  : node.float_constant(input, what));
}

}  // namespace lucarne
