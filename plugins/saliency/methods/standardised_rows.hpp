// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/reverse_rule.hpp>

namespace lucarne::saliency {

/// Whether the node normalises rows of an item, and puts out nothing but these.
bool is_standardisation(const NodeView& node);

/// DeepLIFT's multipliers of the inputs `x` from those of the outputs: as if mean, difference,
/// square, mean, root and quotient were nodes of their own, so that they are complete. The
/// baseline's `x0` has one column, or one for each item.
/// shape: elements x items
void multipliers_of_rows(const NodeView::Standardised& rows, const arma::fmat& x,
                         const arma::fmat& x0, const arma::fmat& at_output, arma::fmat& at_input);

/// Relevance of the inputs `x` from that of the outputs `y`: the deviation of each row is taken for
/// a constant, which leaves a linear node, and that has the epsilon rule.
/// shape: elements x items
/// source: Ali et al. 2022, arXiv:2202.07304
void relevance_of_rows(const NodeView::Standardised& rows, const arma::fmat& x, const arma::fmat& y,
                       const arma::fmat& relevance, double epsilon, arma::fmat& at_input);

}  // namespace lucarne::saliency
