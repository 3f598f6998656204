// SPDX-License-Identifier: MIT
#include "host/conformance/trial_dataset.hpp"

#include <lucarne/error.hpp>
#include <lucarne/suggest.hpp>

#include <algorithm>
#include <array>

namespace lucarne::conformance {
namespace {

constexpr arma::uword side = 12;
constexpr arma::uword n_made_classes = 10;

TrialDataset::Split made_split(const Random& random, arma::uword n_items, std::uint64_t first) {
  TrialDataset::Split split{arma::fmat(side * side, n_items), arma::uvec(n_items)};
  for (arma::uword item = 0; item < n_items; ++item) {
    const arma::uword bright = item % n_made_classes;
    split.labels(item) = item % 11 == 10 ? (bright + 1) % n_made_classes : bright;
    std::array<std::uint32_t, 4> drawn{};
    for (arma::uword pixel = 0; pixel < side * side; ++pixel) {
      // Four pixels a call: this runs once for every law.
      if (pixel % 4 == 0) drawn = random.words(first + item, pixel);
      const double noise = static_cast<double>(drawn[pixel % 4]) * 0x1.0p-32;
      const bool on_bar = pixel / side == bright;
      // Some background is exactly zero, as in pictures of digits.
      const double value = on_bar ? 0.5 + noise / 2 : std::max(0.0, noise - 0.5);
      split.inputs(pixel, item) = static_cast<float>(value);
    }
  }
  return split;
}

}  // namespace

TrialDataset::TrialDataset(Shape item_shape, std::vector<std::string> class_names,
                           std::map<std::string, Split> splits)
    : item_shape_(std::move(item_shape)),
      class_names_(std::move(class_names)),
      splits_(std::move(splits)) {}

TrialDataset::TrialDataset(const Dataset& other, arma::uword limit)
    : item_shape_(other.item_shape()), class_names_(other.class_names()) {
  for (const std::string& name : other.splits()) {
    const arma::uword count = std::min(limit, other.n_items(name));
    Split& split = splits_[name];
    other.read(name, 0, count, split.inputs);
    split.labels = other.labels(name).head(count);
  }
}

TrialDataset TrialDataset::made(const Random& random) {
  std::vector<std::string> names;
  for (arma::uword k = 0; k < n_made_classes; ++k) names.push_back("bar " + std::to_string(k));
  std::map<std::string, Split> splits;
  std::uint64_t first = 0;
  for (const auto& [name, count] :
       {std::pair{"train", 300u}, {"validation", 120u}, {"test", 1100u}}) {
    splits[name] = made_split(random, count, first);
    first += count;
  }
  return {{side, side}, std::move(names), std::move(splits)};
}

TrialDataset TrialDataset::variant() const {
  TrialDataset changed = *this;
  for (auto& [name, split] : changed.splits_) {
    const arma::uword count = split.labels.n_elem - split.labels.n_elem / 50;
    split.inputs = split.inputs.head_cols(count) * 0.75F + 0.125F;
    split.labels = arma::uvec(split.labels.head(count));
  }
  return changed;
}

TrialDataset TrialDataset::with_nan() const {
  TrialDataset changed = *this;
  for (auto& [name, split] : changed.splits_) {
    for (arma::uword item = 0; item < split.inputs.n_cols; item += 7) {
      split.inputs(item % split.inputs.n_rows, item) = arma::fdatum::nan;
      if (item % 70 == 0) split.inputs.col(item).fill(arma::fdatum::nan);
    }
  }
  return changed;
}

std::vector<std::string> TrialDataset::splits() const {
  std::vector<std::string> names;
  for (const char* name : {"train", "validation", "test"}) {
    if (splits_.count(name) > 0) names.emplace_back(name);
  }
  return names;
}

arma::uword TrialDataset::n_items(const std::string& split) const {
  return of(split).labels.n_elem;
}

void TrialDataset::read(const std::string& split, arma::uword first, arma::uword count,
                        arma::fmat& inputs) const {
  const Split& all = of(split);
  if (first > all.inputs.n_cols || count > all.inputs.n_cols - first) {
    throw Error("items " + std::to_string(first) + " to " + std::to_string(first + count - 1) +
                " wanted, split '" + split + "' has " + std::to_string(all.inputs.n_cols));
  }
  inputs.set_size(all.inputs.n_rows, count);
  if (count > 0) inputs = all.inputs.cols(first, first + count - 1);
}

arma::fmat TrialDataset::inputs(const std::string& split, const arma::uvec& items) const {
  const Split& all = of(split);
  if (!items.is_empty() && items.max() >= all.inputs.n_cols) {
    throw Error("item " + std::to_string(items.max()) + " wanted, split '" + split + "' has " +
                std::to_string(all.inputs.n_cols));
  }
  return items.is_empty() ? arma::fmat(all.inputs.n_rows, 0) : arma::fmat(all.inputs.cols(items));
}

const TrialDataset::Split& TrialDataset::of(const std::string& split) const {
  const auto found = splits_.find(split);
  if (found == splits_.end()) {
    throw Error("no split '" + split + "'" + suggestion(split, splits(), "splits"));
  }
  return found->second;
}

}  // namespace lucarne::conformance
