// SPDX-License-Identifier: MIT
#include "output/drawing_scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

// 10^n in raised digits, which need no markup.
std::string power_of_ten(int exponent) {
  static constexpr const char* raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = exponent < 0 ? "10⁻" : "10";
  for (const char digit : std::to_string(std::abs(exponent))) text += raised[digit - '0'];
  return text;
}

std::string scaled_text(double value, int exponent, int decimals, Language language) {
  if (value == 0) return "0";
  return axis_number(value / std::pow(10, exponent), decimals, language) + "·" +
         power_of_ten(exponent);
}

// The smallest of 1, 2, 2.5, 5 times a power of ten that gives at most `at_most` ticks.
double round_step(double length, std::size_t at_most) {
  const double least = length / static_cast<double>(at_most);
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

int decimals_of(double step) {
  for (int decimals = 0; decimals < 12; ++decimals) {
    const double scaled = step * std::pow(10, decimals);
    if (std::abs(scaled - std::round(scaled)) < 1e-6 * scaled) return decimals;
  }
  return 12;
}

std::vector<Tick> linear_ticks(const Range& range, std::size_t at_most, Language language) {
  const double step = round_step(range.max - range.min, at_most);
  const double largest = std::max(std::abs(range.min), std::abs(range.max));
  const int exponent = static_cast<int>(std::floor(std::log10(largest)));
  const bool scaled = exponent >= 6 || exponent <= -5;
  const int decimals = decimals_of(scaled ? step / std::pow(10, exponent) : step);
  std::vector<Tick> ticks;
  // Counted in whole steps: adding the step up would leave 0.30000000000000004.
  const double slack = 1e-9 * (range.max - range.min);
  for (double k = std::ceil((range.min - slack) / step); k * step <= range.max + slack; ++k) {
    const double at = k == 0 ? 0 : k * step;
    ticks.push_back({at, scaled ? scaled_text(at, exponent, decimals, language)
                                : axis_number(at, decimals, language)});
    if (ticks.size() > at_most + 1) break;  // steps below the precision of such large numbers
  }
  return ticks;
}

std::vector<Tick> logarithmic_ticks(const Range& range, std::size_t at_most, Language language) {
  const int first = static_cast<int>(std::ceil(std::log10(range.min) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(range.max) + 1e-9));
  const int decades = last - first + 1;
  const auto text = [language](double at) {
    const int exponent = static_cast<int>(std::floor(std::log10(at) + 1e-9));
    if (exponent < -4 || exponent > 5) {
      const double factor = at / std::pow(10, exponent);
      return factor < 1.5 ? power_of_ten(exponent) : scaled_text(at, exponent, 0, language);
    }
    return axis_number(at, std::max(0, -exponent), language);
  };
  std::vector<Tick> ticks;
  const bool dense = decades <= 2 && at_most >= 3;
  const int stride =
      std::max(1, (decades + static_cast<int>(at_most) - 1) / static_cast<int>(at_most));
  for (int exponent = dense ? first - 1 : first; exponent <= last; exponent += dense ? 1 : stride) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double at = factor * std::pow(10, exponent);
      if ((factor > 1 && !dense) || at < range.min * (1 - 1e-9) || at > range.max * (1 + 1e-9)) {
        continue;
      }
      ticks.push_back({at, text(at)});
    }
  }
  return ticks;
}

}  // namespace

double Range::fraction(double value) const {
  if (logarithmic) return std::log(value / min) / std::log(max / min);
  return (value - min) / (max - min);
}

void Extent::add(double value) {
  // The bound keeps the length of a range finite.
  if (!(std::abs(value) < 1e300) || (logarithmic_ && value <= 0)) return;
  min_ = empty_ ? value : std::min(min_, value);
  max_ = empty_ ? value : std::max(max_, value);
  empty_ = false;
}

void Extent::add(const arma::vec& values) {
  for (const double value : values) add(value);
}

Range Extent::range(const Axis& axis, double padding_below, double padding_above) const {
  const auto usable = [this](const std::optional<double>& end) {
    return end && std::isfinite(*end) && (!logarithmic_ || *end > 0);
  };
  Range range{empty_ ? (logarithmic_ ? 0.1 : 0) : min_, empty_ ? 1 : max_, logarithmic_};
  if (logarithmic_) {
    const double decades = std::log10(range.max / range.min);
    range.min /= std::pow(10, decades * padding_below);
    range.max *= std::pow(10, decades * padding_above);
  } else {
    const double length = range.max - range.min;
    range.min -= length * padding_below;
    range.max += length * padding_above;
  }
  if (usable(axis.min)) range.min = *axis.min;
  if (usable(axis.max)) range.max = *axis.max;
  if (range.min > range.max && !(usable(axis.min) && usable(axis.max))) {
    // One end was fixed beyond all values.
    (usable(axis.min) ? range.max : range.min) = usable(axis.min) ? range.min : range.max;
  }
  if (range.min > range.max) std::swap(range.min, range.max);
  const double size = std::max(std::abs(range.min), std::abs(range.max));
  if (logarithmic_ && range.max / range.min < 1.001) {
    range.min /= 2;
    range.max *= 2;
  } else if (!logarithmic_ && range.max - range.min <= 1e-9 * size) {
    const double half = size > 0 ? size * 0.05 : 0.5;
    range.min -= half;
    range.max += half;
  } else if (size == 0) {
    range.max = 1;
  }
  return range;
}

std::string axis_number(double value, int decimals, Language language) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  std::string digits = fmt::format("{:.{}f}", std::abs(value), std::clamp(decimals, 0, 17));
  const bool negative = value < 0 && digits.find_first_of("123456789") != std::string::npos;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const bool french = language == Language::french;
  if (point < digits.size() && french) digits[point] = ',';
  if (point > 4) {
    for (std::size_t at = point; at > 3; at -= 3) digits.insert(at - 3, french ? "\u202F" : ",");
  }
  return (negative ? "−" : "") + digits;
}

std::vector<Tick> ticks_of(const Range& range, std::size_t at_most, Language language) {
  const std::size_t bound = std::max<std::size_t>(2, at_most);
  if (!range.logarithmic) return linear_ticks(range, bound, language);
  std::vector<Tick> ticks = logarithmic_ticks(range, bound, language);
  // Within one decade there may be no round number to write.
  if (ticks.empty()) ticks = linear_ticks({range.min, range.max}, bound, language);
  return ticks;
}

}  // namespace lucarne
