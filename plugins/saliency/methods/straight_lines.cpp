// SPDX-License-Identifier: MIT
#include "saliency/methods/straight_lines.hpp"

#include "saliency/methods/evaluate.hpp"

namespace lucarne::saliency {

arma::fmat along_lines(const FirstLayer& layer, const Question& question,
                       const SumAlongLines& sum) {
  arma::fmat attributions(arma::size(question.inputs), arma::fill::zeros);
  for_each_part(question, layer.size(), [&](const Question& part, arma::uword first) {
    const arma::fmat at_items = layer.outputs(part, part.inputs);
    const arma::uword rows = part.baselines.rows();
    const auto share = 1 / static_cast<float>(rows);
    for (arma::uword row = 0; row < rows; ++row) {
      const bool one_each = part.baselines.one_each;
      const arma::fmat baselines =
          one_each ? part.baselines.columns : part.baselines.columns.cols(row, row);
      arma::fmat sums = sum(part, layer.outputs(part, baselines), at_items);
      if (rows > 1) sums *= share;
      const arma::fmat gradients = layer.to_input(part, sums);
      part.workers.parallel_for(part.n_items(), [&](arma::uword item) {
        const float* x = part.inputs.colptr(item);
        const float* b = baselines.colptr(one_each ? item : 0);
        const float* gradient = gradients.colptr(item);
        float* result = attributions.colptr(first + item);
        for (arma::uword i = 0; i < part.n_features(); ++i) {
          result[i] += gradient[i] * (x[i] - b[i]);
        }
      });
    }
  });
  return attributions;
}

}  // namespace lucarne::saliency
