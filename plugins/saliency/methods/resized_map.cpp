// SPDX-License-Identifier: MIT
#include "saliency/methods/resized_map.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lucarne::saliency {
namespace {

/// Where along an old axis a cell of the new one reads.
struct Reading {
  arma::uword low = 0;
  arma::uword high = 0;
  double share = 0;  ///< of `high`
};

Reading reading_of(arma::uword place, arma::uword from, arma::uword to, bool nearest) {
  if (nearest) {
    const arma::uword at = place * from / to;
    return {at, at, 0};
  }
  const double ratio = static_cast<double>(from) / static_cast<double>(to);
  const double at = std::clamp((static_cast<double>(place) + 0.5) * ratio - 0.5, 0.0,
                               static_cast<double>(from - 1));
  const auto low = static_cast<arma::uword>(std::floor(at));
  return {low, std::min(low + 1, from - 1), at - static_cast<double>(low)};
}

}  // namespace

arma::vec resized_map(const arma::vec& map, const Shape& from, const Shape& to, bool nearest) {
  arma::vec now = map;
  Shape sizes = from;
  for (std::size_t axis = 0; axis < from.size(); ++axis) {
    if (from[axis] == to[axis]) continue;
    sizes[axis] = to[axis];
    const arma::uword inner =
        n_elements(Shape(sizes.begin() + static_cast<std::ptrdiff_t>(axis) + 1, sizes.end()));
    std::vector<Reading> readings(to[axis]);
    for (arma::uword place = 0; place < to[axis]; ++place) {
      readings[place] = reading_of(place, from[axis], to[axis], nearest);
    }
    arma::vec next(n_elements(sizes));
    double* out = next.memptr();
    for (const double* outer = now.begin(); outer != now.end(); outer += inner * from[axis]) {
      for (const Reading& at : readings) {
        const double* low = outer + at.low * inner;
        const double* high = outer + at.high * inner;
        for (arma::uword i = 0; i < inner; ++i)
          *out++ = (1 - at.share) * low[i] + at.share * high[i];
      }
    }
    now = std::move(next);
  }
  return now;
}

}  // namespace lucarne::saliency
