// SPDX-License-Identifier: MIT
#include "cli/arguments.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>
#include <boost/program_options.hpp>

#include <charconv>

namespace lucarne {
namespace {

namespace po = boost::program_options;

po::options_description description_of(const Usage& usage) {
  po::options_description description;
  for (const Option& option : usage.options) {
    if (option.value.empty()) {
      description.add_options()(option.name.c_str(), "");
    } else {
      description.add_options()(option.name.c_str(), po::value<std::vector<std::string>>(), "");
    }
  }
  description.add_options()("positional", po::value<std::vector<std::string>>(), "");
  return description;
}

std::size_t n_required(const Usage& usage) {
  std::size_t count = 0;
  for (const std::string& name : usage.positionals) count += name.front() != '[';
  return count;
}

std::string hint(const Usage& usage) { return "; see 'lucarne " + usage.command + " --help'"; }

[[noreturn]] void unknown_option(const Usage& usage, const std::string& name) {
  std::vector<std::string> known;
  for (const Option& option : usage.options) known.push_back("--" + option.name);
  throw UsageError("unknown option '" + name + "'" + suggestion(name, known, "options") +
                   hint(usage));
}

}  // namespace

std::string Usage::text() const {
  std::string text = "usage: lucarne " + command;
  if (!options.empty()) text += " [options]";
  for (const std::string& name : positionals) text += " " + name;
  text += "\n\n" + summary + "\n";
  if (!options.empty()) text += "\noptions:\n";
  for (const Option& option : options) {
    const std::string left = "--" + option.name + (option.value.empty() ? "" : " " + option.value);
    text += fmt::format("  {:<22} {}\n", left, option.help);
  }
  return text;
}

Arguments::Arguments(const Usage& usage, const std::vector<std::string>& words) {
  po::options_description description = description_of(usage);
  po::positional_options_description positional;
  positional.add("positional", -1);
  // Without guessing: "--see" must not mean "--seed".
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  try {
    const po::parsed_options parsed = po::command_line_parser(words)
                                          .options(description)
                                          .positional(positional)
                                          .style(style)
                                          .run();
    for (const po::option& option : parsed.options) {
      if (option.string_key == "positional") {
        positionals_.insert(positionals_.end(), option.value.begin(), option.value.end());
        continue;
      }
      std::vector<std::string>& values = values_[option.string_key];
      values.insert(values.end(), option.value.begin(), option.value.end());
    }
  } catch (const po::unknown_option& error) {
    unknown_option(usage, error.get_option_name());
  } catch (const po::error& error) {
    throw UsageError(error.what() + hint(usage));
  }
  for (const Option& option : usage.options) {
    if (!option.repeated && all(option.name).size() > 1) {
      throw UsageError("option '--" + option.name + "' is given twice" + hint(usage));
    }
  }
  if (positionals_.size() < n_required(usage)) {
    throw UsageError(usage.positionals[positionals_.size()] + " is missing" + hint(usage));
  }
  if (positionals_.size() > usage.positionals.size()) {
    throw UsageError("'" + positionals_[usage.positionals.size()] + "' is one argument too many" +
                     hint(usage));
  }
}

std::vector<std::string> Arguments::all(const std::string& option) const {
  const auto found = values_.find(option);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::string Arguments::value(const std::string& option, const std::string& otherwise) const {
  const std::vector<std::string> values = all(option);
  return values.empty() ? otherwise : values.front();
}

unsigned Arguments::number(const std::string& option, unsigned otherwise, unsigned least,
                           unsigned most) const {
  const std::vector<std::string> values = all(option);
  if (values.empty()) return otherwise;
  const std::string& text = values.front();
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || number < least || number > most) {
    throw UsageError(fmt::format("option '--{}' wants a whole number from {} to {}, found '{}'",
                                 option, least, most, text));
  }
  return number;
}

}  // namespace lucarne
