// SPDX-License-Identifier: MIT
#pragma once

#include "network/training.hpp"

#include <optional>
#include <string>

namespace lucarne {

/// How a command tells what it does on standard error.
struct LogStyle {
  bool json = false;         ///< one JSON object a line, for programs
  bool errors_only = false;  ///< nothing but errors
};

/// What one line of a JSON log may hold beside level and message. It holds no time: the logs of two
/// runs of one pipeline can be compared, and who wants times adds them while reading.
struct LogDetails {
  std::string stage{};                  ///< left out where it is empty
  std::optional<double> progress{};     ///< share done, 0 to 1
  arma::uword epoch = 0;                ///< of training, from 1; left out where it is 0
  const EpochRecord* record = nullptr;  ///< what the epoch came to
};

/// {"level":"warning","stage":"errors","message":"..."}, without the end of line. Bytes that are no
/// UTF-8 are replaced.
std::string log_line(const std::string& level, const std::string& message,
                     const LogDetails& details = {});

}  // namespace lucarne
