// SPDX-License-Identifier: MIT
#pragma once

#include "embedding/exponential_weights.hpp"
#include "embedding/point_loops.hpp"
#include "network/sparse_columns.hpp"
#include "network/training_loops.hpp"
#include "saliency/methods/walk_loops.hpp"

#include <algorithm>
#include <cmath>

/// How many floats run_loops() reads, and writes.
constexpr std::size_t loop_inputs = 5000;
constexpr std::size_t loop_outputs = 5000;

/// A number in three floats, so that no bit is lost.
inline float* put(double number, float* at) {
  for (int part = 0; part < 3; ++part) {
    at[part] = static_cast<float>(number);
    number -= static_cast<double>(at[part]);
  }
  return at + 3;
}

/// Calls every loop that is compiled for several instruction sets, at lengths that do and do not
/// fill their vectors, and puts what comes out behind one another. Returns how much that is.
inline std::size_t run_loops(const float* in, float* out) {
  float* at = out;
  for (const std::size_t n : {1UL, 7UL, 16UL, 100UL, 333UL}) {
    const float* gradients = in + 3 * n;
    std::copy_n(in, 2 * n, at);
    lucarne::training::descend(at, gradients, n, 0.0123F);
    lucarne::training::descend_with_momentum(at, at + n, gradients, n, 0.0123F, 0.9F);
    lucarne::training::approach(at, gradients, n, 0.007F);
    at += 2 * n;
    std::copy_n(in, 2 * n, at);
    for (std::size_t i = 0; i < n; ++i) at[2 * n + i] = in[i] * in[i];
    lucarne::training::adam(at, at + n, at + 2 * n, gradients, n, {0.1F, 0.001F, 0.01F, 1e-7F});
    at += 3 * n;
    // A matrix of n rows and 12 columns, and 12 values of which some are zero.
    lucarne::Entry entries[12];
    float values[12];
    for (std::size_t i = 0; i < 12; ++i) values[i] = i % 3 == 1 ? 0 : in[i];
    const std::size_t count = lucarne::nonzero_entries(values, 12, 12, entries);
    lucarne::sum_columns(in, n, entries, count, at);
    at += n;
    // Distances of which some are infinitely far, and moments beside the weights.
    double distances[24];
    double weights[24];
    for (std::size_t i = 0; i < 24; ++i) {
      const auto value = static_cast<double>(in[n + i]);
      distances[i] = i % 5 == 4 ? HUGE_VAL : value * value;
    }
    embedding::WeightMoments moments;
    embedding::exponential_weights(distances, 24, 0.7, weights, moments);
    for (std::size_t i = 0; i < 24; ++i) at = put(weights[i], at);
    for (std::size_t lane = 0; lane < embedding::weight_lanes; ++lane) {
      at = put(moments.sum[lane], at);
      at = put(moments.first[lane], at);
      at = put(moments.second[lane], at);
    }
    // Points of a map, filled up to whole vectors, and edges among them.
    float padded[2][336];
    std::uint32_t targets[333];
    std::fill_n(padded[0], 2 * 336, embedding::nowhere);
    std::copy_n(in, n, padded[0]);
    std::copy_n(in + n, n, padded[1]);
    for (std::size_t i = 0; i < n; ++i) targets[i] = static_cast<std::uint32_t>(i * 7 % n);
    const embedding::PairSums sums =
        embedding::push_of_all(padded[0], padded[1], (n + 15) / 16 * 16, in[n / 2], in[n + n / 2]);
    for (const double sum : {sums.x, sums.y, sums.kernel}) at = put(sum, at);
    embedding::pull_of_edges(targets, in + 2 * n, n, in, in[0], in[n], at);
    at += 2;
    // Values, slopes and states of units, 40 of them.
    double units[4][40];
    for (std::size_t i = 0; i < 40; ++i) {
      for (std::size_t row = 0; row < 2; ++row) {
        units[row][i] = static_cast<double>(in[row * n + i]) / 3;
      }
    }
    std::size_t places[40];
    lucarne::saliency::states_at(0.3, units[0], units[1], 40, units[2]);
    lucarne::saliency::states_at(0.6, units[0], units[1], 40, units[3]);
    const std::size_t n_places = lucarne::saliency::differences(units[2], units[3], 40, places);
    for (std::size_t i = 0; i < n_places; ++i) units[3][places[i]] += 0.25;
    lucarne::saliency::add_multiple(0.7, units[0], 40, units[1]);
    lucarne::saliency::add_where_on(0.1, units[3], units[0], 40, units[1]);
    for (std::size_t i = 0; i < 40; ++i) at = put(units[1][i], at);
  }
  return static_cast<std::size_t>(at - out);
}
