// SPDX-License-Identifier: MIT
#pragma once

#include "data/byte_stream.hpp"
#include "data/data_error.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lucarne {

/// The records of a CSV file one by one: lines, except where a quoted field runs over several.
/// Blank lines are passed over; lines end in LF or CR LF; a byte order mark is dropped.
/// source: RFC 4180
class CsvRecords {
 public:
  explicit CsvRecords(std::unique_ptr<ByteStream> content) : content_(std::move(content)) {}

  /// False at the end. `record` is good until the next call.
  /// throws: DataError for a quote that is never closed, a record of more than 16 MiB
  bool next(std::string_view& record);

  /// The line, from 1, on which the last record begins.
  std::size_t line() const { return line_; }

  /// Unpacked bytes read so far.
  std::uint64_t n_bytes() const { return content_->offset(); }

  /// A DataError that begins "file:line:".
  DataError error(const std::string& message) const;

 private:
  std::size_t find_end();
  bool refill();

  std::unique_ptr<ByteStream> content_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what is not handed out yet
  std::size_t line_ = 0;
  std::size_t next_line_ = 1;
};

/// Splits records into fields at commas, quotes taken off.
class CsvFields {
 public:
  /// The views are good until the next call or the next record.
  /// throws: DataError for text around a quoted field
  const std::vector<std::string_view>& split(std::string_view record, const CsvRecords& records);

 private:
  std::string_view take_quoted(std::string_view& rest, const CsvRecords& records);

  std::vector<std::string_view> fields_;
  std::deque<std::string> unescaped_;  // fields in which "" stands for one quote
};

}  // namespace lucarne
