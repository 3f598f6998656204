// SPDX-License-Identifier: MIT
#pragma once

#include "output/run_record.hpp"

#include <lucarne/error.hpp>

#include <string>
#include <utility>

namespace lucarne {

/// The process of an isolated stage ended, or had to be ended, before it answered.
class StageCrashed : public Error {
 public:
  StageCrashed(const std::string& message, CrashRecord record)
      : Error(message), record_(std::move(record)) {}
  const CrashRecord& record() const { return record_; }

 private:
  CrashRecord record_;
};

}  // namespace lucarne
