// SPDX-License-Identifier: MIT
#pragma once

#include "network/operators/gradient_sum.hpp"
#include "network/operators/node_reader.hpp"
#include "network/operators/scratch.hpp"

#include <lucarne/reverse_rule.hpp>

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace lucarne {

/// The largest tensor of one item that is accepted: 2^28 elements, 1 GiB. More is a lying file.
inline constexpr arma::uword largest_item = arma::uword{1} << 28U;

/// What one forward step of a node reads and writes. Every tensor is elements x items.
struct ForwardStep {
  std::span<const arma::fmat* const> inputs;  ///< nullptr: a constant, or left out
  std::span<arma::fmat* const> outputs;       ///< already sized; nullptr: nobody wants it
  Scratch* scratch = nullptr;                 ///< of the pass, where there is one
};

/// What one reverse step of a node reads and adds to.
struct ReverseStep {
  std::span<const arma::fmat* const> inputs;            ///< as in the forward step
  std::span<const arma::fmat* const> outputs;           ///< what the forward step wrote
  std::span<const arma::fmat* const> output_gradients;  ///< nullptr: zero everywhere
  std::span<GradientSum* const> input_gradients;        ///< nullptr: not wanted
  Scratch* scratch = nullptr;                           ///< of the pass, where there is one
  /// The first input is what a Relu put out, and its gradient is to be that of what the Relu read.
  /// Only for operators that pool quads.
  bool through_relu = false;
};

class Convolution;

/// One node's computation: made, checked and told its shapes once, then called for every batch.
/// thread: the const members may be called from any thread, with different steps
class Operator {
 public:
  virtual ~Operator() = default;

  /// Of one item, one for each output.
  virtual std::vector<Shape> output_shapes() const = 0;

  virtual void forward(const ForwardStep& step) const = 0;

  /// Adds the vector-Jacobian product to every input gradient that is wanted; what is not added to
  /// counts as zero. requires: differentiable()
  virtual void reverse(const ReverseStep& step) const = 0;
  virtual bool differentiable() const { return true; }
  /// False for an input that only selects, as a condition does: no gradient is asked through it.
  virtual bool takes_gradient(std::size_t /*input*/) const { return true; }

  /// The largest of each 2 x 2 pixels, as max_of_quads(): it can take the step of a Relu that it
  /// alone reads together with its own, and a Convolution can take both along.
  virtual bool pools_quads() const { return false; }

  /// Of a node that is one with constant kernels, and nothing else; else nullptr.
  virtual const Convolution* convolution() const { return nullptr; }

  /// The single output is the first input's elements in the same order: the pass then lets both
  /// share their memory, and never calls forward().
  virtual bool keeps_elements() const { return false; }

  /// Where the batch stands among ONNX's axes, one for each output; empty where it stays as it is
  /// in the first input that depends on the items.
  virtual std::vector<BatchPlace> batch_places() const { return {}; }

  /// What an output's elements are where KindRule::own leaves it to the operator.
  virtual ElementKind output_kind(std::size_t /*output*/) const { return ElementKind::floats; }

  /// The operator keeps what that constant input held in a form of its own, from which
  /// held_elements() makes it again, in C order: the graph then gives the constant's memory back.
  virtual bool holds_constant(std::size_t /*input*/) const { return false; }
  virtual arma::fvec held_elements(std::size_t /*input*/) const { return {}; }

  /// Weights, inputs x units, of an operator that multiplies by a constant matrix; else nullptr.
  virtual const arma::fmat* weights() const { return nullptr; }

  /// What is added to each unit regardless of the item; nullptr where nothing is.
  virtual const arma::fvec* biases() const { return nullptr; }

  /// The node's linear map with other numbers, where its weights are constants; else nullptr.
  /// `biases` are those of its layer (Network::Graph::biases), an Add's after it among them.
  virtual std::unique_ptr<LinearMap> linear_map(const WeightChange& /*change*/,
                                                const arma::fvec& /*biases*/) const {
    return nullptr;
  }

  /// Which elements a softmax takes together.
  virtual NodeView::Vectors vectors() const { return {}; }

  /// Which elements are brought to mean 0 and variance 1 together.
  virtual NodeView::Standardised standardised() const { return {}; }

  /// The output is one probability distribution per item: a softmax over all its elements.
  virtual bool makes_probabilities() const { return false; }
};

/// What an operator needs to know of where the batch stands. The graph sees to it.
enum class BatchRule {
  leading,    ///< nothing: every tensor's batch is axis 0, others are refused
  broadcast,  ///< nothing: shapes are aligned at their ends, as those of Add are; constants come
              ///< without the axis of the batch, and inputs whose batches do not meet are refused
  anywhere,   ///< asks NodeReader for the axes, and says by Operator::batch_places() what moves
};

/// What an operator makes of the kinds of its data.
enum class KindRule {
  floats,   ///< floats only, and floats again
  kept,     ///< any, all data alike, and the same again
  numbers,  ///< floats or integers, all data alike, and the same again; computed
  truths,   ///< any, and booleans
  places,   ///< floats or integers, and integers
  own,      ///< asks NodeReader, and says by Operator::output_kind()
};

/// What each file in this folder defines one of, in `OperatorEntry <file name>_operator()`.
struct OperatorEntry {
  std::string_view op;  ///< ONNX's name of the operator
  int since = 1;        ///< first opset that has it
  bool activation = false;

  /// throws: Error where the node's attributes or inputs are not supported
  std::unique_ptr<Operator> (*make)(NodeReader& node) = nullptr;

  /// Value of a node that depends on no item; nullptr where the operator cannot be one.
  Constant (*fold)(NodeReader& node) = nullptr;

  BatchRule batch = BatchRule::leading;
  /// Every input is data, as those of Add and Concat are; else only the first is, and the others
  /// say what is done with it.
  bool all_data = false;
  /// Every element of the outputs is one of the data, unchanged: it does for integers too.
  bool moves = false;
  KindRule kinds = KindRule::floats;
  /// The first input that is data: others come before a Where's.
  std::size_t first_data = 0;
  /// Constants may be infinite. They may be for operators that move or broadcast; weights may not.
  bool takes_infinity = false;
  /// fold() gives the value for inputs that depend on the items too, as Shape's does.
  bool folds_tensors = false;
};

/// All operators, by name. Generated from the files of this folder (network/operators.cmake).
std::span<const OperatorEntry> all_operators();

/// nullptr where there is none.
const OperatorEntry* find_operator(std::string_view op);

}  // namespace lucarne
