// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lucarne {
namespace {

// What stands in a usage for a value says what completes it.
constexpr const char* values_code =
    R"bash(# bash completion of lucarne; made by 'lucarne completion bash'.
# To try it: source <(lucarne completion bash)

_lucarne_value() {
  case $1 in
    PIPELINE) _lucarne_files yaml yml ;;
    MODEL) _lucarne_files onnx npz ;;
    FILE.so) _lucarne_files so ;;
    FILE) _lucarne_files ;;
    RUN | A | B | FOLDER) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
    PLUGIN) mapfile -t COMPREPLY < <(compgen -W "$(lucarne plugins 2>/dev/null | cut -d' ' -f1)" \
      -- "$word") ;;
    *'|'*) mapfile -t COMPREPLY < <(compgen -W "${1//|/ }" -- "$word") ;;
    *) COMPREPLY=() ;;
  esac
  # Fails where no completion is under way, as in a test.
  case $1 in PIPELINE | MODEL | FILE* | RUN | A | B | FOLDER) compopt -o filenames 2>/dev/null ;; esac
  return 0
}

# Folders, and files with one of these extensions; all files where there is none.
_lucarne_files() {
  local extension
  mapfile -t COMPREPLY < <(compgen -d -- "$word")
  if (($# == 0)); then mapfile -t COMPREPLY < <(compgen -f -- "$word"); fi
  for extension in "$@"; do
    mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -X "!*.$extension" -- "$word")
  done
}

)bash";

constexpr const char* beginning = R"bash(_lucarne() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local options=() values=() positionals=() value i place=0 skip=
  COMPREPLY=()
)bash";

constexpr const char* ending = R"bash(  # Bash splits --option=value at the sign.
  if [[ $word == '=' ]]; then
    word=
  elif [[ $previous == '=' ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for value in "${values[@]}"; do
    if [[ $previous == "${value%% *}" ]]; then
      _lucarne_value "${value#* }"
      return
    fi
  done
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "${options[*]}" -- "$word")
    return
  fi
  # How many words before this one are neither options nor their values.
  for ((i = 2; i < COMP_CWORD; ++i)); do
    if [[ ${COMP_WORDS[i]} == '=' ]]; then
      skip=yes
    elif [[ -n $skip ]]; then
      skip=
    elif [[ ${COMP_WORDS[i]} == -* ]]; then
      [[ " ${values[*]} " == *" ${COMP_WORDS[i]} "* ]] && skip=yes
    else
      place=$((place + 1))
    fi
  done
  if ((place < ${#positionals[@]})); then _lucarne_value "${positionals[place]}"; fi
}

complete -F _lucarne lucarne
)bash";

// Single quotes keep every character but the single quote itself.
std::string quoted_word(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string case_of(const Usage& usage) {
  std::vector<std::string> options;
  std::vector<std::string> values;
  std::vector<std::string> positionals;
  for (const Option& option : usage.options) {
    options.push_back("--" + option.name);
    if (!option.value.empty()) values.push_back(quoted_word(options.back() + " " + option.value));
  }
  for (const std::string& name : usage.positionals) {
    const bool optional = name.front() == '[';
    positionals.push_back(quoted_word(optional ? name.substr(1, name.size() - 2) : name));
  }
  return fmt::format("    {})\n      options=({})\n      values=({})\n      positionals=({}) ;;\n",
                     usage.command, fmt::join(options, " "), fmt::join(values, " "),
                     fmt::join(positionals, " "));
}

}  // namespace

std::string bash_completion(const std::vector<Command>& commands) {
  std::string names = "--help --version";
  std::string cases;
  for (const Command& command : commands) {
    names += " " + command.usage.command;
    cases += case_of(command.usage);
  }
  return fmt::format(
      "{}{}  if ((COMP_CWORD == 1)); then\n    mapfile -t COMPREPLY < <(compgen -W '{}' -- "
      "\"$word\")\n    return\n  fi\n  case ${{COMP_WORDS[1]}} in\n{}    *) return ;;\n  esac\n{}",
      values_code, beginning, names, cases, ending);
}

}  // namespace lucarne
