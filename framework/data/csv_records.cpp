// SPDX-License-Identifier: MIT
#include "data/csv_records.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

constexpr std::size_t piece = std::size_t{1} << 20;
constexpr std::size_t longest_record = std::size_t{1} << 24;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool is_blank(std::string_view record) {
  return record.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

DataError CsvRecords::error(const std::string& message) const {
  return DataError(fmt::format("{}:{}", content_->file().string(), line_), message);
}

bool CsvRecords::next(std::string_view& record) {
  do {
    line_ = next_line_;
    const std::size_t end = find_end();
    if (end == begin_ && end == buffer_.size()) return false;
    record = std::string_view(buffer_).substr(begin_, end - begin_);
    next_line_ += 1 + static_cast<std::size_t>(std::ranges::count(record, '\n'));
    begin_ = std::min(end + 1, buffer_.size());
    if (line_ == 1 && record.starts_with(byte_order_mark)) {
      record.remove_prefix(byte_order_mark.size());
    }
    if (record.ends_with('\r')) record.remove_suffix(1);
  } while (is_blank(record));
  return true;
}

// The first line feed that is not between quotes; the end of the buffer where the file ends.
std::size_t CsvRecords::find_end() {
  bool quoted = false;
  std::size_t seen = 0;  // from begin_ on: refill() moves the buffer's content
  while (true) {
    const std::string_view rest = std::string_view(buffer_).substr(begin_ + seen);
    const std::size_t length = std::min(rest.find('\n'), rest.size());
    if (std::ranges::count(rest.substr(0, length), '"') % 2 != 0) quoted = !quoted;
    seen += length;
    if (length < rest.size()) {
      if (!quoted) return begin_ + seen;
      ++seen;
      continue;
    }
    if (seen > longest_record) {
      throw error(
          fmt::format("wanted a record of at most {} MiB, found a longer one; is a quote "
                      "never closed, or is this no text?",
                      longest_record >> 20));
    }
    if (!refill()) {
      if (quoted) throw error("a quote is opened in this record and never closed");
      return buffer_.size();
    }
  }
}

bool CsvRecords::refill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t kept = buffer_.size();
  buffer_.resize(kept + piece);
  const std::size_t count =
      content_->read_some(std::as_writable_bytes(std::span(buffer_).subspan(kept)));
  buffer_.resize(kept + count);
  return count > 0;
}

const std::vector<std::string_view>& CsvFields::split(std::string_view record,
                                                      const CsvRecords& records) {
  fields_.clear();
  unescaped_.clear();
  while (true) {
    if (record.starts_with('"')) {
      fields_.push_back(take_quoted(record, records));
    } else {
      const std::size_t length = std::min(record.find(','), record.size());
      fields_.push_back(record.substr(0, length));
      if (fields_.back().find('"') != std::string_view::npos) {
        throw records.error(
            fmt::format("field {}: a quote within a field that does not begin with "
                        "one; write the whole field in quotes, each quote in it "
                        "twice",
                        fields_.size()));
      }
      record.remove_prefix(length);
    }
    if (record.empty()) return fields_;
    record.remove_prefix(1);
  }
}

std::string_view CsvFields::take_quoted(std::string_view& rest, const CsvRecords& records) {
  std::size_t end = rest.find('"', 1);
  bool has_quotes = false;
  while (end != std::string_view::npos && rest.substr(end + 1).starts_with('"')) {
    has_quotes = true;
    end = rest.find('"', end + 2);
  }
  // find_end() saw an even number of quotes, so there is a closing one.
  std::string_view field = rest.substr(1, end - 1);
  rest.remove_prefix(end + 1);
  if (!rest.empty() && rest.front() != ',') {
    throw records.error(
        fmt::format("field {}: text after the closing quote, wanted a comma", fields_.size() + 1));
  }
  if (has_quotes) {
    std::string text;
    for (std::size_t i = 0; i < field.size(); ++i) {
      text += field[i];
      if (field[i] == '"') ++i;
    }
    field = unescaped_.emplace_back(std::move(text));
  }
  return field;
}

}  // namespace lucarne
