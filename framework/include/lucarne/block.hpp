// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include <map>
#include <string>
#include <vector>

namespace lucarne {

/// Which class's logit is explained.
enum class Target { predicted, truth, fixed };

/// Asks for d logit / d tensor with every block.
struct GradientRequest {
  Target target = Target::predicted;
  arma::uword fixed_class = 0;  ///< with Target::fixed
  auto operator<=>(const GradientRequest&) const = default;
};

/// What a fold wants to see of the data. Analyses that read the same split share one sweep: each
/// block is read, and passed forward, once for all of them.
struct Request {
  std::string split = "test";
  std::vector<std::string> layers{};         ///< layer or tensor names
  std::vector<GradientRequest> gradients{};  ///< to the inputs
};

/// A run of items with what was asked for. Matrices are features x items, one item a column.
struct LUCARNE_API Block {
  arma::uword number = 0;  ///< of the block within its split, from 0
  arma::uword first = 0;   ///< index of the first item within the split
  const arma::fmat& inputs;
  const arma::uvec& labels;
  const arma::fmat& logits;
  const arma::fmat& probabilities;
  const arma::uvec& predicted;  ///< class with the largest logit

  arma::uword size() const { return labels.n_elem; }

  /// Activations of a requested layer. throws: Error where it was not requested
  const arma::fmat& layer(const std::string& name) const;
  /// d logit / d input of a requested gradient. throws: Error where it was not requested
  const arma::fmat& gradient(const GradientRequest& request) const;

  std::map<std::string, const arma::fmat*> layers;
  std::map<GradientRequest, const arma::fmat*> gradients;
};

}  // namespace lucarne
