// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

// `text` inside single quotes; `special` are the characters that _arguments reads itself.
std::string escaped(const std::string& text, const std::string& special) {
  std::string result;
  for (const char c : text) {
    if (special.find(c) != std::string::npos) result += '\\';
    result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return result;
}

// What stands in a usage for a value says what completes it.
std::string action_for(const std::string& value) {
  if (value == "PIPELINE") return "_files -g \"*.(yaml|yml)\"";
  if (value == "MODEL") return "_files -g \"*.(onnx|npz)\"";
  if (value == "FILE.so") return "_files -g \"*.so\"";
  if (value == "FILE") return "_files";
  if (value == "RUN" || value == "A" || value == "B" || value == "FOLDER") return "_files -/";
  if (value == "PLUGIN") return "($(lucarne plugins 2>/dev/null | cut -d\" \" -f1))";
  if (value.find('|') == std::string::npos) return " ";
  std::string words = value;
  for (char& c : words) c = c == '|' ? ' ' : c;
  return "(" + words + ")";
}

std::string specification(const Option& option) {
  const std::string help = escaped(option.help, "[]:\\");
  const std::string often = option.repeated ? "*" : "";
  if (option.value.empty()) return fmt::format("'{}--{}[{}]'", often, option.name, help);
  return fmt::format("'{}--{}=[{}]:{}:{}'", often, option.name, help, escaped(option.value, ":\\"),
                     action_for(option.value));
}

std::string positional(std::size_t place, const std::string& name) {
  const bool optional = name.front() == '[';
  const std::string plain = optional ? name.substr(1, name.size() - 2) : name;
  return fmt::format("'{}{}:{}:{}'", place, optional ? ":" : "", escaped(plain, ":\\"),
                     action_for(plain));
}

}  // namespace

std::string zsh_completion(const std::vector<Command>& commands) {
  std::string names;
  std::string cases;
  for (const auto& [usage, run] : commands) {
    names += fmt::format("    '{}:{}'\n", usage.command, escaped(usage.summary, "\\"));
    cases += fmt::format("    {})\n      _arguments", usage.command);
    for (const Option& option : usage.options) cases += " \\\n        " + specification(option);
    for (std::size_t i = 0; i < usage.positionals.size(); ++i) {
      cases += " \\\n        " + positional(i + 1, usage.positionals[i]);
    }
    cases += " ;;\n";
  }
  return fmt::format(
      "#compdef lucarne\n# zsh completion of lucarne; made by 'lucarne completion zsh'.\n\n"
      "_lucarne() {{\n  local -a commands\n  commands=(\n{}  )\n"
      "  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n"
      "  local command=$words[2]\n  shift words\n  (( CURRENT-- ))\n"
      "  case $command in\n{}  esac\n}}\n\n"
      "if [[ $funcstack[1] == _lucarne ]]; then\n  _lucarne \"$@\"\nelse\n"
      "  compdef _lucarne lucarne\nfi\n",
      names, cases);
}

}  // namespace lucarne
