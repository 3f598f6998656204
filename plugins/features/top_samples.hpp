// SPDX-License-Identifier: MIT
#pragma once

#include "features/ascent.hpp"

#include <lucarne/fold.hpp>
#include <lucarne/top_k.hpp>

namespace lucarne::features {

/// The items of a split that raise each aim most, and the range of the inputs.
class TopSamples {
 public:
  TopSamples() = default;
  TopSamples(std::vector<Aim> aims, std::vector<Shape> shapes, arma::uword k);

  void consume(const Block& block);
  void merge(const TopSamples& right);
  void archive(Archive& archive);

  TopK top;                          ///< one feature an aim
  double lower = arma::datum::inf;   ///< smallest input
  double upper = -arma::datum::inf;  ///< largest input

 private:
  std::vector<Aim> aims_;
  std::vector<Shape> shapes_;
};

}  // namespace lucarne::features
