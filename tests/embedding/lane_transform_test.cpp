// SPDX-License-Identifier: MIT
#include "embedding/lane_transform.hpp"
#include "embedding/b_spline.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <complex>
#include <numbers>

using embedding::LaneBuffer;
using embedding::LaneTransform;
using embedding::transform_lanes;

TEST_CASE("transforms side by side are the sums of their definition") {
  const std::size_t length = GENERATE(2U, 3U, 4U, 5U, 6U, 8U, 30U, 64U, 90U, 125U);
  LaneBuffer data(length);
  LaneBuffer spare(length);
  for (std::size_t i = 0; i < length * transform_lanes; ++i) {
    data.real[i] = static_cast<float>(std::sin(1.3 * static_cast<double>(i)));
    data.imaginary[i] = static_cast<float>(std::cos(0.7 * static_cast<double>(i * i % 97)));
  }
  const LaneBuffer before = data;
  LaneTransform(length).forward(data, spare);
  double worst = 0;
  for (std::size_t k = 0; k < length; ++k) {
    for (const std::size_t lane : {0U, 7U, 15U}) {
      std::complex<double> sum = 0;
      for (std::size_t j = 0; j < length; ++j) {
        const std::size_t at = j * transform_lanes + lane;
        sum += std::complex<double>(static_cast<double>(before.real[at]),
                                    static_cast<double>(before.imaginary[at])) *
               std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(j * k) /
                                   static_cast<double>(length));
      }
      const std::size_t at = k * transform_lanes + lane;
      worst = std::max(
          worst, std::abs(sum - std::complex<double>(static_cast<double>(data.real[at]),
                                                     static_cast<double>(data.imaginary[at]))));
    }
  }
  CHECK(worst < 1e-5 * std::sqrt(static_cast<double>(length)));
  LaneTransform(length).backward(data, spare);
  double apart = 0;
  for (std::size_t i = 0; i < data.real.size(); ++i) {
    const float scale = 1 / static_cast<float>(length);
    apart = std::max(apart, static_cast<double>(std::abs(data.real[i] * scale - before.real[i])));
    apart = std::max(
        apart, static_cast<double>(std::abs(data.imaginary[i] * scale - before.imaginary[i])));
  }
  CHECK(apart < 2e-6);
}

TEST_CASE("fast lengths are even and have the factors 2, 3 and 5 alone") {
  CHECK(embedding::fast_transform_length(0) == 2);
  CHECK(embedding::fast_transform_length(31) == 32);
  CHECK(embedding::fast_transform_length(962) == 972);
  CHECK(embedding::fast_transform_length(973) == 1000);
}

TEST_CASE("weights of a cubic B-spline are those of the textbook and add up to 1") {
  const auto weights = embedding::b_spline_weights(4);
  // At a node: 1/6, 2/3, 1/6, 0.
  CHECK(weights[0][0] == Approx(1.0 / 6));
  CHECK(weights[0][1] == Approx(2.0 / 3));
  CHECK(weights[0][2] == Approx(1.0 / 6));
  CHECK(std::abs(weights[0][3]) < 1e-15);
  for (const double t : {0.0, 0.3, 0.9}) {
    double sum = 0;
    for (std::size_t node = 0; node < 4; ++node) {
      double weight = 0;
      for (std::size_t power = 0; power < 4; ++power) {
        weight += weights[power][node] * std::pow(t, static_cast<double>(power));
      }
      CHECK(weight ==
            Approx(embedding::b_spline(4, t + 3 - static_cast<double>(node))).margin(1e-15));
      sum += weight;
    }
    CHECK(sum == Approx(1));
  }
}

TEST_CASE("a cubic B-spline's transform is two thirds and a third of a cosine") {
  const std::vector<double> transform = embedding::b_spline_transform(4, 12);
  for (std::size_t k = 0; k < 12; ++k) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(k) / 12;
    CHECK(transform[k] == Approx(2.0 / 3 + std::cos(angle) / 3));
  }
}
