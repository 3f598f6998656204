// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

struct Entry {
  std::string term;
  std::string meaning;
};

const std::vector<Entry>& exit_codes() {
  static const std::vector<Entry> codes = {
      {"0", "done"},
      {"1", "a stage failed, figures are missing, or the results could not be written"},
      {"2", "wrong usage of the command line"},
      {"3", "invalid pipeline, network or data"},
      {"4", "a plugin was refused"},
      {"5", "verification failed: a lock, a run or a gate does not hold"},
      {"130", "stopped with Ctrl-C"}};
  return codes;
}

const std::vector<Entry>& variables() {
  static const std::vector<Entry> all = {
      {"LUCARNE_PLUGIN_PATH", "folders of plugins, separated by ':'; searched after --plugin-dir"},
      {"LUCARNE_RUNS", "the folder that runs go to; without it, runs in the current folder"},
      {"OPENBLAS_CORETYPE",
       "the kind of processor whose kernels OpenBLAS takes; --portable sets it to Haswell"},
      {"ONEDNN_MAX_CPU_ISA",
       "the widest instructions for which oneDNN makes kernels; --portable sets it to AVX2"}};
  return all;
}

// A roff line must not begin with a full stop or quote; a bare hyphen may be drawn as a dash.
std::string roff(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool first = i == 0 || text[i - 1] == '\n';
    if (first && (text[i] == '.' || text[i] == '\'')) result += "\\&";
    if (text[i] == '\\') {
      result += "\\e";
    } else if (text[i] == '-') {
      result += "\\-";
    } else {
      result += text[i];
    }
  }
  return result;
}

std::string paragraph(const std::string& term, const std::string& meaning) {
  return ".TP\n" + term + "\n" + roff(meaning) + "\n";
}

std::string command_text(const Usage& usage) {
  std::string line = "\\fBlucarne " + roff(usage.command) + "\\fR";
  if (!usage.options.empty()) line += " [\\fIoptions\\fR]";
  for (const std::string& name : usage.positionals) line += " \\fI" + roff(name) + "\\fR";
  std::string text = ".SS " + roff(usage.command) + "\n" + line + "\n.PP\n" + roff(usage.summary);
  text += "\n";
  for (const Option& option : usage.options) {
    std::string term = "\\fB\\-\\-" + roff(option.name) + "\\fR";
    if (!option.value.empty()) term += " \\fI" + roff(option.value) + "\\fR";
    text += paragraph(term, option.help);
  }
  return text;
}

std::string page() {
  std::string text = ".TH LUCARNE 1 \"\" \"Lucarne " LUCARNE_VERSION
                     "\" \"User Commands\"\n.SH NAME\nlucarne \\- opens the black box of a neural "
                     "network from one YAML file\n.SH SYNOPSIS\n.B lucarne\n.I command\n"
                     "[\\fIoptions\\fR] ...\n.SH DESCRIPTION\nA pipeline, a YAML file, names a "
                     "trained network, a labelled data set and a list of analyses.\nA run leaves a "
                     "folder of numbers, arrays, figures and a report in HTML.\nEach analysis is a "
                     "plugin.\n.SH COMMANDS\n";
  for (const Command& command : all_commands()) text += command_text(command.usage);
  text += ".SH ENVIRONMENT\n";
  for (const auto& [name, meaning] : variables()) text += paragraph(".B " + name, meaning);
  text += ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : exit_codes()) text += paragraph(".B " + code, meaning);
  return text;
}

int man(const Arguments&) {
  fmt::print("{}", page());
  return exit_done;
}

}  // namespace

Command man_command() {
  return {
      {"man", "Prints the manual page, for man(1).", {}, {{"help", "", "show this text", false}}},
      man};
}

}  // namespace lucarne
