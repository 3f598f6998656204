// SPDX-License-Identifier: MIT
#include "saliency/methods/kink.hpp"

namespace lucarne::saliency {
namespace {

void add_crossings(float threshold, const Stretch& stretch, std::vector<double>& places) {
  const float* begin = stretch.at_begin.front();
  const float* end = stretch.at_end.front();
  for (arma::uword i = 0; i < stretch.n_elements; ++i) {
    if ((begin[i] > threshold) == (end[i] > threshold)) continue;
    const double z0 = static_cast<double>(begin[i]) - static_cast<double>(threshold);
    const double z1 = static_cast<double>(end[i]) - static_cast<double>(threshold);
    places.push_back(stretch.begin + stretch.length * z0 / (z0 - z1));
  }
}

/// A candidate along the stretch: from z0 to z0 + rise.
struct Ray {
  double z0;
  double rise;
};

/// Fills the candidates of an output, with their signs changed where the smallest counts.
void rays_of(const Kink& kink, const Stretch& stretch, arma::uword output, std::vector<Ray>& rays) {
  rays.clear();
  const double sign = kink.smallest ? -1 : 1;
  for (std::size_t i = kink.starts[output]; i < kink.starts[output + 1]; ++i) {
    const Kink::Candidate& one = kink.candidates[i];
    const auto z0 = static_cast<double>(stretch.at_begin[one.tensor][one.element]);
    const auto z1 = static_cast<double>(stretch.at_end[one.tensor][one.element]);
    rays.push_back({sign * z0, sign * (z1 - z0)});
  }
  if (!kink.constants.is_empty()) {
    rays.push_back({sign * static_cast<double>(kink.constants(output)), 0});
  }
}

// The upper envelope of the rays, from left to right: each time to the first of those that rise
// faster to meet the one on top.
void add_envelope(const std::vector<Ray>& rays, const Stretch& stretch,
                  std::vector<double>& places) {
  const Ray* top = &rays.front();
  for (const Ray& ray : rays) {
    if (ray.z0 > top->z0 || (ray.z0 == top->z0 && ray.rise > top->rise)) top = &ray;
  }
  for (;;) {
    const Ray* next = nullptr;
    double meet = 1;
    for (const Ray& ray : rays) {
      if (ray.rise <= top->rise) continue;
      const double at = (top->z0 - ray.z0) / (ray.rise - top->rise);
      if (at > meet || (at == meet && (next == nullptr || ray.rise <= next->rise))) continue;
      meet = at;
      next = &ray;
    }
    if (next == nullptr || meet >= 1) return;
    places.push_back(stretch.begin + stretch.length * meet);
    top = next;
  }
}

}  // namespace

void add_switches(const Kink& kink, const Stretch& stretch, std::vector<double>& places) {
  for (const float threshold : kink.thresholds) add_crossings(threshold, stretch, places);
  if (!kink.thresholds.is_empty()) return;
  std::vector<Ray> rays;
  for (arma::uword output = 0; output < kink.n_outputs(); ++output) {
    rays_of(kink, stretch, output, rays);
    if (rays.size() > 1) add_envelope(rays, stretch, places);
  }
}

}  // namespace lucarne::saliency
