// SPDX-License-Identifier: MIT
#include "data/joined_split.hpp"

#include "data/data_error.hpp"
#include "data/labels.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

class JoinedSplit final : public SplitSource {
 public:
  JoinedSplit(std::vector<InputArray> inputs, StoredArray labels,
              const std::vector<std::string>& class_names)
      : inputs_(std::move(inputs)) {
    for (const InputArray& input : inputs_) add(input.items);
    require_as_many(labels, "labels");
    labels_ = read_labels(labels, class_names);
    item_shape_ = shapes_.size() == 1 && !shapes_[0].empty() ? shapes_[0] : Shape{n_all_};
  }

  arma::uword n_items() const override { return inputs_.front().items.shape.front(); }
  const Shape& item_shape() const override { return item_shape_; }
  std::vector<Shape> input_shapes() const override { return shapes_; }
  const arma::uvec* labels() const override { return &labels_; }
  bool holds_bytes() const override { return false; }

  Content read(const std::stop_token& stop) override {
    Content content;
    content.labels = labels_;
    content.values.floats = Buffer<float>(n_items() * n_all_);
    std::size_t first = 0;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const std::size_t size = n_elements(shapes_[i]);
      const ItemValues values = read_values(inputs_[i].items, stop);
      require_finite(values, i);
      float* to = content.values.floats.span().data() + first;
      for (arma::uword item = 0; item < n_items(); ++item) {
        values.scaled(item * size, 1, {to + item * n_all_, size});
      }
      first += size;
    }
    return content;
  }

 private:
  const std::filesystem::path& file(std::size_t input) const {
    return inputs_[input].items.stream->file();
  }

  void add(const StoredArray& items) {
    if (items.shape.empty() || n_elements(items.shape) == 0) {
      throw DataError(items.stream->file(),
                      fmt::format("wanted items, its header says {}", to_string(items.shape)));
    }
    require_as_many(items, "items");
    shapes_.emplace_back(items.shape.begin() + 1, items.shape.end());
    n_all_ += n_elements(shapes_.back());
  }

  void require_as_many(const StoredArray& array, const char* what) const {
    const arma::uword found = array.shape.empty() ? 0 : array.shape.front();
    if (found == n_items()) return;
    throw DataError(array.stream->file(), fmt::format("wanted {} {}, as many as items in {}, found "
                                                      "{}",
                                                      n_items(), what, file(0).string(), found));
  }

  void require_finite(const ItemValues& values, std::size_t input) const {
    const std::size_t bad = values.first_not_finite(1);
    if (bad == values.size()) return;
    const std::size_t size = n_elements(shapes_[input]);
    throw DataError(file(input), fmt::format("item {}, element {}: wanted a finite number within "
                                             "the range of float, found {}",
                                             bad / size, bad % size, values.floats.span()[bad]));
  }

  std::vector<InputArray> inputs_;
  std::vector<Shape> shapes_;
  std::size_t n_all_ = 0;
  Shape item_shape_;
  arma::uvec labels_;
};

}  // namespace

std::unique_ptr<SplitSource> join_inputs(std::vector<InputArray> inputs, StoredArray labels,
                                         const std::vector<std::string>& class_names) {
  return std::make_unique<JoinedSplit>(std::move(inputs), std::move(labels), class_names);
}

}  // namespace lucarne
