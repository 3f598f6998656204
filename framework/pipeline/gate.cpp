// SPDX-License-Identifier: MIT
#include "pipeline/gate.hpp"

#include "pipeline/scalars.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace lucarne {
namespace {

constexpr const char* relation_names = ">=, >, <=, <, ==, != or 'within'";

bool is_word_character(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.';
}

struct Spelling {
  std::string_view written;
  GateRelation relation;
};
constexpr std::array<Spelling, 6> spellings = {{{">=", GateRelation::at_least},
                                                {">", GateRelation::more},
                                                {"<=", GateRelation::at_most},
                                                {"<", GateRelation::less},
                                                {"==", GateRelation::equal},
                                                {"!=", GateRelation::unequal}}};
// What people write by habit, and what stands for it here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> slips = {
    {{"=", "=="}, {"=>", ">="}, {"=<", "<="}, {"<>", "!="}, {"≥", ">="}, {"≤", "<="}, {"≠", "!="}}};

class GateParser {
 public:
  GateParser(std::string_view text, std::span<const std::string> stage_ids)
      : text_(text), stage_ids_(stage_ids) {}

  Gate parse() {
    Gate gate;
    gate.text = text_;
    skip_spaces();
    if (at_end()) fail(0, "wanted a gate, such as errors.accuracy >= 0.96, found nothing");
    const std::size_t left = at_;
    gate.left = side();
    gate.relation = relation();
    if (gate.relation == GateRelation::within) read_tolerance(gate);
    skip_spaces();
    const std::size_t right = at_;
    gate.right = side();
    skip_spaces();
    if (!at_end()) {
      fail(at_,
           fmt::format("wanted the end of the gate, found {}; write one condition a gate", rest()));
    }
    check_sides(gate, left, right);
    return gate;
  }

 private:
  bool at_end() const { return at_ == text_.size(); }
  std::string rest() const { return at_end() ? "nothing" : quoted(std::string(text_.substr(at_))); }
  void skip_spaces() { at_ = std::min(text_.find_first_not_of(" \t\n", at_), text_.size()); }
  [[noreturn]] static void fail(std::size_t offset, const std::string& message) {
    throw GateSyntaxError(offset, message);
  }

