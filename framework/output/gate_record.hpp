// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/text.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace lucarne {

/// What came of one gate of `expect:`.
struct GateRecord {
  std::string text;  ///< as written
  bool passed = false;
  std::optional<double> found;     ///< the measured side
  std::string relation{};          ///< between found and wanted: ">=", ..., "within"
  std::optional<double> wanted;    ///< the other side
  double tolerance = 0;            ///< with "within": how far they may lie apart
  std::optional<double> baseline;  ///< the scalar in the baseline run, where the gate names it
  std::string reason{};            ///< why it failed where nothing could be compared
};

std::size_t n_failed(const std::vector<GateRecord>& gates);

/// "0.9671"; where nothing was found, a dash.
std::string found_text(const GateRecord& gate, Language language);
/// ">= 0.9622", "0.9672 ± 0.01"; a dash where it is not known. As many digits as it takes to tell
/// it from what was found.
std::string wanted_text(const GateRecord& gate, Language language);

/// "wanted >= 0.96, found 0.9512", and why where nothing could be compared. In English, for logs.
std::string failure_text(const GateRecord& gate);

}  // namespace lucarne
