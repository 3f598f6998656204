// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include "data/dataset_spec.hpp"
#include "data/item_values.hpp"

#include <memory>
#include <stop_token>

namespace lucarne {

/// The files behind one split, opened, their headers checked: one item count, at least one item,
/// at least one element in each.
class SplitSource {
 public:
  struct Content {
    ItemValues values;
    arma::uvec labels;
  };

  virtual ~SplitSource() = default;

  virtual arma::uword n_items() const = 0;
  virtual const Shape& item_shape() const = 0;

  /// Of items that feed several inputs, the shape of each; else empty.
  virtual std::vector<Shape> input_shapes() const { return {}; }

  /// The labels, where they lie apart and were read at once; else null.
  virtual const arma::uvec* labels() const = 0;

  /// Whether the values are bytes.
  virtual bool holds_bytes() const = 0;

  /// Everything, or, of what is read on demand, no values: they are only checked. Called once.
  /// throws: DataError, Cancelled
  virtual Content read(const std::stop_token& stop) = 0;

  /// Whether the values are too many to be held, so that load() reads them.
  virtual bool on_demand() const { return false; }

  /// The bytes of one item. requires: on_demand()     thread: called from several at once
  virtual void load(arma::uword item, std::span<std::uint8_t> into) const;
};

/// throws: DataError for what the headers show, and for wrong labels where those lie apart
std::unique_ptr<SplitSource> open_split(const DatasetSpec& spec, const SplitFiles& files);

}  // namespace lucarne
