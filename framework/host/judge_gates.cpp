// SPDX-License-Identifier: MIT
#include "host/judge_gates.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lucarne {
namespace {

using SideKind = GateSide::Kind;

// Why a gate cannot be judged.
struct NotComparable {
  std::string reason;
};

template <class Scalars>
double value_in(const Scalars& scalars, const GateSide& side, const std::string& whose) {
  std::vector<std::string> known;
  for (const Scalar& scalar : scalars) {
    if (scalar.name == side.scalar) return scalar.value;
    known.push_back(scalar.name);
  }
  throw NotComparable{fmt::format("{}stage '{}' has no scalar '{}'{}", whose, side.stage,
                                  side.scalar, suggestion(side.scalar, known, "scalars"))};
}

double measured(const GateSide& side, const std::vector<StageRecord>& stages) {
  const auto stage = std::ranges::find(stages, side.stage, &StageRecord::id);
  if (stage == stages.end()) {
    throw NotComparable{fmt::format("stage '{}' was not run", side.stage)};
  }
  if (!stage->complete || stage->results == nullptr) {
    throw NotComparable{fmt::format("stage '{}' failed: {}", side.stage, stage->error)};
  }
  return value_in(stage->results->scalars(), side, "");
}

// The scalar that `side` names, as the baseline run has it.
double measured_then(const GateSide& side, const StoredRun& baseline) {
  if (const StageResults* stage = baseline.stage(side.stage)) {
    return value_in(stage->scalars, side, "in the baseline, ");
  }
  const StageRecord* record = baseline.stage_record(side.stage);
  throw NotComparable{record == nullptr ? fmt::format("the baseline has no stage '{}'", side.stage)
                                        : fmt::format("in the baseline, stage '{}' failed: {}",
                                                      side.stage, record->error)};
}

double moved(double value, const GateSide& side) {
  switch (side.operation) {
    case '+': return value + side.amount;
    case '-': return value - side.amount;
    case '*': return value * side.amount;
    default: return value;
  }
}

// Where a gate computes, numbers this near are the same: 1.07 - 0.1 is more than 0.97 in binary,
// and 0.97 is "at least baseline - 0.1" of 1.07 all the same.
double rounding(double found, double wanted) {
  constexpr double bits = 4 * std::numeric_limits<double>::epsilon();
  return bits * std::max(std::abs(found), std::abs(wanted));
}

bool holds(double found, GateRelation relation, double wanted, double tolerance, bool computed) {
  if (std::isnan(found) || std::isnan(wanted)) return false;  // NaN != 1 is true in IEEE 754
  const bool finite = std::isfinite(found) && std::isfinite(wanted);
  const double distance = finite ? std::abs(found - wanted) : 0;
  const double slack = computed && finite ? rounding(found, wanted) : 0;
  const bool same = finite ? distance <= slack : found == wanted;
  switch (relation) {
    case GateRelation::at_least: return same || found > wanted;
    case GateRelation::more: return !same && found > wanted;
    case GateRelation::at_most: return same || found < wanted;
    case GateRelation::less: return !same && found < wanted;
    case GateRelation::equal: return same;
    case GateRelation::unequal: return !same;
    case GateRelation::within: return same || (finite && distance <= tolerance + slack);
  }
  return false;
}

const char* name_of(GateRelation relation) {
  switch (relation) {
    case GateRelation::at_least: return ">=";
    case GateRelation::more: return ">";
    case GateRelation::at_most: return "<=";
    case GateRelation::less: return "<";
    case GateRelation::equal: return "==";
    case GateRelation::unequal: return "!=";
    case GateRelation::within: return "within";
  }
  return "";
}

// "0.96 <= x" is "x >= 0.96": what was measured is told first.
GateRelation mirrored(GateRelation relation) {
  switch (relation) {
    case GateRelation::at_least: return GateRelation::at_most;
    case GateRelation::more: return GateRelation::less;
    case GateRelation::at_most: return GateRelation::at_least;
    case GateRelation::less: return GateRelation::more;
    default: return relation;
  }
}

void judge(const Gate& gate, const std::vector<StageRecord>& stages, const StoredRun* baseline,
           GateRecord& record) {
  const GateSide& named = gate.left.kind == SideKind::scalar ? gate.left : gate.right;
  if (gate.needs_baseline()) record.baseline = measured_then(named, *baseline);
  const auto value_of = [&](const GateSide& side) {
    if (side.kind == SideKind::number) return moved(side.number, side);
    return moved(side.kind == SideKind::baseline ? *record.baseline : measured(side, stages), side);
  };
  double found = value_of(gate.left);
  double wanted = value_of(gate.right);
  const double share = gate.relative_tolerance ? std::abs(wanted) : 1;
  record.tolerance = gate.relation == GateRelation::within ? gate.tolerance * share : 0;
  GateRelation relation = gate.relation;
  if (gate.left.kind != SideKind::scalar) {
    std::swap(found, wanted);
    relation = mirrored(relation);
  }
  record.found = found;
  record.wanted = wanted;
  record.relation = name_of(relation);
  const bool computed =
      gate.left.operation != 0 || gate.right.operation != 0 || record.tolerance > 0;
  record.passed = holds(found, relation, wanted, record.tolerance, computed);
  if (std::isnan(found) || std::isnan(wanted)) record.reason = "NaN passes no gate";
}

}  // namespace

std::vector<GateRecord> judge_gates(const std::vector<Gate>& gates,
                                    const std::vector<StageRecord>& stages,
                                    const StoredRun* baseline) {
  require_baseline(gates, baseline);
  std::vector<GateRecord> records;
  for (const Gate& gate : gates) {
    GateRecord& record = records.emplace_back();
    record.text = gate.text;
    try {
      judge(gate, stages, baseline, record);
    } catch (const NotComparable& failure) {
      record.reason = failure.reason;
    }
  }
  return records;
}

void require_baseline(const std::vector<Gate>& gates, const StoredRun* baseline) {
  const auto gate = std::ranges::find_if(gates, &Gate::needs_baseline);
  if (baseline != nullptr || gate == gates.end()) return;
  throw Error(
      fmt::format("the gate '{}' compares with an earlier run; name its folder with "
                  "--baseline RUN",
                  gate->text));
}

}  // namespace lucarne
