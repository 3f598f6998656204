// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/figure.hpp>

#include <string>
#include <vector>

/// From values to places: ranges and the numbers written along them. gnuplot's own choice is never
/// used, so that margins are known before anything is drawn and no range can be empty.
namespace lucarne {

/// requires: min < max, both finite; min > 0 where logarithmic
struct Range {
  double min = 0;
  double max = 1;
  bool logarithmic = false;

  /// 0 at min, 1 at max.
  double fraction(double value) const;
  bool holds(double value) const { return value >= min && value <= max; }
};

/// Smallest and largest of the finite values seen (of the positive ones where logarithmic).
class Extent {
 public:
  explicit Extent(bool logarithmic = false) : logarithmic_(logarithmic) {}
  void add(double value);
  void add(const arma::vec& values);
  bool empty() const { return empty_; }
  double min() const { return min_; }
  double max() const { return max_; }

  /// Widened by `padding` (a share of its length) where `axis` does not fix an end; never empty.
  Range range(const Axis& axis, double padding_below, double padding_above) const;

 private:
  bool logarithmic_;
  bool empty_ = true;
  double min_ = 0;
  double max_ = 0;
};

struct Tick {
  double at = 0;
  std::string label;
};

/// A number as people of that language write it: decimal comma, grouped thousands, real minus sign.
std::string axis_number(double value, int decimals, Language language);

/// Round numbers within the range, at most `at_most` (which is at least 2).
std::vector<Tick> ticks_of(const Range& range, std::size_t at_most, Language language);

}  // namespace lucarne
