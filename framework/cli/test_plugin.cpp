// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"
#include "host/conformance/conformance.hpp"
#include "host/conformance/law_process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace lucarne {
namespace {

using conformance::Outcome;

double number_of(const Arguments& arguments, const std::string& option, double otherwise) {
  const std::string text = arguments.value(option, "");
  if (text.empty() && !arguments.has(option)) return otherwise;
  double number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error != std::errc{} || end != last || !(number > 0) || number > 1e6) {
    throw UsageError(
        fmt::format("option '--{}' wants a number above 0, at most 1e6, found '{}'", option, text));
  }
  return number;
}

conformance::TrialOptions options_of(const Arguments& arguments) {
  conformance::TrialOptions options;
  options.plugin = arguments.positional(0);
  options.settings = arguments.all("set");
  if (arguments.has("data")) options.pipeline = arguments.value("data", "");
  options.plugin_folders = arguments.all("plugin-dir");
  options.tolerance = number_of(arguments, "tolerance", options.tolerance);
  return options;
}

// This program, told again what it was told; the laws are added one by one.
std::vector<std::string> own_command(const Arguments& arguments) {
  std::vector<std::string> command{std::filesystem::read_symlink("/proc/self/exe"), "test-plugin",
                                   arguments.positional(0)};
  for (const char* option : {"set", "data", "plugin-dir", "tolerance"}) {
    for (const std::string& value : arguments.all(option)) {
      command.push_back(fmt::format("--{}={}", option, value));
    }
  }
  return command;
}

const char* word(Outcome outcome) {
  switch (outcome) {
    case Outcome::held: return "held";
    case Outcome::broken: return "BROKEN";
    case Outcome::not_applicable: return "does not apply";
    case Outcome::not_judged: return "not judged";
    case Outcome::refused:
    case Outcome::misused: break;
  }
  return "refused";
}

void print(const conformance::LawReport& report) {
  const conformance::Verdict& verdict = report.verdict;
  if (verdict.outcome == Outcome::refused || verdict.outcome == Outcome::misused) return;
  const bool judged = verdict.outcome != Outcome::not_judged;
  fmt::print("{:<15} {:<12} {}\n", word(verdict.outcome), report.law.id,
             judged ? report.law.statement : verdict.found);
  const char* const indent = "                             ";
  if (verdict.outcome == Outcome::broken) {
    fmt::print("{0}found: {1}\n{0}mend: {2}\n", indent, verdict.found, report.law.remedy);
  } else if (judged && !verdict.found.empty()) {
    fmt::print("{}({})\n", indent, verdict.found);
  }
  std::fflush(stdout);
}

int judge_one(const Arguments& arguments, const std::string& descriptor) {
  for (const conformance::Law& law : conformance::all_laws()) {
    if (law.id == arguments.value("law", "") && law.judge != nullptr) {
      conformance::judge_and_report(law, options_of(arguments), std::atoi(descriptor.c_str()));
    }
  }
  return exit_done;
}

int test_plugin(const Arguments& arguments) {
  if (const char* report = std::getenv(conformance::report_variable); report != nullptr) {
    return judge_one(arguments, report);
  }
  options_of(arguments);  // refuses wrong usage before anything starts
  if (!std::filesystem::exists(arguments.positional(0))) {
    throw PluginRefused(arguments.positional(0), "there is no such file");
  }
  const conformance::Judgement judgement{arguments.all("law"), number_of(arguments, "timeout", 60),
                                         own_command(arguments)};
  const std::vector<conformance::LawReport> reports = conformance::judge(judgement, print);
  const conformance::Verdict& last = reports.back().verdict;
  if (last.outcome == Outcome::refused) {
    fmt::print(stderr, "error: {}\n", last.found);
    return exit_plugin_refused;
  }
  if (last.outcome == Outcome::misused) throw UsageError(last.found);
  const auto count = [&reports](Outcome outcome) {
    return std::ranges::count_if(
        reports, [outcome](const auto& report) { return report.verdict.outcome == outcome; });
  };
  fmt::print("\n{}: {} laws held, {} broken, {} not judged, {} do not apply\n",
             arguments.positional(0), count(Outcome::held), count(Outcome::broken),
             count(Outcome::not_judged), count(Outcome::not_applicable));
  return count(Outcome::broken) > 0 ? exit_verification_failed : exit_done;
}

}  // namespace

Command test_plugin_command() {
  return {{"test-plugin",
           "Judges a plugin by the laws that every plugin must keep, on a small built-in network.",
           {"FILE.so"},
           {{"set", "KEY=VALUE", "set a parameter of the plugin (may be repeated)", true},
            {"data", "PIPELINE", "take network and data of this pipeline instead", false},
            {"law", "ID", "judge this law only (may be repeated)", true},
            {"tolerance", "T", "relative difference allowed where order may round (1e-6)", false},
            {"timeout", "SECONDS", "time that each law may take (60)", false},
            plugin_folder_option(),
            {"help", "", "show this text", false}}},
          test_plugin};
}

}  // namespace lucarne
