// SPDX-License-Identifier: MIT
#include "embedding/map_neighbours.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <vector>

namespace embedding {
namespace {

constexpr std::size_t points_per_leaf = 12;

struct Near {
  double squared;
  std::uint32_t index;
  bool operator<(const Near& other) const {
    return std::tuple(squared, index) < std::tuple(other.squared, other.index);
  }
};

// Halves of the points by the middle of the longest side, down to a few; a node is its part of the
// permuted points.
class Tree {
 public:
  explicit Tree(const arma::mat& points) : points_(points), order_(points.n_cols) {
    std::iota(order_.begin(), order_.end(), 0U);
    build(0, order_.size());
  }

  // The k nearest of point `query`, nearest first.
  void search(std::uint32_t query, std::size_t k, std::vector<Near>& found) const {
    found.clear();
    descend(0, query, k, found);
    std::sort_heap(found.begin(), found.end());
  }

 private:
  struct Node {
    std::size_t begin;
    std::size_t end;
    std::size_t right = 0;  // the left child comes next; 0: a leaf
    std::uint32_t lowest;   // index among its points
    std::size_t box;        // where its least and greatest coordinates begin
  };

  std::size_t build(std::size_t begin, std::size_t end) {
    const std::size_t number = nodes_.size();
    const auto first = order_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = order_.begin() + static_cast<std::ptrdiff_t>(end);
    nodes_.push_back({begin, end, 0, *std::min_element(first, last), boxes_.size()});
    arma::uword longest = 0;
    double length = -1;
    for (arma::uword d = 0; d < points_.n_rows; ++d) {
      const auto [low, high] = std::minmax_element(
          first, last,
          [&](std::uint32_t a, std::uint32_t b) { return points_(d, a) < points_(d, b); });
      boxes_.push_back(points_(d, *low));
      boxes_.push_back(points_(d, *high));
      if (boxes_.back() - points_(d, *low) > length) {
        length = boxes_.back() - points_(d, *low);
        longest = d;
      }
    }
    if (end - begin <= points_per_leaf) return number;
    // By index where they coincide, so that the search meets lower ones first.
    const std::size_t middle = begin + (end - begin) / 2;
    std::nth_element(first, order_.begin() + static_cast<std::ptrdiff_t>(middle), last,
                     [&](std::uint32_t a, std::uint32_t b) {
                       return std::tuple(points_(longest, a), a) <
                              std::tuple(points_(longest, b), b);
                     });
    build(begin, middle);
    const std::size_t right = build(middle, end);
    nodes_[number].right = right;
    return number;
  }

  double distance_to(const Node& node, std::uint32_t query) const {
    double squared = 0;
    for (arma::uword d = 0; d < points_.n_rows; ++d) {
      const double low = boxes_[node.box + 2 * d];
      const double high = boxes_[node.box + 2 * d + 1];
      const double outside = std::max({low - points_(d, query), points_(d, query) - high, 0.0});
      squared += outside * outside;
    }
    return squared;
  }

  void descend(std::size_t number, std::uint32_t query, std::size_t k,
               std::vector<Near>& found) const {
    const Node& node = nodes_[number];
    if (node.right == 0) {
      for (std::size_t place = node.begin; place < node.end; ++place) {
        consider(order_[place], query, k, found);
      }
      return;
    }
    std::size_t near = number + 1;
    std::size_t far = node.right;
    double near_distance = distance_to(nodes_[near], query);
    double far_distance = distance_to(nodes_[far], query);
    if (far_distance < near_distance) {
      std::swap(near, far);
      std::swap(near_distance, far_distance);
    }
    for (const auto& [child, squared] :
         {std::pair(near, near_distance), std::pair(far, far_distance)}) {
      if (found.size() < k || Near{squared, nodes_[child].lowest} < found.front()) {
        descend(child, query, k, found);
      }
    }
  }

  // `found` is a heap whose first is the farthest.
  void consider(std::uint32_t index, std::uint32_t query, std::size_t k,
                std::vector<Near>& found) const {
    if (index == query) return;
    double squared = 0;
    for (arma::uword d = 0; d < points_.n_rows; ++d) {
      const double difference = points_(d, index) - points_(d, query);
      squared += difference * difference;
    }
    const Near candidate{squared, index};
    if (found.size() == k) {
      if (!(candidate < found.front())) return;
      std::pop_heap(found.begin(), found.end());
      found.pop_back();
    }
    found.push_back(candidate);
    std::push_heap(found.begin(), found.end());
  }

  const arma::mat& points_;
  std::vector<std::uint32_t> order_;
  std::vector<Node> nodes_;
  std::vector<double> boxes_;
};

}  // namespace

Neighbours map_neighbours(const arma::mat& points, arma::uword k, const ParallelFor& parallel_for) {
  const Tree tree(points);
  Neighbours neighbours{arma::Mat<std::uint32_t>(k, points.n_cols), arma::fmat(k, points.n_cols)};
  for_rows(parallel_for, points.n_cols, [&](arma::uword i) {
    std::vector<Near> found;
    found.reserve(k);
    tree.search(static_cast<std::uint32_t>(i), k, found);
    for (arma::uword m = 0; m < k; ++m) {
      neighbours.indices(m, i) = found[m].index;
      neighbours.squared(m, i) = static_cast<float>(found[m].squared);
    }
  });
  return neighbours;
}

}  // namespace embedding
