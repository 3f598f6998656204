// SPDX-License-Identifier: MIT
#include "saliency/methods/local_map.hpp"

#include "saliency/methods/window_axes.hpp"

#include <algorithm>

namespace lucarne::saliency {
namespace {

// 64 MiB.
constexpr arma::uword most_weights = arma::uword{1} << 24U;

/// What a convolution's weights are read from.
struct Windows {
  Shape in;  // axes behind the channels
  Shape out;
  std::vector<WindowAxis> axes;

  arma::uword n_colours() const {
    arma::uword count = 1;
    for (const WindowAxis& axis : axes) count *= axis.n_colours;
    return count;
  }

  Shape colours() const {
    Shape counts;
    for (const WindowAxis& axis : axes) counts.push_back(axis.n_colours);
    return counts;
  }

  /// The places that one place of the output reads, in order.
  std::vector<arma::uword> read_by(arma::uword place) const {
    const std::vector<arma::uword> position = position_of(place, out);
    std::vector<arma::uword> places{0};
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      std::vector<arma::uword> further;
      for (const arma::uword start : places) {
        for (const arma::uword read : axes[axis].reads[position[axis]]) {
          further.push_back(start * in[axis] + read);
        }
      }
      places = std::move(further);
    }
    return places;
  }

  arma::uword colour_of(arma::uword place) const {
    std::vector<arma::uword> position = position_of(place, in);
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      position[axis] = axes[axis].colours[position[axis]];
    }
    return place_at(position, colours());
  }
};

/// A tap, and the place of the output that has it.
struct TapOf {
  std::size_t tap;
  arma::uword place;
};

// No place of the output reads two places of one colour, so that one pass shows what each adds.
// `places`: all of one colour; `taps`: those that read them
void read_weights(const LinearMap& map, const std::vector<arma::uword>& places,
                  const std::vector<TapOf>& taps, arma::uword n_in, arma::uword n_out,
                  arma::fcube& weights) {
  arma::fmat units(n_in * weights.n_cols, 1, arma::fill::zeros);
  arma::fmat sums;
  for (arma::uword channel = 0; channel < weights.n_cols; ++channel) {
    for (const arma::uword place : places) units(channel * n_in + place) = 1;
    map.forward(units, sums);
    for (const arma::uword place : places) units(channel * n_in + place) = 0;
    for (const TapOf& tap : taps) {
      float* column = weights.slice_memptr(tap.tap) + channel * weights.n_rows;
      const float* from = sums.memptr() + tap.place;
      for (arma::uword i = 0; i < weights.n_rows; ++i) column[i] = from[i * n_out];
    }
  }
}

}  // namespace

arma::uword LocalMap::number_of(const arma::fmat& matrix) {
  const auto place = std::ranges::find_if(matrices_, [&](const arma::fmat& known) {
    return std::equal(known.begin(), known.end(), matrix.begin());
  });
  const auto number = static_cast<arma::uword>(place - matrices_.begin());
  if (place == matrices_.end()) matrices_.push_back(matrix);
  return number;
}

std::optional<LocalMap> LocalMap::of(const Question& question, const Layer& layer, const Shape& in,
                                     arma::uword n_points) {
  const Shape& out = layer.shape;
  if (in.size() < 2 || out.size() != in.size()) return std::nullopt;
  const auto one = [](float) { return 1.0F; };
  const auto unchanged = [](float number) { return number; };
  const auto counting = question.model.linear_map(layer.name, {.weight = one});
  const auto map = question.model.linear_map(layer.name, {.weight = unchanged});
  arma::uword n_lines = 0;
  for (std::size_t axis = 1; axis < in.size(); ++axis) n_lines += in[axis];
  // The questions are a quarter of the work at most.
  if (counting == nullptr || map == nullptr || 4 * n_lines > n_points) return std::nullopt;
  const Windows windows{Shape(in.begin() + 1, in.end()), Shape(out.begin() + 1, out.end()),
                        window_axes(*counting, in, out)};
  if (4 * (n_lines + windows.n_colours() * in[0]) > n_points) return std::nullopt;

  LocalMap result;
  result.n_places_in_ = n_elements(windows.in);
  result.starts_ = {0};
  for (arma::uword place = 0; place < n_elements(windows.out); ++place) {
    for (const arma::uword read : windows.read_by(place)) result.taps_.push_back({read, 0});
    result.starts_.push_back(result.taps_.size());
  }
  if (result.taps_.empty() || result.taps_.size() * in[0] * out[0] > most_weights) {
    return std::nullopt;
  }
  std::vector<std::vector<arma::uword>> places(windows.n_colours());
  for (arma::uword place = 0; place < result.n_places_in_; ++place) {
    places[windows.colour_of(place)].push_back(place);
  }
  std::vector<std::vector<TapOf>> taps(windows.n_colours());
  for (arma::uword place = 0; place < result.n_places(); ++place) {
    for (std::size_t tap = result.starts_[place]; tap < result.starts_[place + 1]; ++tap) {
      taps[windows.colour_of(result.taps_[tap].place)].push_back({tap, place});
    }
  }
  arma::fcube weights(out[0], in[0], result.taps_.size(), arma::fill::none);
  question.workers.parallel_for(windows.n_colours(), [&](arma::uword colour) {
    read_weights(*map, places[colour], taps[colour], result.n_places_in_, result.n_places(),
                 weights);
  });
  if (!weights.is_finite()) return std::nullopt;
  for (std::size_t tap = 0; tap < result.taps_.size(); ++tap) {
    result.taps_[tap].matrix = result.number_of(weights.slice(tap));
  }
  return result;
}

}  // namespace lucarne::saliency
