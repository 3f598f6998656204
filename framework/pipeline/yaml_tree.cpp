// SPDX-License-Identifier: MIT
#include "pipeline/yaml_tree.hpp"

#include "pipeline/scalars.hpp"
#include "pipeline/yaml_quotes.hpp"
#include "pipeline/yaml_text.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <optional>
#include <sstream>

namespace lucarne {
namespace {

constexpr std::size_t max_levels = 20;
constexpr std::size_t max_nodes = 10'000;

constexpr const char* never_closed = "this quote is never closed";

// Thrown once going on would make no sense; what is wrong is in the diagnostics already.
struct Unreadable {};

bool is_null_word(std::string_view text) {
  return text.starts_with('~') || text.starts_with("null") || text.starts_with("Null") ||
         text.starts_with("NULL");
}

// Builds the tree from yaml-cpp's events rather than from its nodes: only the events show anchors
// and tags, and a limit that throws here stops the parser before its recursion gets deep.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, Diagnostics& diagnostics)
      : text_(text), cursor_(text), diagnostics_(diagnostics) {}

  YamlNode root;
  bool is_sound = true;  // nothing wrong but duplicate keys

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (n_documents_++ == 0) return;
    fatal(position(mark), "wanted one YAML document, found a second one; one pipeline a file");
  }
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    refuse(mark, fmt::format("anchors are not supported, found '&{}'; write the value out", name));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "aliases are not supported, found '*'; write the value out");
    add(make(YamlNode::Kind::null, mark));
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    // Where nothing is written yaml-cpp gives the place of what comes next; what lacks its value
    // is the key or the '-' before it.
    const auto offset = static_cast<std::size_t>(mark.pos);
    const bool absent = !is_null_word(text_.substr(offset)) && !levels_.empty();
    const bool in_sequence = absent && levels_.back().node.kind == YamlNode::Kind::sequence;
    YamlNode node = make(YamlNode::Kind::null, in_sequence ? last_visible(offset) : offset);
    if (absent && levels_.back().key) node.position = levels_.back().key->position;
    add(std::move(node));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    check_tag(mark, tag);
    YamlNode node = make(YamlNode::Kind::scalar, mark);
    node.text = value;
    node.quoted = tag == "!";
    // yaml-cpp 0.7 takes the end of the file for the end of a quoted scalar, without a word.
    const auto begin = static_cast<std::size_t>(mark.pos);
    const bool is_block = node.quoted && (text_[begin] == '|' || text_[begin] == '>');
    if (node.quoted && !is_block && !closing_quote(text_, begin)) {
      fatal(node.position, never_closed);
    }
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    open(make(YamlNode::Kind::sequence, mark));
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    open(make(YamlNode::Kind::mapping, mark));
  }
  void OnMapEnd() override { close(); }

  Position position(const YAML::Mark& mark) {
    return mark.is_null() ? Position{} : cursor_.at(static_cast<std::size_t>(mark.pos));
  }
  [[noreturn]] void fatal(const Position& where, const std::string& message) {
    diagnostics_.error(where, message);
    throw Unreadable{};
  }

 private:
  struct Level {
    YamlNode node;
    std::optional<YamlNode> key;  // of a mapping, while its value is awaited
    bool key_is_duplicate = false;
  };

  void refuse(const YAML::Mark& mark, const std::string& message) {
    diagnostics_.error(position(mark), message);
    is_sound = false;
  }
  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    // "?": a plain scalar or a collection; "!": a quoted scalar
    if (tag.empty() || tag == "?" || tag == "!") return;
    refuse(mark, fmt::format("tags are not supported, found {}; leave it out", quoted(tag)));
  }
  YamlNode make(YamlNode::Kind kind, const YAML::Mark& mark) {
    return make(kind, static_cast<std::size_t>(mark.pos));
  }
  YamlNode make(YamlNode::Kind kind, std::size_t offset) {
    YamlNode node;
    node.kind = kind;
    node.position = cursor_.at(offset);
    if (++n_nodes_ > max_nodes) {
      fatal(node.position, fmt::format("wanted at most {} values in a pipeline", max_nodes));
    }
    return node;
  }
  // The last character before `offset` that is neither space nor line end.
  std::size_t last_visible(std::size_t offset) const {
    const std::size_t found = text_.substr(0, offset).find_last_not_of(" \n");
    return found == std::string_view::npos ? 0 : found;
  }
  void open(YamlNode node) {
    if (levels_.size() == max_levels) {
      fatal(node.position, fmt::format("wanted at most {} levels of nesting", max_levels));
    }
    levels_.push_back({std::move(node), {}, false});
  }
  void close() {
    YamlNode node = std::move(levels_.back().node);
    levels_.pop_back();
    add(std::move(node));
  }
  void add(YamlNode node) {
    if (levels_.empty()) {
      root = std::move(node);
      return;
    }
    Level& level = levels_.back();
    if (level.node.kind == YamlNode::Kind::sequence) {
      level.node.items.push_back(std::move(node));
    } else if (!level.key) {
      check_key(level, node);
      level.key = std::move(node);
    } else {
      if (!level.key_is_duplicate) {
        level.node.entries.emplace_back(std::move(*level.key), std::move(node));
      }
      level.key.reset();
    }
  }
  void check_key(Level& level, const YamlNode& key) {
    level.key_is_duplicate = false;
    if (key.kind != YamlNode::Kind::scalar) {
      diagnostics_.error(key.position, "wanted a name before the ':', " + found(key));
      is_sound = false;
      return;
    }
    if (key.text == "<<" && !key.quoted) {
      diagnostics_.error(key.position, "merge keys are not supported, found '<<'; write them out");
      is_sound = false;
      return;
    }
    for (const auto& [known, value] : level.node.entries) {
      if (known.text != key.text) continue;
      level.key_is_duplicate = true;
      diagnostics_.error(key.position,
                         fmt::format("key {} is given twice, first on line {}; keep one of them",
                                     quoted(key.text), known.position.line));
      return;
    }
  }

  std::string_view text_;
  TextCursor cursor_;
  Diagnostics& diagnostics_;
  std::vector<Level> levels_;
  std::size_t n_nodes_ = 0;
  std::size_t n_documents_ = 0;
};

