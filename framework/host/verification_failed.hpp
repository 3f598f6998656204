// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/error.hpp>

namespace lucarne {

/// Something is not what was promised: a locked pipeline drifted, a run's files changed, a rerun
/// gave other numbers. Exit code 5.
class VerificationFailed : public Error {
 public:
  using Error::Error;
};

}  // namespace lucarne
