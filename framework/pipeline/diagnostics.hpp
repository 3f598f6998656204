// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/error.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lucarne {

/// Where something stands in the pipeline; line and column from 1. Line 0: given on the command
/// line (`origin` says how).
struct Position {
  std::size_t line = 0;
  std::size_t column = 0;
  std::string origin;  ///< "--set seed=x"
};

/// One thing wrong with a pipeline.
struct Diagnostic {
  Position position;
  std::string message;
};

/// Collects everything wrong with one pipeline, so that the user hears all of it at once.
class Diagnostics {
 public:
  explicit Diagnostics(std::filesystem::path file = {}) : file_(std::move(file)) {}
  /// The file's text, for the source lines.
  void source(std::string text) { text_ = std::move(text); }

  void error(const Position& position, const std::string& message) {
    errors_.push_back({position, message});
  }
  /// Where byte `offset` of `text` stands, a scalar that begins at `start`: exact for one that lies
  /// on one line as it is, in quotes or not; `start` for any other.
  Position inside(const Position& start, std::string_view text, std::size_t offset) const;

  bool empty() const { return errors_.empty(); }
  const std::vector<Diagnostic>& all() const { return errors_; }

  /// In order of position: "file:line:column: error: message", the source line, a caret.
  std::string text() const;
  /// throws: PipelineError with text(), unless empty
  void throw_if_any() const;

 private:
  std::filesystem::path file_;
  std::string text_;
  std::vector<Diagnostic> errors_;
};

/// An invalid pipeline; what() is the whole text for the user.
class PipelineError : public Error {
 public:
  using Error::Error;
};

}  // namespace lucarne
