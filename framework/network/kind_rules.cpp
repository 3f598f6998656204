// SPDX-License-Identifier: MIT
#include "network/kind_rules.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace lucarne {
namespace {

KindRule rule_of(const OperatorEntry& entry) {
  return entry.moves && entry.kinds == KindRule::floats ? KindRule::kept : entry.kinds;
}

}  // namespace

ElementKind data_kind(const NodeReader& node, const OperatorEntry& entry) {
  const KindRule rule = rule_of(entry);
  const std::size_t end = entry.all_data ? node.n_inputs() : entry.first_data + 1;
  const bool alike = rule == KindRule::kept || rule == KindRule::numbers;
  std::optional<ElementKind> data;
  for (std::size_t i = entry.first_data; i < std::min(end, node.n_inputs()); ++i) {
    if (!node.has_input(i)) continue;
    const ElementKind kind = node.kind(i);
    if (data && alike && *data != kind) {
      node.refuse(fmt::format("{} and {} cannot be mixed; cast them first", kind_name(*data),
                              kind_name(kind)));
    }
    // What is a constant is refused, where it must be, by the operator that reads it.
    const bool floats_only = rule == KindRule::floats && node.constant(i) == nullptr;
    if (floats_only && kind != ElementKind::floats) {
      node.refuse(
          fmt::format("input {} holds {}; this operator computes with floats, cast them "
                      "first",
                      i + 1, kind_name(kind)));
    }
    data = kind;
  }
  return data.value_or(ElementKind::floats);
}

ElementKind output_kind(const OperatorEntry& entry, ElementKind data, const Operator& computation,
                        std::size_t output) {
  switch (rule_of(entry)) {
    case KindRule::kept:
    case KindRule::numbers: return data;
    case KindRule::truths: return ElementKind::booleans;
    case KindRule::places: return ElementKind::integers;
    case KindRule::own: return computation.output_kind(output);
    default: return ElementKind::floats;
  }
}

void require_no_infinite_weights(const std::vector<NodeReader::Input>& inputs,
                                 const OperatorEntry& entry) {
  if (entry.moves || entry.takes_infinity || entry.batch == BatchRule::broadcast) return;
  for (const NodeReader::Input& input : inputs) {
    if (input.constant == nullptr) continue;
    const arma::fvec& floats = input.constant->floats;
    for (arma::uword i = 0; i < floats.n_elem; ++i) {
      if (!std::isinf(floats[i])) continue;
      throw Error(
          fmt::format("tensor '{}' holds {} at element {} of {}; finite numbers are wanted, train "
                      "the network again",
                      input.name, floats[i], i, floats.n_elem));
    }
  }
}

}  // namespace lucarne
