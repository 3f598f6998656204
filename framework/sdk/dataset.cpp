// SPDX-License-Identifier: MIT
#include <lucarne/dataset.hpp>

#include <lucarne/error.hpp>
#include <lucarne/suggest.hpp>

#include <algorithm>

namespace lucarne {

Dataset::~Dataset() = default;

Pictures Dataset::pictures(const arma::fmat& inputs) const {
  return pictures_of(inputs, picture_layout(item_shape()));
}

void require_items(const Dataset& dataset, const std::string& split) {
  const std::vector<std::string> splits = dataset.splits();
  if (std::ranges::find(splits, split) == splits.end()) {
    throw ParameterError("split",
                         "unknown split '" + split + "'" + suggestion(split, splits, "splits"));
  }
  if (dataset.n_items(split) == 0) {
    throw ParameterError("split", "split '" + split + "' holds no items; name one that does");
  }
}

}  // namespace lucarne
