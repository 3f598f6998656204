// SPDX-License-Identifier: MIT
#include "network/training_descent.hpp"

#include <algorithm>
#include <cmath>

namespace lucarne::training {
namespace {

// Parameters whose gradient is one task: 112 KB. Part of the numbers: the bits of the result depend
// on the cut, and on no thread count.
constexpr arma::uword slab_elements = 28672;

arma::uword rounded_up(arma::uword size, arma::uword piece) { return (size + piece - 1) / piece; }

Parameters zeros_like(const Parameters& parameters) {
  Parameters zeros;
  for (const arma::fmat& layer : parameters) {
    zeros.emplace_back(arma::size(layer), arma::fill::zeros);
  }
  return zeros;
}

}  // namespace

Descent::Descent(const Perceptron& start, const TrainingSpec& spec, arma::uword n_steps)
    : rule_(spec),
      current_(parameters_of(start)),
      first_moments_(zeros_like(current_)),
      second_moments_(zeros_like(current_)),
      means_(current_),
      slabs_(cut(current_)),
      n_before_tail_(n_steps - static_cast<arma::uword>(
                                   std::ceil(spec.averaged_tail * static_cast<double>(n_steps)))) {}

std::vector<Descent::Slab> Descent::cut(const Parameters& parameters) {
  std::vector<Slab> slabs;
  // A gang starts with the last task: the first layer, whose slabs are the largest.
  for (std::size_t layer = parameters.size(); layer-- > 0;) {
    const arma::uword columns = parameters[layer].n_cols;
    const arma::uword wanted = rounded_up(parameters[layer].n_elem, slab_elements);
    const arma::uword width =
        std::max<arma::uword>(32, 4 * rounded_up(rounded_up(columns, wanted), 4));
    for (arma::uword first = 0; first < columns; first += width) {
      slabs.push_back({layer, first, std::min(width, columns - first)});
    }
  }
  return slabs;
}

// Averaging the last parameters takes out the noise that single batches leave in them; Ruppert
// 1988, Polyak and Juditsky 1992 (doi:10.1137/0330046), over a tail as in Jain et al. 2018
// (arXiv:1610.03774).
void Descent::start_step() {
  rule_.start_step();
  ++n_steps_;
  if (n_steps_ > n_before_tail_) mean_share_ = 1 / static_cast<float>(n_steps_ - n_before_tail_);
}

void Descent::update(std::size_t slab, const Batch& batch, std::vector<float>& scratch) {
  const auto& [layer, first, count] = slabs_[slab];
  arma::fmat& parameters = current_[layer];
  const std::size_t n = parameters.n_rows * count;
  if (scratch.size() < n) scratch.resize(n);
  gradient(batch, layer, first, count, scratch);
  rule_.apply(parameters.colptr(first), first_moments_[layer].colptr(first),
              second_moments_[layer].colptr(first), scratch.data(), n);
  if (mean_share_ > 0) {
    approach(means_[layer].colptr(first), parameters.colptr(first), n, mean_share_);
  }
}

}  // namespace lucarne::training
