// SPDX-License-Identifier: MIT
#include "data/csv.hpp"

#include "data/csv_number.hpp"
#include "data/csv_records.hpp"
#include "data/excerpt.hpp"
#include "data/labels.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace lucarne {
namespace {

std::optional<std::size_t> index_in(const std::string& text, std::size_t count) {
  std::size_t index = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, index);
  if (error != std::errc() || stop != end || index >= count) return std::nullopt;
  return index;
}

class CsvSplit final : public SplitSource {
 public:
  CsvSplit(const std::filesystem::path& file, const std::string& label_column,
           const std::vector<std::string>& class_names)
      : file_(file), class_names_(class_names) {
    CsvRecords records(open_content(file));
    std::string_view record;
    if (!records.next(record)) throw DataError(file, "wanted lines of numbers, found none");
    read_first(record, records, label_column);
    n_items_ = has_header_ ? 0 : 1;
    while (records.next(record)) ++n_items_;
    if (n_items_ == 0) throw DataError(file, "holds no items, only a header");
    n_bytes_ = records.n_bytes();
    item_shape_ = {n_columns_ - 1};
  }

  arma::uword n_items() const override { return n_items_; }
  const Shape& item_shape() const override { return item_shape_; }
  const arma::uvec* labels() const override { return nullptr; }
  bool holds_bytes() const override { return false; }
  Content read(const std::stop_token& stop) override;

 private:
  void read_first(std::string_view record, const CsvRecords& records,
                  const std::string& label_column);
  void choose_label_column(const CsvRecords& records, const std::string& wanted);
  arma::uword label_of(std::string_view field, arma::uword item, const CsvRecords& records) const;
  std::string name_of(std::size_t column) const {
    return has_header_ ? fmt::format("column '{}'", excerpt(names_[column]))
                       : fmt::format("column {}", column);
  }

  std::filesystem::path file_;
  std::vector<std::string> class_names_;
  std::vector<std::string> names_;  // the header's fields
  bool has_header_ = false;
  std::size_t first_line_ = 1;
  std::size_t n_columns_ = 0;
  std::size_t label_column_ = 0;
  arma::uword n_items_ = 0;
  std::uint64_t n_bytes_ = 0;
  Shape item_shape_;
};

void CsvSplit::read_first(std::string_view record, const CsvRecords& records,
                          const std::string& label_column) {
  CsvFields splitter;
  const std::vector<std::string_view>& fields = splitter.split(record, records);
  n_columns_ = fields.size();
  first_line_ = records.line();
  if (n_columns_ < 2) {
    throw records.error(
        fmt::format("wanted a label and at least one number, separated by commas, "
                    "found '{}'",
                    excerpt(record)));
  }
  const std::optional<std::size_t> index = index_in(label_column, n_columns_);
  for (std::size_t column = 0; column < n_columns_; ++column) {
    names_.emplace_back(trimmed(fields[column]));
    has_header_ = has_header_ || (column != index && !parse_number(fields[column]));
  }
  choose_label_column(records, label_column);
}

void CsvSplit::choose_label_column(const CsvRecords& records, const std::string& wanted) {
  if (has_header_) {
    const auto count = std::ranges::count(names_, wanted);
    if (count > 1) {
      throw records.error(fmt::format("wanted one column '{}' of labels, found {}", wanted, count));
    }
    label_column_ = static_cast<std::size_t>(std::ranges::find(names_, wanted) - names_.begin());
    if (count == 1) return;
  }
  const std::optional<std::size_t> index = index_in(wanted, n_columns_);
  if (!index) {
    std::vector<std::string> names;
    for (const std::string& name : names_) names.push_back(excerpt(name));
    throw records.error(
        has_header_
            ? fmt::format("no column '{}'{}", wanted, suggestion(wanted, names, "columns"))
            : fmt::format("no column '{}', as the first line is no header but numbers; give the "
                          "label's column as an index from 0 to {}",
                          wanted, n_columns_ - 1));
  }
  label_column_ = *index;
}

arma::uword CsvSplit::label_of(std::string_view field, arma::uword item,
                               const CsvRecords& records) const {
  const std::string text(trimmed(field));
  if (const std::optional<double> number = parse_number(text)) {
    try {
      return checked_label(*number, item, class_names_);
    } catch (const Error& error) {
      throw records.error(error.what());
    }
  }
  const auto found = std::ranges::find(class_names_, text);
  if (found == class_names_.end()) {
    const std::string mend = class_names_.empty()
                                 ? "; give data.class_names if the labels are names"
                                 : suggestion(text, class_names_, "classes");
    throw records.error(fmt::format("{}: wanted a class's number{}, found '{}'{}",
                                    name_of(label_column_), class_names_.empty() ? "" : " or name",
                                    excerpt(text), mend));
  }
  return static_cast<arma::uword>(found - class_names_.begin());
}

SplitSource::Content CsvSplit::read(const std::stop_token& stop) {
  Content content;
  content.labels.set_size(n_items_);
  // A field takes at least two bytes, a digit and what separates it. Where the lines are too short
  // for n_items x n_columns fields, the first such line is refused before this space runs out.
  const std::size_t most = static_cast<std::size_t>(n_bytes_ / 2 + 1);
  const std::size_t wanted =
      n_items_ > most / (n_columns_ - 1) ? most : n_items_ * (n_columns_ - 1);
  content.values.floats = Buffer<float>(wanted);
  const std::span<float> values = content.values.floats.span();
  std::size_t used = 0;
  arma::uword item = 0;
  CsvRecords records(open_content(file_));
  CsvFields splitter;
  std::string_view record;
  if (has_header_) records.next(record);
  for (; item < n_items_ && records.next(record); ++item) {
    if (stop.stop_requested()) throw Cancelled();
    const std::vector<std::string_view>& fields = splitter.split(record, records);
    if (fields.size() != n_columns_) {
      throw records.error(fmt::format("wanted {} fields as in line {}, found {}", n_columns_,
                                      first_line_, fields.size()));
    }
    if (fields.size() - 1 > values.size() - used) break;
    for (std::size_t column = 0; column < n_columns_; ++column) {
      if (column == label_column_) {
        content.labels[item] = label_of(fields[column], item, records);
        continue;
      }
      const std::optional<double> number = parse_number(fields[column]);
      const float value = number ? static_cast<float>(*number) : 0.0f;
      if (!number || !std::isfinite(value)) {
        throw records.error(
            fmt::format("{}: wanted a finite number within the range of float, "
                        "found '{}'",
                        name_of(column), excerpt(fields[column])));
      }
      values[used++] = value;
    }
  }
  if (item < n_items_ || used != values.size()) {
    throw DataError(file_, "changed while it was read; start again");
  }
  return content;
}

}  // namespace

std::unique_ptr<SplitSource> open_csv(const std::filesystem::path& file,
                                      const std::string& label_column,
                                      const std::vector<std::string>& class_names) {
  return std::make_unique<CsvSplit>(file, label_column, class_names);
}

}  // namespace lucarne
