// SPDX-License-Identifier: MIT
#pragma once

#include "output/run_reader.hpp"
#include "pipeline/gate.hpp"

#include <vector>

namespace lucarne {

/// Compares what every gate wants with what the stages found; no gate stops another. NaN passes
/// nothing. A stage that failed or lacks the scalar makes its gates fail with that as the reason.
/// `baseline` may be null where no gate needs it.
std::vector<GateRecord> judge_gates(const std::vector<Gate>& gates,
                                    const std::vector<StageRecord>& stages,
                                    const StoredRun* baseline);

/// Refuses gates that name a baseline where none is at hand.
/// throws: Error naming the first of them
void require_baseline(const std::vector<Gate>& gates, const StoredRun* baseline);

}  // namespace lucarne
