// SPDX-License-Identifier: MIT
#pragma once

#include <armadillo>
#include <string>
#include <vector>

namespace lucarne::errors {

/// All predictions of the analysed split, as every part of the report needs them.
struct Survey {
  std::string split;
  std::vector<std::string> class_names;  ///< one per row of `confusion`
  arma::uvec labels;
  arma::uvec predicted;
  arma::vec confidence;  ///< probability of the predicted class
  arma::uvec hits;       ///< 1 where the prediction is right
  arma::umat confusion;  ///< rows = true class, columns = predicted class

  arma::uvec right() const { return arma::find(hits == 1); }
  arma::uvec wrong() const { return arma::find(hits == 0); }
  arma::uword size() const { return labels.n_elem; }
};

}  // namespace lucarne::errors
