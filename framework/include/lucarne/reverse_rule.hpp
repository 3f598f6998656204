// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/model.hpp>

#include <span>

namespace lucarne {

/// One node of a reverse traversal, with its tensors in the pass's last forward.
/// Every tensor is elements x items; a pointer to a constant input's tensor is nullptr.
class LUCARNE_API NodeView {
 public:
  virtual ~NodeView();

  virtual const Layer& layer() const = 0;
  virtual std::size_t n_inputs() const = 0;
  virtual std::size_t n_outputs() const = 0;

  /// nullptr for a constant, or an input left out.
  virtual const arma::fmat* input(std::size_t input) const = 0;
  /// Name of that tensor, as Pass::tensor() takes it; "" likewise.
  virtual std::string_view input_name(std::size_t input) const = 0;
  virtual const arma::fmat& output() const = 0;

  /// The vectors of one item that a Softmax or LogSoftmax takes together, by their three sizes:
  /// outer x length x inner elements, those of a vector `inner` apart. length 0: no such node.
  struct Vectors {
    arma::uword n_outer = 0;
    arma::uword length = 0;
    arma::uword n_inner = 0;
  };
  virtual Vectors vectors() const = 0;

  /// What LayerNormalization, InstanceNormalization and GroupNormalization do: every `length`
  /// elements side by side are brought to mean 0 and, `epsilon` being added to it, to variance 1;
  /// then element i of an item is multiplied by factors(i). length 0: no such node.
  struct Standardised {
    arma::uword length = 0;
    double epsilon = 0;
    arma::fvec factors{};
  };
  virtual Standardised standardised() const = 0;

  /// What the node makes of other inputs. `inputs` has n_inputs() entries, nullptr for constants.
  /// shape: `output` is given its size
  virtual void forward_at(std::span<const arma::fmat* const> inputs, arma::fmat& output) const = 0;

  /// The ordinary gradient at the pass's tensors: stored in every matrix of `at_inputs` that is not
  /// nullptr.
  virtual void gradient(const arma::fmat& at_output,
                        std::span<arma::fmat* const> at_inputs) const = 0;

  /// The same where the node's tensors are others, of any number of items.
  virtual void gradient_at(std::span<const arma::fmat* const> inputs, const arma::fmat& output,
                           const arma::fmat& at_output,
                           std::span<arma::fmat* const> at_inputs) const = 0;
};

/// What a reverse traversal does at each node, in place of the ordinary gradient: the rules of
/// guided backprop, DeepLIFT, relevance propagation and the like. Shares of a tensor that several
/// nodes read are added. thread: const members may be called from any thread
class LUCARNE_API ReverseRule {
 public:
  virtual ~ReverseRule();

  enum class Step {
    gradient,  ///< the ordinary gradient
    own,       ///< reverse(); for nodes of one output
  };
  /// `wanted[i]`: something is to reach input i. Asked for every node before anything is computed.
  /// throws: Error naming node and operator where the rule knows none for it
  virtual Step step(const NodeView& node, const std::vector<bool>& wanted) const = 0;

  /// Stores into every matrix of `at_inputs` that is not nullptr what goes to that input; it has
  /// its size, but no values.
  virtual void reverse(const NodeView& node, const arma::fmat& at_output,
                       std::span<arma::fmat* const> at_inputs) const = 0;
};

}  // namespace lucarne
