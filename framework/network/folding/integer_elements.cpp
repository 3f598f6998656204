// SPDX-License-Identifier: MIT
#include "network/folding/integer_elements.hpp"

#include "network/folding/fold_node.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

[[noreturn]] void refuse_batch(const NodeReader& node) {
  node.refuse(
      "the value depends on the number of items in a way that is not supported; export the network "
      "with a fixed batch of one");
}

std::int64_t checked(const NodeReader& node, bool overflows, std::int64_t value) {
  if (overflows) node.refuse("the integers overflow");
  return value;
}

/// -1, 0, 1 as a is less, equal, greater. The number of items may be any from 1 on.
int order(const NodeReader& node, IntegerElement a, IntegerElement b) {
  const auto sign = [](std::int64_t left, std::int64_t right) {
    return left < right ? -1 : (left > right ? 1 : 0);
  };
  if (a.counts_items == b.counts_items) return sign(a.value, b.value);
  if (b.counts_items) return -order(node, b, a);
  // k times 1 or more: at least k where k is positive, at most k where it is negative.
  if (a.value > 0 && a.value > b.value) return 1;
  if (a.value < 0 && a.value < b.value) return -1;
  if (a.value == 0) return sign(0, b.value);
  refuse_batch(node);
}

IntegerElement divide(const NodeReader& node, IntegerElement a, IntegerElement b) {
  if (b.value == 0) node.refuse("integers are divided by zero");
  const bool lowest = a.value == std::numeric_limits<std::int64_t>::min() && b.value == -1;
  if (b.counts_items && !a.counts_items && a.value != 0) refuse_batch(node);
  const bool counts = a.counts_items && !b.counts_items;
  if (counts && (lowest || a.value % b.value != 0)) refuse_batch(node);
  return {checked(node, lowest, lowest ? 0 : a.value / b.value), counts};
}

IntegerElement remainder(const NodeReader& node, IntegerElement a, IntegerElement b) {
  if (a.counts_items || b.counts_items) refuse_batch(node);
  if (b.value == 0) node.refuse("integers are divided by zero");
  if (b.value == -1) return {0, false};
  // Without fmod, the remainder has the sign of the divisor.
  const std::int64_t rest = a.value % b.value;
  return {rest != 0 && (rest < 0) != (b.value < 0) ? rest + b.value : rest, false};
}

}  // namespace

Shape broadcast_shape(const NodeReader& node, const Shape& a, const Shape& b) {
  Shape shape(std::max(a.size(), b.size()), 1);
  arma::uword count = 1;
  for (std::size_t back = 1; back <= shape.size(); ++back) {
    const arma::uword left = back <= a.size() ? a[a.size() - back] : 1;
    const arma::uword right = back <= b.size() ? b[b.size() - back] : 1;
    if (left != right && left != 1 && right != 1) {
      node.refuse(
          fmt::format("constants of shapes {} and {} do not fit", to_string(a), to_string(b)));
    }
    const arma::uword size = left == 1 ? right : left;
    if (size > largest_folded / std::max<arma::uword>(count, 1)) {
      node.refuse("the constant output has too many elements");
    }
    count *= size;
    shape[shape.size() - back] = size;
  }
  return shape;
}

arma::uword broadcast_source(arma::uword i, const Shape& to, const Shape& from) {
  arma::uword source = 0;
  arma::uword stride = 1;
  for (std::size_t back = 1; back <= from.size(); ++back) {
    const arma::uword size = from[from.size() - back];
    const arma::uword wanted = to[to.size() - back];
    if (size > 1) source += stride * (i % wanted);
    stride *= size;
    i /= wanted;
  }
  return source;
}

IntegerElement element(const Constant& constant, std::size_t i) {
  return {constant.integers[i], constant.counts_items(i)};
}

void append(Constant& constant, IntegerElement value) {
  constant.integers.push_back(value.value);
  if (value.counts_items || !constant.times_batch.empty()) {
    constant.times_batch.resize(constant.integers.size() - 1);
    constant.times_batch.push_back(value.counts_items);
  }
}

IntegerElement combine(const NodeReader& node, std::string_view op, IntegerElement a,
                       IntegerElement b) {
  std::int64_t value = 0;
  if (op == "Add" || op == "Sub") {
    const bool overflows = op == "Add" ? __builtin_add_overflow(a.value, b.value, &value)
                                       : __builtin_sub_overflow(a.value, b.value, &value);
    // Zero is zero times the number of items too.
    const bool meets = a.counts_items == b.counts_items || a.value == 0 || b.value == 0;
    if (!meets) refuse_batch(node);
    const bool counts = (a.counts_items && a.value != 0) || (b.counts_items && b.value != 0);
    return {checked(node, overflows, value), counts};
  }
  if (op == "Mul") {
    if (a.counts_items && b.counts_items) refuse_batch(node);
    const bool overflows = __builtin_mul_overflow(a.value, b.value, &value);
    return {checked(node, overflows, value), a.counts_items || b.counts_items};
  }
  if (op == "Div") return divide(node, a, b);
  if (op == "Mod") return remainder(node, a, b);
  const int which = order(node, a, b);
  return (op == "Min") == (which < 0) ? a : b;
}

bool compare(const NodeReader& node, std::string_view op, IntegerElement a, IntegerElement b) {
  if (op == "And") return a.value != 0 && b.value != 0;
  if (op == "Or") return a.value != 0 || b.value != 0;
  const int which = order(node, a, b);
  if (op == "Equal") return which == 0;
  if (op == "Less") return which < 0;
  if (op == "LessOrEqual") return which <= 0;
  return op == "Greater" ? which > 0 : which >= 0;
}

}  // namespace lucarne
