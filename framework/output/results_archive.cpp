// SPDX-License-Identifier: MIT
#include "output/results_archive.hpp"

#include <lucarne/archive.hpp>
#include <lucarne/error.hpp>

#include <cstdint>
#include <string>

namespace lucarne {
namespace {

// Changed whenever a field is added, here or in the structs of the SDK.
constexpr std::uint32_t results_format = 2;

// Writes and reads the same fields in the same order, whichever way the archive goes.
class Fields {
 public:
  explicit Fields(Archive& archive) : archive_(archive) {}

  template <class... T>
  void operator()(T&... values) {
    (field(values), ...);
  }

 private:
  void field(bool& value) {
    // A damaged byte must not become a bool that is neither.
    auto byte = static_cast<std::uint8_t>(value ? 1 : 0);
    archive_(byte);
    value = byte != 0;
  }
  template <class T>
  requires std::is_arithmetic_v<T>
  void field(T& value) { archive_(value); }
  template <class T>
  requires std::is_enum_v<T>
  void field(T& value) { archive_(value); }
  template <class T>
  requires arma::is_arma_type<T>::value void field(T& value) { archive_(value); }
  void field(std::string& value) { archive_(value); }
  void field(Text& text) { (*this)(text.en, text.fr); }

  template <class T>
  void field(std::optional<T>& value) {
    bool given = value.has_value();
    field(given);
    if (archive_.reading()) value = given ? std::optional<T>(T{}) : std::nullopt;
    if (given) field(*value);
  }
  template <class T>
  void field(std::vector<T>& values) {
    std::uint64_t size = values.size();
    field(size);
    if (archive_.reading()) {
      // Every element takes at least a byte: a lying size allocates no more than was sent.
      if (size > archive_.left()) throw Error("saved results claim more than they hold");
      values.resize(size);
    }
    for (T& value : values) field(value);
  }
  void field(std::vector<std::byte>& bytes) { archive_(bytes); }
  void field(Shape& shape) { archive_(shape); }

  template <class... T>
  void field(std::variant<T...>& value) {
    std::uint32_t index = static_cast<std::uint32_t>(value.index());
    field(index);
    if (archive_.reading()) {
      std::uint32_t candidate = 0;
      const bool known = ((candidate++ == index ? (value = T{}, true) : false) || ...);
      if (!known) throw Error("saved results hold a value of no known kind");
    }
    std::visit([this](auto& held) { field(held); }, value);
  }
  void field(std::monostate&) {}

  void field(Axis& axis) {
    (*this)(axis.label, axis.min, axis.max, axis.logarithmic, axis.hide_ticks, axis.categories);
  }
  void field(Series& series) {
    (*this)(series.mark, series.label, series.x, series.y, series.colour, series.width,
            series.opacity, series.low, series.high, series.dashed, series.point_size);
  }
  void field(ReferenceLine& line) {
    (*this)(line.direction, line.at, line.label, line.colour, line.dashed);
  }
  void field(Annotation& annotation) { (*this)(annotation.x, annotation.y, annotation.text); }
  void field(Plot& plot) {
    (*this)(plot.x, plot.y, plot.series, plot.lines, plot.annotations, plot.legend,
            plot.legend_title, plot.equal_axes);
  }
  void field(Box& box) {
    (*this)(box.label, box.low, box.quartile1, box.median, box.quartile3, box.high, box.outliers,
            box.colour);
  }
  void field(BoxPlot& plot) { (*this)(plot.y, plot.boxes); }
  void field(HeatMap& map) {
    (*this)(map.values, map.palette, map.min, map.max, map.centre, map.x, map.y, map.scale_label,
            map.write_values, map.decimals, map.square);
  }
  void field(Tiles& tiles) {
    (*this)(tiles.pictures, tiles.height, tiles.width, tiles.channels, tiles.columns, tiles.palette,
            tiles.scale, tiles.titles, tiles.title_colour, tiles.row_label, tiles.colour_bar,
            tiles.scale_label, tiles.overlay, tiles.overlay_palette, tiles.overlay_opacity);
  }
  void field(Thumbnails& pictures) {
    (*this)(pictures.pixels, pictures.height, pictures.width, pictures.channels);
  }
  void field(PointMap& map) {
    (*this)(map.points, map.background, map.labels, map.predicted, map.classes, map.items, map.axis,
            map.vertical, map.pictures, map.values, map.value_label, map.min, map.max, map.palette);
  }
  void field(Panel& panel) { (*this)(panel.title, panel.content, panel.weight); }
  void field(Reading& reading) { (*this)(reading.level, reading.text); }
  void field(Figure& figure) {
    (*this)(figure.name, figure.title, figure.caption, figure.readings, figure.panels,
            figure.columns, figure.width, figure.height);
  }
  void field(Column& column) { (*this)(column.name, column.label, column.unit, column.decimals); }
  void field(Table& table) { (*this)(table.name, table.title, table.columns, table.rows); }
  void field(Scalar& scalar) {
    (*this)(scalar.name, scalar.value, scalar.unit, scalar.label, scalar.decimals);
  }
  void field(Array& array) {
    (*this)(array.name, array.meaning, array.type, array.shape, array.bytes);
  }

  Archive& archive_;
};

// Results as plain lists.
struct Lists {
  std::vector<Scalar> scalars;
  std::vector<Table> tables;
  std::vector<Array> arrays;
  std::vector<Figure> figures;
  std::vector<std::string> product_names;
  std::vector<arma::uvec> products;
  std::vector<Reading> readings;

  void archive(Archive& archive) {
    std::uint32_t format = results_format;
    Fields fields(archive);
    fields(format);
    if (format != results_format) {
      throw Error("saved results are of format " + std::to_string(format) + ", format " +
                  std::to_string(results_format) + " is wanted");
    }
    fields(scalars, tables, arrays, figures, product_names, products, readings);
  }
};

}  // namespace

std::vector<std::byte> bytes_of(const Results& results) {
  Lists lists;
  lists.scalars.assign(results.scalars().begin(), results.scalars().end());
  lists.tables.assign(results.tables().begin(), results.tables().end());
  lists.arrays.assign(results.arrays().begin(), results.arrays().end());
  lists.figures.assign(results.figures().begin(), results.figures().end());
  for (const auto& [name, items] : results.products()) {
    lists.product_names.push_back(name);
    lists.products.push_back(items);
  }
  lists.readings = results.readings();
  Archive archive;
  lists.archive(archive);
  return archive.bytes();
}

void read_results(std::span<const std::byte> bytes, Results& results) {
  Archive archive(bytes);
  Lists lists;
  lists.archive(archive);
  if (archive.left() != 0 || lists.product_names.size() != lists.products.size()) {
    throw Error("saved results are damaged: something follows their end");
  }
  for (Scalar& scalar : lists.scalars) {
    results.scalar(scalar.name, scalar.value, scalar.unit, scalar.label, scalar.decimals);
  }
  for (Table& table : lists.tables) {
    results.table(table.name, table.title, table.columns).rows = std::move(table.rows);
  }
  for (Array& array : lists.arrays) results.array(std::move(array));
  for (Figure& figure : lists.figures) {
    Figure& taken = results.figure(figure.name, figure.title);
    figure.name = taken.name;
    taken = std::move(figure);
  }
  for (std::size_t i = 0; i < lists.products.size(); ++i) {
    results.product(lists.product_names[i], lists.products[i]);
  }
  for (Reading& reading : lists.readings) results.reading(reading.level, std::move(reading.text));
}

}  // namespace lucarne
