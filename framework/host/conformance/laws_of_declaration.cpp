// SPDX-License-Identifier: MIT
#include "host/conformance/law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace lucarne::conformance {
namespace {

constexpr const char* lower = "abcdefghijklmnopqrstuvwxyz";

// A lower-case letter, then such letters, digits and `joint`.
bool is_name(const std::string& text, char joint) {
  const std::string allowed = std::string(lower) + "0123456789" + joint;
  return !text.empty() && std::string(lower).find(text.front()) != std::string::npos &&
         text.find_first_not_of(allowed) == std::string::npos;
}

bool is_line(const std::string& text) {
  return !text.empty() && text.find_first_not_of(" \t") != std::string::npos &&
         text.find_first_of("\n\r") == std::string::npos;
}

// Digits in up to four groups, and what a pre-release may add: 1.0, 2.1.3-beta.
bool is_version(const std::string& text) {
  const std::size_t end = std::min(text.find_first_of("-+"), text.size());
  const std::string numbers = text.substr(0, end);
  const bool shaped = !numbers.empty() && numbers.find("..") == std::string::npos &&
                      numbers.front() != '.' && numbers.back() != '.';
  return shaped && numbers.find_first_not_of("0123456789.") == std::string::npos && is_line(text);
}

Verdict judge_record(const Trial& trial) {
  const Plugin& plugin = trial.plugin();
  if (!is_name(plugin.name, '-')) {
    return broken("the name '" + plugin.name + "' is not [a-z][a-z0-9-]*");
  }
  if (!is_version(plugin.version)) {
    return broken("the version '" + plugin.version + "' is no version such as 1.0 or 2.1.3");
  }
  if (!is_line(plugin.summary)) {
    return broken(plugin.summary.empty() ? "the summary is empty" : "the summary is not one line");
  }
  if (plugin.record->api_version != api_version) {
    return broken(fmt::format("the record says API version {}, this is {}",
                              plugin.record->api_version, api_version));
  }
  return held();
}

std::string wrong_with(const Parameter& parameter) {
  const About& about = parameter.about;
  if (!is_name(parameter.name, '_')) return "its name is not [a-z][a-z0-9_]*";
  if (!is_line(about.meaning)) {
    return about.meaning.empty() ? "its meaning is empty" : "its meaning is not one line";
  }
  if (about.min && about.max && *about.min > *about.max) {
    return fmt::format("its smallest value {} lies above its largest {}", *about.min, *about.max);
  }
  if (std::set(about.choices.begin(), about.choices.end()).size() != about.choices.size()) {
    return "a choice is listed twice";
  }
  if (const auto wrong = parameter.objection(parameter.default_value)) {
    return "its default " + *wrong;
  }
  return {};
}

Verdict judge_parameters(const Trial& trial) {
  Instance instance;
  try {
    instance = trial.declared();
  } catch (const SettingRefused&) {
    throw;
  } catch (const PluginRefused& error) {
    return broken(error.what());  // its constructor threw
  } catch (const std::exception& error) {
    return broken(std::string("declare threw: ") + error.what());
  }
  std::set<std::string> products;
  for (const Parameter& parameter : instance.parameters.all()) {
    const std::string wrong = wrong_with(parameter);
    if (!wrong.empty()) return broken("parameter '" + parameter.name + "': " + wrong);
  }
  for (const Product& product : instance.parameters.products()) {
    if (!is_name(product.name, '_')) {
      return broken("product '" + product.name + "': its name is not [a-z][a-z0-9_]*");
    }
    if (!is_line(product.meaning)) return broken("product '" + product.name + "' has no meaning");
    if (!products.insert(product.name).second) {
      return broken("product '" + product.name + "' is declared twice");
    }
  }
  return held(
      fmt::format("{} parameters, {} products", instance.parameters.all().size(), products.size()));
}

// Values just outside of what is declared.
std::vector<Value> values_beyond(const Parameter& parameter) {
  const About& about = parameter.about;
  std::vector<double> numbers;
  // At the limits of double or of whole numbers there is nothing beyond.
  constexpr double most = 9e15;
  if (about.min && *about.min > -most) numbers.push_back(*about.min - (about.above_min ? 0 : 1));
  if (about.max && *about.max < most) numbers.push_back(*about.max + 1);
  std::vector<Value> beyond;
  for (const double number : numbers) {
    const auto whole = static_cast<std::int64_t>(std::floor(number));
    switch (parameter.kind) {
      case Kind::integer: beyond.emplace_back(whole); break;
      case Kind::integers: beyond.emplace_back(std::vector<std::int64_t>{whole}); break;
      case Kind::number: beyond.emplace_back(number); break;
      case Kind::numbers: beyond.emplace_back(std::vector<double>{number}); break;
      default: break;
    }
  }
  if (parameter.kind == Kind::number) beyond.emplace_back(std::nan(""));
  if (!about.choices.empty()) {
    const std::string none = about.choices.front() + "-no-choice";
    if (parameter.kind == Kind::text) beyond.emplace_back(none);
    if (parameter.kind == Kind::texts) beyond.emplace_back(std::vector<std::string>{none});
  }
  return beyond;
}

// The limits themselves, and every choice: what a pipeline may set.
std::vector<Value> values_at_bounds(const Parameter& parameter) {
  const About& about = parameter.about;
  std::vector<Value> values;
  for (const auto& bound : {about.min, about.max}) {
    if (!bound || std::abs(*bound) > 9e15) continue;
    if (about.above_min && bound == about.min) continue;
    if (parameter.kind == Kind::integer) values.emplace_back(static_cast<std::int64_t>(*bound));
    if (parameter.kind == Kind::number) values.emplace_back(*bound);
  }
  if (parameter.kind == Kind::boolean) values = {Value(false), Value(true)};
  if (parameter.kind == Kind::text) {
    for (const std::string& choice : about.choices) values.emplace_back(choice);
  }
  return values;
}

std::string shown(const Value& value) {
  return std::visit(
      [](const auto& one) -> std::string {
        using T = std::remove_cvref_t<decltype(one)>;
        if constexpr (std::is_same_v<T, std::string>) {
          return "'" + one + "'";
        } else if constexpr (std::is_arithmetic_v<T>) {
          return fmt::format("{}", one);
        } else {
          return one.empty() ? "[]" : "[" + shown(Value(one.front())) + "]";
        }
      },
      value);
}

// What prepare makes of a value that the declaration allows: nothing to say where it works, or
// refuses with an error of ours.
std::string wrong_at(const Trial& trial, const std::string& name, const Value& value) {
  Bench bench(trial.model(), trial.dataset());
  Instance instance = trial.declared();
  trial.step("prepare with " + name + " = " + shown(value));
  instance.parameters.set(name, value);
  try {
    trial.prepare(instance, bench);
    return {};
  } catch (const Error& error) {
    return std::string(error.what()).empty() ? "prepare refuses it without a word" : "";
  } catch (const std::exception& error) {
    return std::string("prepare threw an exception of the library: ") + error.what();
  } catch (...) {
    return "prepare threw something that is no std::exception";
  }
}

Verdict judge_bounds(const Trial& trial) {
  const Instance instance = trial.declared();
  std::size_t n_values = 0;
  for (const Parameter& parameter : instance.parameters.all()) {
    const std::string who = "parameter '" + parameter.name + "'";
    for (const Value& value : values_beyond(parameter)) {
      Instance fresh = trial.declared();
      ++n_values;
      try {
        fresh.parameters.set(parameter.name, value);
        return broken(who + " takes " + shown(value) + ", which is beyond its bounds");
      } catch (const ParameterError&) {
        // as it must be
      }
    }
    for (const Value& value : values_at_bounds(parameter)) {
      ++n_values;
      const std::string wrong = wrong_at(trial, parameter.name, value);
      if (!wrong.empty()) return broken(who + " = " + shown(value) + ": " + wrong);
    }
  }
  return n_values == 0 ? not_applicable("no parameter has bounds or choices")
                       : held(fmt::format("{} values tried", n_values));
}

}  // namespace

std::vector<Law> laws_of_declaration() {
  return {{"record",
           "the entry record names the plugin, its version and its question",
           "give LUCARNE_PLUGIN(ANALYSIS, NAME, VERSION, SUMMARY) a name of [a-z][a-z0-9-]*, a "
           "version such as 1.0, and a question of one line",
           {},
           judge_record},
          {"parameters",
           "parameters and products are declared with names, meanings and valid defaults",
           "in declare: names of [a-z][a-z0-9_]*, each once, a meaning for each, and members whose "
           "initial values lie within the bounds",
           {"record"},
           judge_parameters}};
}

std::vector<Law> laws_of_bounds() {
  return {{"bounds",
           "values beyond the declared bounds are refused; at the bounds prepare works or refuses",
           "where prepare cannot work with a value that the declaration allows, throw "
           "ParameterError(name, message); or declare narrower bounds",
           {"run"},
           judge_bounds}};
}

}  // namespace lucarne::conformance