  std::string_view word() const {
    std::size_t end = at_;
    while (end < text_.size() && is_word_character(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }

  // A finite decimal number that is not the beginning of a longer word.
  std::optional<double> number() {
    const std::string_view left = text_.substr(at_);
    const std::size_t first = left.find_first_not_of("-.");
    if (first == left.npos || left[first] < '0' || left[first] > '9') return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(left.data(), left.data() + left.size(), value);
    if (error == std::errc::result_out_of_range) {
      fail(at_, fmt::format("{} is beyond the range of numbers", quoted(std::string(word()))));
    }
    const auto length = static_cast<std::size_t>(end - left.data());
    const bool is_longer = length < left.size() && is_word_character(left[length]);
    if (error != std::errc{} || is_longer || !std::isfinite(value)) return std::nullopt;
    at_ += length;
    return value;
  }

  GateSide side() {
    GateSide side;
    if (const auto value = number()) {
      if (!at_end() && text_[at_] == '%') {
        fail(at_, "a percentage can stand after 'within' only; write the number itself");
      }
      side.number = *value;
    } else {
      read_name(side);
    }
    skip_spaces();
    if (at_end() || std::string_view("+-*").find(text_[at_]) == std::string_view::npos) return side;
    side.operation = text_[at_++];
    skip_spaces();
    const auto amount = number();
    if (!amount)
      fail(at_, fmt::format("wanted a number after '{}', found {}", side.operation, rest()));
    side.amount = *amount;
    return side;
  }

  void read_name(GateSide& side) {
    const std::string name(word());
    const std::size_t dot = name.find('.');
    if (name == "baseline") {
      side.kind = GateSide::Kind::baseline;
    } else if (dot == std::string::npos) {
      refuse_word(name);
    } else {
      side.kind = GateSide::Kind::scalar;
      side.stage = name.substr(0, dot);
      side.scalar = name.substr(dot + 1);
      check_scalar(name, side);
    }
    at_ += name.size();
  }

  [[noreturn]] void refuse_word(const std::string& name) const {
    refuse_glued_minus(name);
    if (!name.empty() && std::ranges::find(stage_ids_, name) != stage_ids_.end()) {
      fail(at_, fmt::format("'{0}' is a stage; name one of its scalars, as {0}.name", name));
    }
    const std::vector<std::string> known = {"baseline"};
    const std::string near = nearest(name, known);
    fail(at_, fmt::format("wanted a scalar (stage.name), a number or 'baseline', found {}{}",
                          name.empty() ? rest() : quoted(name),
                          near.empty() ? "" : ", did you mean 'baseline'?"));
  }

  // Names may hold a '-', so that "baseline-0.005" is one word.
  void refuse_glued_minus(const std::string& name) const {
    if (!name.starts_with("baseline-")) return;
    fail(at_ + 8, "put spaces around the '-': baseline - " + name.substr(9));
  }

  void check_scalar(const std::string& name, const GateSide& side) const {
    if (side.stage.empty()) {
      fail(at_, fmt::format("wanted the stage before the '.', found {}", quoted(name)));
    }
    if (side.scalar.empty()) {
      fail(at_ + name.size(), fmt::format("wanted the name of a scalar after '{}'", name));
    }
    // Where the stages themselves are wrong, that is said, and nothing can be said of this.
    if (stage_ids_.empty() || std::ranges::find(stage_ids_, side.stage) != stage_ids_.end()) return;
    refuse_glued_minus(name);
    if (name.find_first_not_of("0123456789.-") == std::string::npos) {
      fail(at_, fmt::format("{} is no number", quoted(name)));
    }
    fail(at_, fmt::format("unknown stage {}{}", quoted(side.stage),
                          suggestion(side.stage, stage_ids_, "stages")));
  }

  GateRelation relation() {
    skip_spaces();
    const std::string_view left = text_.substr(at_);
    const std::string_view symbols = left.substr(0, left.find_first_not_of("<>=!"));
    for (const auto& [written, relation] : spellings) {
      if (symbols != written) continue;
      at_ += written.size();
      return relation;
    }
    if (word() == "within") {
      at_ += word().size();
      return GateRelation::within;
    }
    for (const auto& [written, meant] : slips) {
      const bool is_slip = symbols.empty() ? left.starts_with(written) : symbols == written;
      if (is_slip) fail(at_, fmt::format("write '{}' in place of '{}'", meant, written));
    }
    const std::vector<std::string> known = {"within"};
    const bool is_near = !nearest(word(), known).empty();
    fail(at_, fmt::format("wanted {}, found {}{}", relation_names, rest(),
                          is_near ? ", did you mean 'within'?" : ""));
  }

  void read_tolerance(Gate& gate) {
    skip_spaces();
    const std::size_t begin = at_;
    const auto tolerance = number();
    if (!tolerance) {
      fail(at_, "wanted a tolerance after 'within', such as 0.01 or 1%, found " + rest());
    }
    if (std::signbit(*tolerance)) fail(begin, "a tolerance cannot be negative");
    skip_spaces();
    gate.relative_tolerance = !at_end() && text_[at_] == '%';
    if (gate.relative_tolerance) ++at_;
    gate.tolerance = gate.relative_tolerance ? *tolerance / 100 : *tolerance;
    skip_spaces();
    if (word() != "of") fail(at_, "wanted 'of' after the tolerance, found " + rest());
    at_ += 2;
  }

  static void check_sides(const Gate& gate, std::size_t left, std::size_t right) {
    using Kind = GateSide::Kind;
    if (gate.left.kind == Kind::scalar || gate.right.kind == Kind::scalar) return;
    if (gate.needs_baseline()) {
      fail(gate.left.kind == Kind::baseline ? left : right,
           "'baseline' is a scalar of another run: the other side must name which, such as "
           "errors.accuracy");
    }
    fail(left, "wanted a scalar (stage.name) on one side, found two numbers");
  }

  std::string_view text_;
  std::span<const std::string> stage_ids_;
  std::size_t at_ = 0;
};

}  // namespace

std::string gate_pattern() {
  const std::string end_of_word = "(?![A-Za-z0-9_.-])";
  const std::string number = "-?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?" + end_of_word;
  const std::string moved = "(?:\\s*[-+*]\\s*" + number + ")?";
  const std::string name = "(?!" + number + ")[A-Za-z0-9_-]+\\.[A-Za-z0-9_.-]+";
  const std::string scalar = name + moved;
  const std::string side = "(?:" + name + "|baseline" + end_of_word + "|" + number + ")" + moved;
  const std::string tolerance = "(?!-)" + number + "(?:\\s*%\\s*|\\s+)";
  const std::string relation =
      "(?:\\s*(?:>=|>|<=|<|==|!=)\\s*|\\s+within\\s+" + tolerance + "of\\s+)";
  return "^\\s*(?:" + scalar + relation + side + "|" + side + relation + scalar + ")\\s*$";
}

bool Gate::needs_baseline() const {
  return left.kind == GateSide::Kind::baseline || right.kind == GateSide::Kind::baseline;
}

Gate parse_gate(std::string_view text, std::span<const std::string> stage_ids) {
  return GateParser(text, stage_ids).parse();
}

}  // namespace lucarne
