// SPDX-License-Identifier: MIT
#pragma once

#include "pipeline/diagnostics.hpp"

#include <span>
#include <string>
#include <string_view>

namespace lucarne {

/// One side of a gate: a number, a stage's scalar, or that scalar in the baseline run, moved by an
/// amount: "errors.accuracy", "baseline - 0.005", "baseline * 0.99".
struct GateSide {
  enum class Kind { number, scalar, baseline } kind = Kind::number;
  double number = 0;   ///< of a number
  std::string stage;   ///< of a scalar
  std::string scalar;  ///< of a scalar; may hold dots
  char operation = 0;  ///< '+', '-' or '*'; 0: the value as it is
  double amount = 0;
};

enum class GateRelation { at_least, more, at_most, less, equal, unequal, within };

/// One entry of `expect:`: what must hold of a run's numbers. At least one side is a scalar; where
/// a side is the baseline, the other is the scalar that it is the baseline of.
struct Gate {
  std::string text;  ///< as written
  Position position;
  GateSide left;
  GateRelation relation = GateRelation::at_least;
  GateSide right;
  double tolerance = 0;             ///< with `within`: how far left may lie from right
  bool relative_tolerance = false;  ///< it is a share of right's magnitude: 1 % is 0.01

  bool needs_baseline() const;
};

/// "<left> >= <right>" and so on, or "<left> within <tolerance> of <right>".
/// throws: GateSyntaxError
Gate parse_gate(std::string_view text, std::span<const std::string> stage_ids);

/// What is wrong with a gate, and at which byte of its text.
class GateSyntaxError : public Error {
 public:
  GateSyntaxError(std::size_t offset, const std::string& message)
      : Error(message), offset_(offset) {}
  std::size_t offset() const { return offset_; }

 private:
  std::size_t offset_;
};

/// A regular expression (ECMA 262) of what parse_gate reads, for the JSON Schema. It knows neither
/// the stages nor which sides go together.
std::string gate_pattern();

}  // namespace lucarne
