// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"
#include "data/data_error.hpp"
#include "host/isolated_server.hpp"
#include "host/verification_failed.hpp"
#include "network/training.hpp"
#include "output/files.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>

std::vector<lucarne::Command> lucarne::all_commands() {
  return {run_command(),        check_command(),         plan_command(),       explain_command(),
          lock_command(),       explain_cache_command(), verify_command(),     plugins_command(),
          describe_command(),   inspect_command(),       schema_command(),     compare_command(),
          new_plugin_command(), test_plugin_command(),   completion_command(), man_command()};
}

namespace {

using namespace lucarne;  // NOLINT: the whole file is the program's entry

std::string overview() {
  std::string text = "Lucarne " LUCARNE_VERSION
                     ": opens the black box of a neural network from one YAML file.\n\n"
                     "usage: lucarne COMMAND [options] ...\n\ncommands:\n";
  for (const Command& command : all_commands()) {
    text += fmt::format("  {:<14} {}\n", command.usage.command, command.usage.summary);
  }
  return text + "\n'lucarne COMMAND --help' tells more.\n";
}

// What our own host starts; on descriptors that nobody else has.
[[noreturn]] void serve(const std::vector<std::string>& words) {
  pid_t host = 0;
  if (words.size() == 2) {
    std::from_chars(words[1].data(), words[1].data() + words[1].size(), host);
  }
  if (host <= 0 || host != getppid()) {
    throw UsageError(fmt::format("'{}' is started by Lucarne itself", isolated_stage_word));
  }
  serve_isolated_stage(host);
}

int dispatch(const std::vector<std::string>& words) {
  if (words.empty()) throw UsageError("a command is missing\n\n" + overview());
  if (words[0] == isolated_stage_word) serve(words);
  if (words[0] == "--help" || words[0] == "help") {
    fmt::print("{}", overview());
    return exit_done;
  }
  if (words[0] == "--version") {
    fmt::print("lucarne {}\n", LUCARNE_VERSION);
    return exit_done;
  }
  std::vector<std::string> names;
  for (const Command& command : all_commands()) {
    names.push_back(command.usage.command);
    if (words[0] != command.usage.command) continue;
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    if (std::ranges::find(rest, "--help") != rest.end()) {
      fmt::print("{}", command.usage.text());
      return exit_done;
    }
    return command.run(Arguments(command.usage, rest));
  }
  throw UsageError("unknown command '" + words[0] + "'" + suggestion(words[0], names, "commands"));
}

// fputs, because fmt::print throws where standard error cannot be written, and nothing is left here
// to catch that.
class Failure {
 public:
  explicit Failure(bool as_json) : as_json_(as_json) {}

  int with_error(int code, const std::string& message) const {
    return as_it_is(code, as_json_ ? message : "error: " + message);
  }
  // What holds its own "error:" per line.
  int as_it_is(int code, const std::string& message) const {
    std::fputs(((as_json_ ? log_line("error", message) : message) + "\n").c_str(), stderr);
    return code;
  }

 private:
  bool as_json_;
};

}  // namespace

int main(int argc, char** argv) {
  // Blocks come and go by the thousand: given back to the system each time, their pages would have
  // to be cleared again for the next.
  constexpr int kept_bytes = 1 << 28;
  mallopt(M_MMAP_THRESHOLD, kept_bytes);
  mallopt(M_TRIM_THRESHOLD, kept_bytes);
  const std::vector<std::string> words(argv + 1, argv + argc);
  const Failure failure(std::ranges::find(words, "--log-json") != words.end());
  try {
    return dispatch(words);
  } catch (const lucarne::UsageError& error) {
    return failure.with_error(lucarne::exit_usage, error.what());
  } catch (const lucarne::PipelineError& error) {
    return failure.as_it_is(lucarne::exit_invalid_pipeline, error.what());
  } catch (const lucarne::PluginRefused& error) {
    return failure.with_error(lucarne::exit_plugin_refused, error.what());
  } catch (const lucarne::VerificationFailed& error) {
    return failure.with_error(lucarne::exit_verification_failed, error.what());
  } catch (const lucarne::StageCrashed& error) {
    return failure.with_error(lucarne::exit_plugin_refused, error.what());
  } catch (const lucarne::Cancelled&) {
    return failure.with_error(lucarne::exit_cancelled, "stopped; nothing was saved");
  } catch (const lucarne::DataError& error) {
    return failure.with_error(lucarne::exit_invalid_pipeline, error.what());
  } catch (const lucarne::OutputError& error) {
    return failure.with_error(lucarne::exit_stage_failed, error.what());
  } catch (const lucarne::TrainingError& error) {
    return failure.with_error(lucarne::exit_stage_failed, error.what());
  } catch (const lucarne::Error& error) {
    return failure.with_error(lucarne::exit_usage, error.what());
  } catch (const std::exception& error) {
    return failure.with_error(lucarne::exit_stage_failed,
                              fmt::format("unexpected: {}", error.what()));
  }
}
