// SPDX-License-Identifier: MIT
#include "data/normalisation.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <cmath>

namespace lucarne {
namespace {

std::vector<float> one_a_channel(const std::vector<double>& values, double otherwise,
                                 std::size_t channels) {
  if (values.empty()) return std::vector<float>(channels, static_cast<float>(otherwise));
  if (values.size() == 1) return std::vector<float>(channels, static_cast<float>(values.front()));
  return {values.begin(), values.end()};
}

}  // namespace

Normalisation::Normalisation(const NormalisationSpec& spec, const Shape& item_shape,
                             bool channels_last) {
  if (spec.mean.empty() && spec.std.empty()) return;
  std::size_t channels = 1;
  if (item_shape.size() == 1) channels = item_shape.front();
  if (item_shape.size() > 2) channels = channels_last ? item_shape.back() : item_shape.front();
  const auto check = [&](const std::vector<double>& values, const char* name) {
    if (values.size() <= 1 || values.size() == channels) return;
    const char* const mend = item_shape.size() < 3 ? ""
                             : channels_last       ? "; is 'order: chw' meant?"
                                                   : "; is 'order: hwc' meant?";
    throw Error(
        fmt::format("data.normalize.{}: wanted one number, or one for each of the {} "
                    "channels of items of {}, found {}{}",
                    name, channels, to_string(item_shape), values.size(), mend));
  };
  check(spec.mean, "mean");
  check(spec.std, "std");
  const std::size_t count = std::max(spec.mean.size(), spec.std.size()) == 1 ? 1 : channels;
  mean_ = one_a_channel(spec.mean, 0, count);
  std_ = one_a_channel(spec.std, 1, count);
  for (const float deviation : std_) {
    if (!(deviation > 0) || !std::isfinite(deviation) || !std::isfinite(1 / deviation)) {
      throw Error(fmt::format("data.normalize.std: wanted numbers above 0, found {}", deviation));
    }
  }
  if (item_shape.size() > 2 && !channels_last) run_ = n_elements(item_shape) / channels;
}

void Normalisation::apply(std::span<float> values) const {
  if (mean_.empty()) return;
  for (std::size_t begin = 0, channel = 0; begin < values.size();
       begin += run_, channel = channel + 1 < mean_.size() ? channel + 1 : 0) {
    const float mean = mean_[channel];
    const float deviation = std_[channel];
    for (float& value : values.subspan(begin, run_)) value = (value - mean) / deviation;
  }
}

void Normalisation::undo(std::span<float> values) const {
  if (mean_.empty()) return;
  for (std::size_t begin = 0, channel = 0; begin < values.size();
       begin += run_, channel = channel + 1 < mean_.size() ? channel + 1 : 0) {
    for (float& value : values.subspan(begin, run_)) value = value * std_[channel] + mean_[channel];
  }
}

}  // namespace lucarne
