// SPDX-License-Identifier: MIT
#include "output/gate_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

std::string with_digits(double value, int digits, Language language) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "∞" : "-∞";
  std::string text = fmt::format("{:.{}g}", value, digits);
  if (language == Language::french) std::ranges::replace(text, '.', ',');
  return text;
}

// 0.96 and 0.9599999 must not both read 0.96 in a gate that failed by that much.
int digits_of(const GateRecord& gate) {
  constexpr int usual = 6, exact = 17;
  if (!gate.found || !gate.wanted || *gate.found == *gate.wanted) return usual;
  const auto same = [&gate](int digits) {
    return with_digits(*gate.found, digits, Language::english) ==
           with_digits(*gate.wanted, digits, Language::english);
  };
  int digits = usual;
  while (digits < exact && same(digits)) ++digits;
  return digits;
}

}  // namespace

std::size_t n_failed(const std::vector<GateRecord>& gates) {
  return static_cast<std::size_t>(std::ranges::count(gates, false, &GateRecord::passed));
}

std::string found_text(const GateRecord& gate, Language language) {
  return gate.found ? with_digits(*gate.found, digits_of(gate), language) : "–";
}

std::string wanted_text(const GateRecord& gate, Language language) {
  if (!gate.wanted) return "–";
  const std::string wanted = with_digits(*gate.wanted, digits_of(gate), language);
  if (gate.relation != "within") return gate.relation + " " + wanted;
  return wanted + " ± " + with_digits(gate.tolerance, 6, language);
}

std::string failure_text(const GateRecord& gate) {
  if (!gate.found) return gate.reason;
  const std::string text = fmt::format("wanted {}, found {}", wanted_text(gate, Language::english),
                                       found_text(gate, Language::english));
  return gate.reason.empty() ? text : text + "; " + gate.reason;
}

}  // namespace lucarne
