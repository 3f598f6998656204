// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/figure.hpp>
#include <lucarne/shape.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>

namespace lucarne {

/// A named number. Stored in full precision; `decimals` is for people.
struct Scalar {
  std::string name;
  double value = 0;
  std::string unit;
  Text label;
  int decimals = 4;
};

using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

struct Column {
  std::string name;  ///< key in results.json
  Text label;        ///< heading in the report
  std::string unit;
  int decimals = 4;
};

struct Table {
  std::string name;
  Text title;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;

  /// requires: as many cells as columns
  void add(std::vector<Cell> row) { rows.push_back(std::move(row)); }
};

enum class ElementType { float32, float64, int64 };

/// An array for an NPY file, in C order.
struct Array {
  std::string name;
  std::string meaning;
  ElementType type = ElementType::float32;
  Shape shape;
  std::vector<std::byte> bytes;
};

/// Everything that a stage leaves: numbers, tables, arrays and figures, as data. The host writes
/// files and draws. Names are [A-Za-z0-9_.-]+ (anything else in a name is replaced by '_').
class LUCARNE_API Results {
 public:
  /// throws (all): Error where the name is taken
  void scalar(std::string name, double value, std::string unit = "", Text label = {},
              int decimals = 4);
  /// The table returned stays valid; fill it with Table::add.
  Table& table(std::string name, Text title, std::vector<Column> columns);

  /// One item a column becomes items first: a matrix of F rows and N columns is written with shape
  /// (N, item_shape...), C order; item_shape is {F} unless given.
  void array(std::string name, const arma::fmat& columns, std::string meaning,
             Shape item_shape = {});
  void array(std::string name, const arma::mat& columns, std::string meaning,
             Shape item_shape = {});
  void array(std::string name, const arma::umat& columns, std::string meaning, Shape item_shape);
  /// shape: (n)
  void array(std::string name, const arma::uvec& values, std::string meaning);
  void array(std::string name, const arma::vec& values, std::string meaning);
  /// An array whose bytes lie in C order already. throws: Error where shape and bytes disagree
  void array(Array array);

  /// The figure returned stays valid; fill it.
  Figure& figure(std::string name, Text title);

  /// A declared product, for later stages: item indices within `split`.
  void product(std::string name, const arma::uvec& items);

  /// A remark on the whole stage, for the report.
  void reading(Level level, Text text) { readings_.push_back({level, std::move(text)}); }

  /// Marks these results as what was there when the user asked to stop: the host writes them, calls
  /// the stage and the run incomplete, and begins nothing more. `how_far`: "map after 310 of 1000
  /// iterations", without a full stop.
  void stopped_early(Text how_far) { stopped_early_ = std::move(how_far); }

  const std::optional<Text>& stopped_early() const { return stopped_early_; }
  const std::deque<Scalar>& scalars() const { return scalars_; }
  const std::deque<Table>& tables() const { return tables_; }
  const std::deque<Array>& arrays() const { return arrays_; }
  const std::deque<Figure>& figures() const { return figures_; }
  const std::map<std::string, arma::uvec>& products() const { return products_; }
  const std::vector<Reading>& readings() const { return readings_; }

 private:
  std::deque<Scalar> scalars_;
  std::deque<Table> tables_;
  std::deque<Array> arrays_;
  std::deque<Figure> figures_;
  std::map<std::string, arma::uvec> products_;
  std::vector<Reading> readings_;
  std::optional<Text> stopped_early_;
};

}  // namespace lucarne
