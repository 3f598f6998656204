// SPDX-License-Identifier: MIT
#include "network/broadcast.hpp"

#include "network/whole_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

Shape aligned(const Shape& shape, std::size_t rank) {
  Shape longer(rank, 1);
  std::ranges::copy(shape, longer.end() - static_cast<std::ptrdiff_t>(shape.size()));
  return longer;
}

/// Makes `result` what it and `shape` broadcast to; false where they do not.
bool broadcast(Shape& result, const Shape& shape) {
  const std::size_t rank = std::max(result.size(), shape.size());
  const Shape other = aligned(shape, rank);
  result = aligned(result, rank);
  for (std::size_t i = 0; i < rank; ++i) {
    if (result[i] == 1) {
      result[i] = other[i];
    } else if (other[i] != 1 && other[i] != result[i]) {
      return false;
    }
  }
  return true;
}

/// Steps, in elements, from one place to the next along each dimension of the result.
Shape steps_of(const Operand& operand, const Shape& result) {
  const Shape shape = aligned(operand.shape, result.size());
  Shape steps(result.size(), 0);
  arma::uword step = 1;
  for (std::size_t i = result.size(); i-- > 0;) {
    if (shape[i] > 1) steps[i] = step;
    step *= shape[i];
  }
  return steps;
}

/// Below this many elements, the cost of beginning a run outweighs its work.
constexpr arma::uword short_run = 16;

/// Above it, the memory is worth more than the time.
constexpr arma::uword most_written_out = arma::uword{1} << 20U;

/// A constant that is repeated in short runs is written out for a whole item.
void write_out(Operand& operand, const Shape& result) {
  if (operand.per_item || operand.constant.n_elem <= 1) return;
  arma::uword count = 1;
  for (const arma::uword size : result) {
    if (size > most_written_out / count) return;
    count *= size;
  }
  if (BroadcastRuns(result, operand).length() >= short_run) return;
  const Shape steps = steps_of(operand, result);
  arma::fvec elements(n_elements(result));
  for (arma::uword i = 0; i < elements.n_elem; ++i) {
    arma::uword rest = i;
    arma::uword from = 0;
    for (std::size_t axis = result.size(); axis-- > 0;) {
      from += steps[axis] * (rest % result[axis]);
      rest /= result[axis];
    }
    elements[i] = operand.constant[from];
  }
  operand.constant = std::move(elements);
  operand.shape = result;
}

Operand constant_operand(const NodeReader& node, std::size_t input) {
  arma::fvec elements = elements_beside(node, input, "operand");
  return {.shape = node.constant(input)->shape, .per_item = false, .constant = std::move(elements)};
}

}  // namespace

Operands::Operands(const NodeReader& node) {
  for (std::size_t i = 0; i < node.n_inputs(); ++i) {
    operands.push_back(node.constant(i) != nullptr ? constant_operand(node, i)
                                                   : Operand{.shape = node.shape(i)});
  }
  for (const Operand& operand : operands) {
    const Shape before = result;
    if (broadcast(result, operand.shape)) continue;
    node.refuse(fmt::format(
        "{} of shape {} does not fit {}: sizes are to be equal, or 1, aligned at the end",
        operand.per_item ? "a tensor" : "a constant", to_string(operand.shape), to_string(before)));
  }
  for (Operand& operand : operands) write_out(operand, result);
}

BroadcastRuns::BroadcastRuns(const Shape& result, const Operand& a) : BroadcastRuns(result, a, a) {}

BroadcastRuns::BroadcastRuns(const Shape& result, const Operand& a, const Operand& b) {
  const auto per_item = [](const Operand& operand) {
    return operand.per_item ? n_elements(operand.shape) : 0;
  };
  dims_.push_back({1, {n_elements(result), per_item(a), per_item(b)}});
  const Shape of_result = steps_of({.shape = result}, result);
  const Shape of_a = steps_of(a, result);
  const Shape of_b = steps_of(b, result);
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (result[i] == 1) continue;
    const Dim inner{result[i], {of_result[i], of_a[i], of_b[i]}};
    Dim& outer = dims_.back();
    bool one = true;
    for (std::size_t k = 0; k < inner.steps.size(); ++k) {
      one = one && outer.steps[k] == inner.steps[k] * inner.size;
    }
    if (one) {
      outer.size *= inner.size;
      outer.steps = inner.steps;
    } else {
      dims_.push_back(inner);
    }
  }
}

}  // namespace lucarne
