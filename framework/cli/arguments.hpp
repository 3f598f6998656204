// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/error.hpp>

#include <map>
#include <string>
#include <vector>

namespace lucarne {

/// Wrong use of the command line; exit code 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

/// One option that a command takes.
struct Option {
  std::string name;   ///< "threads"
  std::string value;  ///< what stands for its value in the help, "N"; empty: a switch
  std::string help;
  bool repeated = false;
};

/// How a command is called.
struct Usage {
  std::string command;                   ///< "run"
  std::string summary;                   ///< one line
  std::vector<std::string> positionals;  ///< "PIPELINE"; all required unless in brackets
  std::vector<Option> options;

  /// The help text.
  std::string text() const;
};

/// Command line arguments of one command, as text.
class Arguments {
 public:
  /// throws: UsageError for anything that `usage` does not name
  Arguments(const Usage& usage, const std::vector<std::string>& words);

  bool has(const std::string& option) const { return values_.count(option) > 0; }
  std::vector<std::string> all(const std::string& option) const;
  std::string value(const std::string& option, const std::string& otherwise) const;
  /// throws: UsageError unless it is a whole number from `least` to `most`
  unsigned number(const std::string& option, unsigned otherwise, unsigned least,
                  unsigned most) const;
  const std::string& positional(std::size_t i) const { return positionals_.at(i); }
  std::size_t n_positionals() const { return positionals_.size(); }

 private:
  std::map<std::string, std::vector<std::string>> values_;
  std::vector<std::string> positionals_;
};

}  // namespace lucarne
