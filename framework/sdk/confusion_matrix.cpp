// SPDX-License-Identifier: MIT
#include <lucarne/confusion_matrix.hpp>
#include <lucarne/error.hpp>

#include "fold_state_checks.hpp"

namespace lucarne {
namespace {

// Diagonal over sums; 0 / 0 is the NaN that the declarations promise.
arma::vec shares(const arma::uvec& right, const arma::uvec& all) {
  return arma::conv_to<arma::vec>::from(right) / arma::conv_to<arma::vec>::from(all);
}

}  // namespace

ConfusionMatrix::ConfusionMatrix(arma::uword n_classes)
    : counts_(n_classes, n_classes, arma::fill::zeros) {}

void ConfusionMatrix::add(const arma::uvec& truth, const arma::uvec& predicted) {
  require_equal("confusion matrix", "predictions", truth.n_elem, predicted.n_elem,
                "give one true and one predicted class an item");
  // Looked at before anything is counted, so that a refused block leaves the state as it was.
  for (const arma::uvec* classes : {&truth, &predicted}) {
    if (!classes->is_empty() && classes->max() >= n_classes()) {
      throw Error("confusion matrix: classes below " + std::to_string(n_classes()) +
                  " wanted, found " + std::to_string(classes->max()) +
                  "; make it with the larger of the numbers of classes of network and data");
    }
  }
  for (arma::uword item = 0; item < truth.n_elem; ++item) {
    ++counts_(truth(item), predicted(item));
  }
}

void ConfusionMatrix::merge(const ConfusionMatrix& right) {
  require_same_size("confusion matrix", "classes", n_classes(), right.n_classes());
  counts_ += right.counts_;
}

void ConfusionMatrix::archive(Archive& archive) {
  archive(counts_);
  require_sound("confusion matrix", counts_.n_rows == counts_.n_cols);
}

arma::uword ConfusionMatrix::n_items() const { return arma::accu(counts_); }

arma::uword ConfusionMatrix::n_right() const { return arma::trace(counts_); }

double ConfusionMatrix::accuracy() const {
  return static_cast<double>(n_right()) / static_cast<double>(n_items());
}

arma::vec ConfusionMatrix::recall() const { return shares(counts_.diag(), arma::sum(counts_, 1)); }

arma::vec ConfusionMatrix::precision() const {
  return shares(counts_.diag(), arma::sum(counts_, 0).t());
}

}  // namespace lucarne
