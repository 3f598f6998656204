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

  /// The labels, where they lie apart and were read at once; else null.
  virtual const arma::uvec* labels() const = 0;

  /// Everything. Called once.
  /// throws: DataError, Cancelled
  virtual Content read(const std::stop_token& stop) = 0;
};

/// throws: DataError for what the headers show, and for wrong labels where those lie apart
std::unique_ptr<SplitSource> open_split(const DatasetSpec& spec, const SplitFiles& files);

}  // namespace lucarne
