// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/wording.hpp>

#include <cmath>

namespace lucarne::errors {

/// A difference of shares in percentage points: "1.10 points", and "1,10 point", because French
/// has the singular below two.
inline Text points(double difference) {
  return filled({"{} points", std::abs(difference) < 0.02 ? "{} point" : "{} points"},
                {number(100 * difference, 2)});
}

}  // namespace lucarne::errors
