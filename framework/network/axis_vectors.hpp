// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

namespace lucarne {

/// The vectors along one axis, or along several neighbours taken as one. One item is
/// `n_outer` x `length` x `n_inner` elements; those of a vector lie `n_inner` apart.
struct AxisVectors {
  /// requires: first < last <= shape.size()
  AxisVectors(const Shape& shape, std::size_t first, std::size_t last)
      : n_outer(n_elements({shape.begin(), at(shape, first)})),
        length(n_elements({at(shape, first), at(shape, last)})),
        n_inner(n_elements({at(shape, last), shape.end()})) {}

  /// Calls function(start, number) for each vector of each item: where its first element lies, and
  /// the vectors counted in memory order.
  template <class Function>
  void for_each(arma::uword n_items, const Function& function) const {
    for (arma::uword group = 0; group < n_outer * n_items; ++group) {
      for (arma::uword inner = 0; inner < n_inner; ++inner) {
        function(group * length * n_inner + inner, group * n_inner + inner);
      }
    }
  }

  arma::uword n_outer;
  arma::uword length;
  arma::uword n_inner;

 private:
  static Shape::const_iterator at(const Shape& shape, std::size_t axis) {
    return shape.begin() + static_cast<std::ptrdiff_t>(axis);
  }
};

}  // namespace lucarne
