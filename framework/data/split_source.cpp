// SPDX-License-Identifier: MIT
#include "data/split_source.hpp"

#include "data/csv.hpp"
#include "data/data_error.hpp"
#include "data/idx.hpp"
#include "data/images/picture_split.hpp"
#include "data/joined_split.hpp"
#include "data/labels.hpp"
#include "data/npy_header.hpp"
#include "data/npz.hpp"
#include "data/stored_array.hpp"

#include <fmt/format.h>

namespace lucarne {
namespace {

/// Items and labels as two arrays.
class ArraySplit final : public SplitSource {
 public:
  ArraySplit(StoredArray items, StoredArray labels, const std::vector<std::string>& class_names)
      : items_(std::move(items)) {
    const std::filesystem::path& file = items_.stream->file();
    if (items_.shape.size() < 2) {
      throw DataError(file, fmt::format("wanted items with at least one dimension of their own, "
                                        "found an array of {}; are items and labels swapped?",
                                        to_string(items_.shape)));
    }
    if (n_elements(items_.shape) == 0) {
      throw DataError(file,
                      fmt::format("holds no values, its header says {}", to_string(items_.shape)));
    }
    item_shape_.assign(items_.shape.begin() + 1, items_.shape.end());
    const arma::uword n_labels = labels.shape.empty() ? 0 : labels.shape.front();
    const std::filesystem::path labels_file = labels.stream->file();
    if (n_labels != n_items()) {
      throw DataError(labels_file, fmt::format("wanted as many labels as there are items, found {} "
                                               "labels, but {} items in {}",
                                               n_labels, n_items(), file.string()));
    }
    labels_ = read_labels(labels, class_names);
  }

  arma::uword n_items() const override { return items_.shape.front(); }
  const Shape& item_shape() const override { return item_shape_; }
  const arma::uvec* labels() const override { return &labels_; }
  bool holds_bytes() const override { return items_.type.is_byte(); }
  Content read(const std::stop_token& stop) override {
    Content content;
    content.values = read_values(items_, stop);
    content.labels = labels_;
    return content;
  }

 private:
  StoredArray items_;
  Shape item_shape_;
  arma::uvec labels_;
};

}  // namespace

void SplitSource::load(arma::uword, std::span<std::uint8_t>) const {
  throw Error("wanted items that are read on demand, found those that are held");
}

std::unique_ptr<SplitSource> open_split(const DatasetSpec& spec, const SplitFiles& files) {
  const auto two_arrays = [&](StoredArray items, StoredArray labels) {
    return std::make_unique<ArraySplit>(std::move(items), std::move(labels), spec.class_names);
  };
  if (spec.format == DataFormat::images) return open_pictures(spec, files);
  if (spec.format == DataFormat::csv) {
    return open_csv(files.items, spec.label_column, spec.class_names);
  }
  if (spec.format == DataFormat::npz) {
    const std::filesystem::path& labels = files.labels.empty() ? files.items : files.labels;
    return two_arrays(open_npz_array(files.items, spec.items_key),
                      open_npz_array(labels, spec.labels_key));
  }
  if (files.labels.empty()) throw DataError(files.first(), "wanted a file of labels beside it");
  const auto array = [&](const std::filesystem::path& file) {
    return spec.format == DataFormat::idx ? open_idx(file) : open_npy(open_content(file));
  };
  if (files.inputs.empty()) return two_arrays(array(files.items), array(files.labels));
  std::vector<InputArray> inputs;
  for (const NamedItems& one : files.inputs) inputs.push_back({one.input, array(one.file)});
  return join_inputs(std::move(inputs), array(files.labels), spec.class_names);
}

}  // namespace lucarne
