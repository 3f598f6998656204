// SPDX-License-Identifier: MIT
#include "saliency/methods/window_axes.hpp"

#include <algorithm>

namespace lucarne::saliency {
namespace {

// Elements from one position along an axis to the next.
arma::uword step_along(const Shape& shape, std::size_t axis) {
  arma::uword step = 1;
  for (std::size_t after = axis + 1; after < shape.size(); ++after) step *= shape[after];
  return step;
}

// The first colour that none of the positions read together with it has.
void give_colours(WindowAxis& axis, arma::uword n_in) {
  axis.colours.assign(n_in, 0);
  for (arma::uword position = 0; position < n_in; ++position) {
    std::vector<bool> taken(n_in + 1);
    for (const std::vector<arma::uword>& read : axis.reads) {
      if (!std::ranges::binary_search(read, position)) continue;
      for (const arma::uword other : read) {
        if (other < position) taken[axis.colours[other]] = true;
      }
    }
    const auto first = std::ranges::find(taken, false) - taken.begin();
    axis.colours[position] = static_cast<arma::uword>(first);
    axis.n_colours = std::max(axis.n_colours, axis.colours[position] + 1);
  }
}

}  // namespace

std::vector<WindowAxis> window_axes(const LinearMap& counting, const Shape& in, const Shape& out) {
  std::vector<WindowAxis> axes;
  for (std::size_t axis = 1; axis < in.size(); ++axis) {
    const arma::uword step_in = step_along(in, axis);
    const arma::uword step_out = step_along(out, axis);
    WindowAxis found;
    found.reads.resize(out[axis]);
    arma::fmat line(n_elements(in), 1, arma::fill::zeros);
    const auto fill_line = [&](arma::uword position, float value) {
      for (arma::uword i = position * step_in; i < line.n_rows; i += in[axis] * step_in) {
        std::fill_n(line.memptr() + i, step_in, value);
      }
    };
    arma::fmat counts;
    for (arma::uword position = 0; position < in[axis]; ++position) {
      fill_line(position, 1);
      counting.forward(line, counts);
      fill_line(position, 0);
      // All channels have the same windows.
      for (arma::uword i = 0; i < counts.n_rows / out[0]; ++i) {
        if (counts(i) == 0) continue;
        std::vector<arma::uword>& reads = found.reads[i / step_out % out[axis]];
        if (reads.empty() || reads.back() != position) reads.push_back(position);
      }
    }
    give_colours(found, in[axis]);
    axes.push_back(std::move(found));
  }
  return axes;
}

std::vector<arma::uword> position_of(arma::uword place, const Shape& axes) {
  std::vector<arma::uword> position(axes.size());
  for (std::size_t axis = axes.size(); axis-- > 0;) {
    position[axis] = place % axes[axis];
    place /= axes[axis];
  }
  return position;
}

arma::uword place_at(const std::vector<arma::uword>& position, const Shape& axes) {
  arma::uword place = 0;
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    place = place * axes[axis] + position[axis];
  }
  return place;
}

}  // namespace lucarne::saliency
