// SPDX-License-Identifier: MIT
#include "network/broadcast_walk.hpp"

#include "network/strided_view.hpp"

#include <algorithm>

namespace lucarne {

std::vector<std::ptrdiff_t> broadcast_strides(const Shape& in, const Shape& out) {
  const std::vector<std::ptrdiff_t> own = c_strides(in);
  std::vector<std::ptrdiff_t> strides(out.size(), 0);
  for (std::size_t back = 1; back <= in.size(); ++back) {
    if (in[in.size() - back] != 1) strides[out.size() - back] = own[in.size() - back];
  }
  return strides;
}

bool broadcasts_to(const Shape& in, const Shape& out) {
  if (in.size() > out.size()) return false;
  for (std::size_t back = 1; back <= in.size(); ++back) {
    const arma::uword size = in[in.size() - back];
    if (size != 1 && size != out[out.size() - back]) return false;
  }
  return true;
}

Shape joint_shape(const Shape& a, const Shape& b) {
  Shape shape(std::max(a.size(), b.size()), 1);
  for (std::size_t back = 1; back <= shape.size(); ++back) {
    arma::uword& size = shape[shape.size() - back];
    if (back <= a.size()) size = a[a.size() - back];
    if (back <= b.size() && size == 1) size = b[b.size() - back];
  }
  return shape;
}

}  // namespace lucarne
