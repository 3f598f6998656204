// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/model.hpp>

#include <map>
#include <set>
#include <string>

namespace lucarne::saliency {

/// Which factor of each product of two tensors is a gate, that says how much of the other passes:
/// the one that Sigmoid, HardSigmoid or Softmax made, else the one that Tanh, Erf, Sqrt, Clip
/// or a Min with constants made; constants may have been added or multiplied since. So are SiLU and
/// GELU written out, the gates of recurrent cells and of squeeze and excitation, the weights of
/// attention, and the deviation that a normalisation divides by.
class Gates {
 public:
  /// `explained`: name of the tensor that relevance starts from
  Gates(const Model& model, const std::string& explained);

  /// 0 or 1 for a Mul or MatMul of a signal and a gate, 1 for a Div by a gate; -1 for any other.
  int gate_of(const std::string& layer) const;

  /// Whether what the layer makes reaches the explained tensor through gates only.
  bool only_gates(const std::string& layer) const { return behind_gates_.contains(layer); }

 private:
  std::map<std::string, int> gates_;
  std::set<std::string> behind_gates_;
};

}  // namespace lucarne::saliency
