// SPDX-License-Identifier: MIT
#include "host/linear_cka.hpp"

#include <cmath>

namespace lucarne {

LinearCka::LinearCka(std::vector<arma::uword> widths_a, std::vector<arma::uword> widths_b)
    : n_layers_a_(widths_a.size()) {
  widths_a.insert(widths_a.end(), widths_b.begin(), widths_b.end());
  starts_.push_back(0);
  for (const arma::uword width : widths_a) starts_.push_back(starts_.back() + width);
  sums_.zeros(starts_.back());
  products_.zeros(starts_.back(), starts_.back());
}

void LinearCka::add(const std::vector<const arma::fmat*>& layers_a,
                    const std::vector<const arma::fmat*>& layers_b) {
  std::vector<const arma::fmat*> layers = layers_a;
  layers.insert(layers.end(), layers_b.begin(), layers_b.end());
  if (layers.empty() || layers.front()->n_cols == 0) return;
  arma::mat block(starts_.back(), layers.front()->n_cols);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (layers[i]->n_rows == 0) continue;
    block.rows(starts_[i], starts_[i + 1] - 1) = arma::conv_to<arma::mat>::from(*layers[i]);
  }
  if (n_items_ == 0) shift_ = arma::mean(block, 1);
  block.each_col() -= shift_;
  sums_ += arma::sum(block, 1);
  products_ += block * block.t();
  n_items_ += block.n_cols;
}

arma::mat LinearCka::value() const {
  const std::size_t n_layers = starts_.size() - 1;
  arma::mat result(n_layers_a_, n_layers - n_layers_a_);
  result.fill(arma::datum::nan);
  if (n_items_ == 0) return result;
  const arma::mat centred = products_ - sums_ * sums_.t() / static_cast<double>(n_items_);
  const auto norm = [&](std::size_t i, std::size_t k) {
    if (starts_[i] == starts_[i + 1] || starts_[k] == starts_[k + 1]) return 0.0;
    const arma::mat part =
        centred.submat(starts_[i], starts_[k], starts_[i + 1] - 1, starts_[k + 1] - 1);
    return arma::norm(part, "fro");
  };
  // What varies by less than a float can tell is constant, and its tiny sums are rounding.
  const auto varies = [&](std::size_t i) {
    constexpr double least_share = 1e-16;
    double sum = 0, level = 0;
    for (arma::uword row = starts_[i]; row < starts_[i + 1]; ++row) {
      sum += centred(row, row);
      level += shift_(row) * shift_(row);
    }
    return sum > least_share * level * static_cast<double>(n_items_);
  };
  for (std::size_t i = 0; i < n_layers_a_; ++i) {
    for (std::size_t k = n_layers_a_; k < n_layers; ++k) {
      const double shared = norm(i, k);
      const double scale = norm(i, i) * norm(k, k);
      if (scale > 0 && varies(i) && varies(k)) result(i, k - n_layers_a_) = shared * shared / scale;
    }
  }
  return result;
}

}  // namespace lucarne
