// SPDX-License-Identifier: MIT
#include <lucarne/error.hpp>
#include <lucarne/parameters.hpp>
#include <lucarne/suggest.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lucarne {
namespace {

std::string shown(double number) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number);
  return {text, end.ptr};
}

std::optional<std::string> number_objection(const About& about, double value) {
  // "at least 1 items" reads badly: a unit in the plural is left out after 1.
  const auto limit = [&about](double number) {
    const bool plural = about.unit.ends_with('s');
    return shown(number) + (about.unit.empty() || (number == 1 && plural) ? "" : ' ' + about.unit);
  };
  const std::string found = ", found " + shown(value);
  if (!std::isfinite(value)) return "must be a finite number" + found;
  if (about.min && about.above_min && value <= *about.min) {
    return "must be above " + limit(*about.min) + found;
  }
  if (about.min && value < *about.min) return "must be at least " + limit(*about.min) + found;
  if (about.max && value > *about.max) return "must be at most " + limit(*about.max) + found;
  return std::nullopt;
}

std::optional<std::string> text_objection(const About& about, const std::string& value) {
  if (about.choices.empty() || std::ranges::find(about.choices, value) != about.choices.end()) {
    return std::nullopt;
  }
  const std::string near = nearest(value, about.choices);
  return "must be one of " + join(about.choices) + "; found '" + value + "'" +
         (near.empty() ? "" : ", did you mean '" + near + "'?");
}

const char* kind_name(Kind kind) {
  switch (kind) {
    case Kind::boolean: return "true or false";
    case Kind::integer: return "a whole number";
    case Kind::number: return "a number";
    case Kind::text: return "a text";
    case Kind::integers: return "a list of whole numbers";
    case Kind::numbers: return "a list of numbers";
    case Kind::texts: return "a list of texts";
    case Kind::items: return "a product of another stage, written stage.product";
  }
  return "";
}

}  // namespace

std::optional<std::string> Parameter::objection(const Value& value) const {
  const bool same_type = value.index() == default_value.index();
  if (!same_type) return std::string("must be ") + kind_name(kind);
  const auto each = [](const auto& values, auto&& check) -> std::optional<std::string> {
    for (const auto& one : values) {
      if (auto wrong = check(one)) return wrong;
    }
    return std::nullopt;
  };
  const auto check_number = [this](auto number) {
    return number_objection(about, static_cast<double>(number));
  };
  const auto check_text = [this](const std::string& text) { return text_objection(about, text); };
  switch (kind) {
    case Kind::boolean:
    case Kind::items: return std::nullopt;
    case Kind::integer: return check_number(std::get<std::int64_t>(value));
    case Kind::number: return check_number(std::get<double>(value));
    case Kind::text: return check_text(std::get<std::string>(value));
    case Kind::integers: return each(std::get<std::vector<std::int64_t>>(value), check_number);
    case Kind::numbers: return each(std::get<std::vector<double>>(value), check_number);
    case Kind::texts: return each(std::get<std::vector<std::string>>(value), check_text);
  }
  return std::nullopt;
}

void Parameters::declare(std::string name, Kind kind, About about, Member member) {
  if (find(name) != nullptr) throw Error("parameter '" + name + "' is declared twice");
  members_.push_back(member);
  declared_.push_back({name, kind, std::move(about), Value{}});
  declared_.back().default_value = get(name);
}

void Parameters::add(std::string name, bool& member, About about) {
  declare(std::move(name), Kind::boolean, std::move(about), &member);
}
void Parameters::add(std::string name, arma::uword& member, About about) {
  if (!about.min) about.min = 0;
  declare(std::move(name), Kind::integer, std::move(about), &member);
}
void Parameters::add(std::string name, std::int64_t& member, About about) {
  declare(std::move(name), Kind::integer, std::move(about), &member);
}
void Parameters::add(std::string name, double& member, About about) {
  declare(std::move(name), Kind::number, std::move(about), &member);
}
void Parameters::add(std::string name, std::string& member, About about) {
  declare(std::move(name), Kind::text, std::move(about), &member);
}
void Parameters::add(std::string name, std::vector<std::int64_t>& member, About about) {
  declare(std::move(name), Kind::integers, std::move(about), &member);
}
void Parameters::add(std::string name, std::vector<double>& member, About about) {
  declare(std::move(name), Kind::numbers, std::move(about), &member);
}
void Parameters::add(std::string name, std::vector<std::string>& member, About about) {
  declare(std::move(name), Kind::texts, std::move(about), &member);
}
void Parameters::add(std::string name, ItemsFrom& member, About about) {
  declare(std::move(name), Kind::items, std::move(about), &member);
}

void Parameters::produces(std::string name, std::string meaning) {
  products_.push_back({std::move(name), std::move(meaning)});
}

const Parameter* Parameters::find(std::string_view name) const {
  const auto found = std::ranges::find(declared_, name, &Parameter::name);
  return found == declared_.end() ? nullptr : &*found;
}

void Parameters::set(std::string_view name, const Value& value) {
  const Parameter* parameter = find(name);
  if (parameter == nullptr) {
    std::vector<std::string> names;
    for (const Parameter& known : declared_) names.push_back(known.name);
    throw ParameterError(std::string(name), "unknown parameter '" + std::string(name) + "'" +
                                                suggestion(name, names, "parameters"));
  }
  if (const auto wrong = parameter->objection(value)) {
    throw ParameterError(parameter->name, "parameter '" + parameter->name + "' " + *wrong);
  }
  const auto index = static_cast<std::size_t>(parameter - declared_.data());
  std::visit(
      [&value](auto* member) {
        using T = std::remove_pointer_t<decltype(member)>;
        if constexpr (std::is_same_v<T, arma::uword>) {
          *member = static_cast<arma::uword>(std::get<std::int64_t>(value));
        } else if constexpr (std::is_same_v<T, ItemsFrom>) {
          member->product = std::get<std::string>(value);
        } else {
          *member = std::get<T>(value);
        }
      },
      members_[index]);
}

Value Parameters::get(std::string_view name) const {
  const Parameter* parameter = find(name);
  if (parameter == nullptr) throw Error("no parameter '" + std::string(name) + "'");
  const auto index = static_cast<std::size_t>(parameter - declared_.data());
  return std::visit(
      [](const auto* member) -> Value {
        using T = std::remove_cvref_t<decltype(*member)>;
        if constexpr (std::is_same_v<T, arma::uword>) {
          return static_cast<std::int64_t>(*member);
        } else if constexpr (std::is_same_v<T, ItemsFrom>) {
          return member->product;
        } else {
          return *member;
        }
      },
      members_[index]);
}

}  // namespace lucarne
