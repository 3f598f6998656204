// SPDX-License-Identifier: MIT
#pragma once

#include "saliency/methods/question.hpp"

namespace lucarne::saliency {

/// An activation function that is linear on either side of zero.
struct Kink {
  std::string before;  ///< name of the tensor that goes in
  std::string after;
};

/// All kinks before the logits, in the order in which they are computed.
/// throws: ParameterError naming the node that is not piecewise linear, or where a probability is
/// explained
std::vector<Kink> kinks_of(const Question& question);

}  // namespace lucarne::saliency
