// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/export.hpp>

#include <armadillo>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lucarne {

/// A typed value of a parameter.
using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>,
                           std::vector<double>, std::vector<std::string>>;

/// Items that another stage produces, written in a pipeline as `errors.mistakes`; empty: none
/// named.
struct ItemsFrom {
  std::string product;
  bool named() const { return !product.empty(); }
};

/// What a declaration says about a parameter; all of it appears in `describe`, in the pages and in
/// the schema. Members have initialisers so that naming only some of them raises no warning.
struct About {
  std::string meaning{};               ///< one line, lower case, no full stop
  std::string unit{};                  ///< "" where it is a pure number or a name
  std::optional<double> min{};         ///< smallest value allowed, inclusive
  std::optional<double> max{};         ///< largest value allowed, inclusive
  bool above_min = false;              ///< min itself is not allowed
  std::string zero{};                  ///< of numbers: a word for 0 in a pipeline, such as "all"
  std::vector<std::string> choices{};  ///< the texts allowed; empty: any
  std::string source{};                ///< paper or library that the default comes from
};

enum class Kind { boolean, integer, number, text, integers, numbers, texts, items };

/// One declared parameter.
struct LUCARNE_API Parameter {
  std::string name;
  Kind kind;
  About about;
  Value default_value;

  /// Why `value` is not allowed ("must be at least 1, found 0"), or nothing where it is.
  std::optional<std::string> objection(const Value& value) const;
};

/// A product: a list of item indices that later stages may name.
struct Product {
  std::string name;
  std::string meaning;
};

/// Parameters of an analysis, declared once, each beside the member that holds it: the member's
/// value at declaration is the default. From this one declaration come validation, `describe`, the
/// documentation pages, the JSON Schema and the resolved pipeline.
class LUCARNE_API Parameters {
 public:
  void add(std::string name, bool& member, About about);
  void add(std::string name, arma::uword& member, About about);  ///< min is 0 unless given
  void add(std::string name, std::int64_t& member, About about);
  void add(std::string name, double& member, About about);
  void add(std::string name, std::string& member, About about);
  void add(std::string name, std::vector<std::int64_t>& member, About about);
  void add(std::string name, std::vector<double>& member, About about);
  void add(std::string name, std::vector<std::string>& member, About about);
  void add(std::string name, ItemsFrom& member, About about);

  /// Declares that every run of this analysis calls Results::product(name, ...).
  void produces(std::string name, std::string meaning);

  std::span<const Parameter> all() const { return declared_; }
  std::span<const Product> products() const { return products_; }
  const Parameter* find(std::string_view name) const;

  /// Stores a value in its member.
  /// throws: ParameterError where there is no such parameter or Parameter::objection has one
  void set(std::string_view name, const Value& value);
  /// The value that the member holds now.
  Value get(std::string_view name) const;

 private:
  using Member = std::variant<bool*, arma::uword*, std::int64_t*, double*, std::string*,
                              std::vector<std::int64_t>*, std::vector<double>*,
                              std::vector<std::string>*, ItemsFrom*>;
  void declare(std::string name, Kind kind, About about, Member member);

  std::vector<Parameter> declared_;
  std::vector<Member> members_;
  std::vector<Product> products_;
};

}  // namespace lucarne
