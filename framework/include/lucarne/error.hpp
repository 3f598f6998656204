// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/export.hpp>

#include <stdexcept>
#include <string>

namespace lucarne {

/// What stops an operation. The message says what was wanted, what was found, where, and how to
/// mend it; lower case, no full stop.
class LUCARNE_API Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message) : std::runtime_error(message) {}
  ~Error() override;
};

/// An error that belongs to one parameter of a stage: the host adds file, line and column.
class LUCARNE_API ParameterError : public Error {
 public:
  ParameterError(std::string parameter, const std::string& message)
      : Error(message), parameter_(std::move(parameter)) {}
  ~ParameterError() override;
  const std::string& parameter() const { return parameter_; }

 private:
  std::string parameter_;
};

/// Thrown where a computation noticed that the user asked to stop (Ctrl-C).
class LUCARNE_API Cancelled : public Error {
 public:
  Cancelled() : Error("cancelled") {}
  ~Cancelled() override;
};

}  // namespace lucarne
