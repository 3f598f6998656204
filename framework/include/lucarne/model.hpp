// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/shape.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lucarne {

/// One node of the network, seen by what it puts out.
struct Layer {
  std::string name;                    ///< the node's name, unique in the network: "relu1"
  std::string op;                      ///< ONNX operator: "Relu"
  std::string tensor;                  ///< name of its output tensor
  Shape shape;                         ///< of one item's output
  bool hidden = false;                 ///< an activation function's output before the logits
  bool weighted = false;               ///< has a weight matrix (Model::weights)
  std::vector<std::string> inputs{};   ///< tensors that it reads, in its order, without constants
  std::vector<std::string> outputs{};  ///< tensors that it makes, `tensor` among them
};

class ReverseRule;

/// A layer's linear map with weights of one's own, from Model::linear_map().
/// thread: const members may be called from any thread
class LUCARNE_API LinearMap {
 public:
  virtual ~LinearMap();
  /// Weights times inputs, plus biases. shape: elements x items; `out` is given its size
  virtual void forward(const arma::fmat& in, arma::fmat& out) const = 0;
  /// The adjoint, which knows no biases. shape: likewise
  virtual void reverse(const arma::fmat& out_like, arma::fmat& in_like) const = 0;
};

/// How each number of a layer is changed.
struct WeightChange {
  std::function<float(float)> weight;
  std::function<float(float)> bias{};  ///< empty: the map has no biases
};

/// One forward pass over a batch, kept so that any number of reverse passes can follow.
/// Buffers are reused from call to call. thread: one thread at a time; make one pass per thread.
class LUCARNE_API Pass {
 public:
  virtual ~Pass();

  /// shape: inputs features x items     throws: Error if the features are not the network's
  virtual void forward(const arma::fmat& inputs) = 0;

  /// Puts `values` in place of a layer's or tensor's own and computes anew what depends on it. It
  /// stays until the next forward(), and counts as an input: no gradient passes beyond it.
  /// shape: values like tensor(name)
  /// throws: Error where the shape is another, no forward() came before, or the pass does not keep
  /// what this needs
  virtual void forward_from(std::string_view name, const arma::fmat& values) = 0;

  /// A tensor of the last forward pass, by layer or tensor name.
  /// shape: features x items     throws: Error naming the layers there are
  virtual const arma::fmat& tensor(std::string_view name) const = 0;

  /// Sum over `of`'s elements of seed times d of / d to, for every item: the reverse pass.
  /// `to` is a layer or tensor name, or Model::input_name().
  /// shape: seed like tensor(of); result like tensor(to)
  /// throws: Error where `to` does not lead to `of`, or a node between them has no gradient
  virtual arma::fmat gradient(std::string_view of, const arma::fmat& seed, std::string_view to) = 0;

  /// The same traversal by a rule of one's own (lucarne/reverse_rule.hpp): from any tensor `of`,
  /// with `seed` there, back to any tensor `to`, so that layer and neuron variants of a method are
  /// the same call with other names. throws: as gradient(), and what the rule throws
  virtual arma::fmat propagate(std::string_view of, const arma::fmat& seed, std::string_view to,
                               const ReverseRule& rule) = 0;
};

/// A trained network: a graph of ONNX operators over float32 tensors.
/// One item is one column. thread: every member may be called from any thread.
class LUCARNE_API Model {
 public:
  virtual ~Model();

  virtual const std::string& input_name() const = 0;
  virtual const Shape& input_shape() const = 0;
  virtual arma::uword n_classes() const = 0;

  /// All nodes in the order in which they are computed.
  virtual const std::vector<Layer>& layers() const = 0;

  /// Names of the tensors that hold the logits (what goes into a closing softmax, or the network's
  /// output where there is none) and, where the network computes them, the probabilities (else "").
  virtual const std::string& logits() const = 0;
  virtual const std::string& probabilities() const = 0;

  /// Weights and biases of a layer with a weight matrix (Gemm, or MatMul with a constant).
  /// shape: inputs x units (one unit's incoming weights a column); biases may be empty
  /// throws: Error naming the layers that have weights
  virtual const arma::fmat& weights(std::string_view layer) const = 0;
  virtual const arma::fvec& biases(std::string_view layer) const = 0;

  virtual std::unique_ptr<Pass> start_pass() const = 0;

  /// What a layer computes (Gemm, MatMul, Conv, ConvTranspose with constant weights), with every
  /// weight and bias changed; nullptr where the layer is none of these. The bias that an Add puts
  /// after a MatMul belongs to the MatMul, as in biases().
  /// throws: Error naming the layers there are
  virtual std::unique_ptr<LinearMap> linear_map(std::string_view layer,
                                                const WeightChange& change) const = 0;

  /// The same network with each BatchNormalization that alone reads a Conv, ConvTranspose or Gemm
  /// merged into it, or that alone feeds a Gemm or an unpadded Conv; nullptr where there is none.
  /// The merged layer has the name of the linear one and puts out the tensor of the later one.
  virtual std::unique_ptr<Model> with_merged_normalization() const = 0;

  /// The layer of that node or tensor name.
  /// throws: Error "layer 'fc9' not in model; layers are fc1, fc2, out"
  const Layer& layer(std::string_view name) const;

  /// The activation functions' outputs before the logits, in order.
  std::vector<Layer> hidden_layers() const;
};

/// Softmax of each column, computed so that it cannot overflow.
LUCARNE_API arma::fmat softmax(const arma::fmat& logits);

/// Row of the largest value of each column; the first of equals.
LUCARNE_API arma::uvec predicted_classes(const arma::fmat& logits);

/// 1 at (class of item, item), 0 elsewhere: the seed for one logit's gradient.
/// shape: n_classes x classes.n_elem
LUCARNE_API arma::fmat one_hot(const arma::uvec& classes, arma::uword n_classes);

}  // namespace lucarne