// What yaml-cpp says, in words that help to mend it.
std::string mended(const std::string& message) {
  using Hint = std::pair<std::string_view, const char*>;
  static constexpr Hint hints[] = {
      {"illegal map value",
       "unexpected ':'; check the indentation, and put a text with ': ' in quotes"},
      {"illegal map key", "unexpected key; check the indentation of this line"},
      {"illegal block entry", "unexpected '-'; check the indentation of this line"},
      {"illegal flow end", "this ']' or '}' closes nothing"},
      {"end of map flow not found", "a '{' is not closed, or a comma is missing"},
      {"end of sequence flow not found", "a '[' is not closed, or a comma is missing"},
      {"end of map not found", "wanted a 'key: value' line here; check indentation and colons"},
      {"end of sequence not found", "wanted a '- item' line here; check the indentation"},
      {"the referenced anchor is not defined", "aliases are not supported; write the value out"},
      {"unknown token", "a text that begins with @, ` or % needs quotes"},
  };
  for (const auto& [theirs, ours] : hints) {
    if (message == theirs) return ours;
  }
  return "no valid YAML: " + message;
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name.text == key) return &value;
  }
  return nullptr;
}

YamlNode parse_yaml(std::string_view bytes, Diagnostics& diagnostics) {
  const std::string text = checked_text(bytes, diagnostics);
  diagnostics.throw_if_any();
  std::istringstream stream(text);
  TreeBuilder builder(text, diagnostics);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Unreadable&) {
    diagnostics.throw_if_any();
  } catch (const YAML::Exception& error) {
    // What is wrong with a quote is where it opens, not the end of the file, where yaml-cpp looks.
    const auto quote = error.msg == "illegal EOF in scalar" ? unclosed_quote(text) : std::nullopt;
    diagnostics.error(quote ? TextCursor(text).at(*quote) : builder.position(error.mark),
                      quote ? never_closed : mended(error.msg));
    diagnostics.throw_if_any();
  }
  if (!builder.is_sound) diagnostics.throw_if_any();
  return std::move(builder.root);
}

}  // namespace lucarne
