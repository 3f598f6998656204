// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/model.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace lucarne {

/// One of the tensors that a network is fed. Where there are several, they lie one after the other
/// in each item's column, as one input of that many features.
struct NetworkInput {
  std::string name;
  Shape shape;             ///< of one item
  arma::uword offset = 0;  ///< of its first element among an item's features
  bool integral = false;   ///< it takes whole numbers, such as tokens
};

/// A graph of ONNX operators: the Model that everything else sees. Immutable once made.
class Network final : public Model {
 public:
  struct Graph;  // nodes, initialisers, shapes: network/graph.hpp
  explicit Network(std::unique_ptr<const Graph> graph);
  ~Network() override;

  const std::string& input_name() const override;
  const Shape& input_shape() const override;
  arma::uword n_classes() const override;
  const std::vector<Layer>& layers() const override;
  const std::string& logits() const override;
  const std::string& probabilities() const override;
  const arma::fmat& weights(std::string_view layer) const override;
  const arma::fvec& biases(std::string_view layer) const override;
  std::unique_ptr<Pass> start_pass() const override;
  std::unique_ptr<LinearMap> linear_map(std::string_view layer,
                                        const WeightChange& change) const override;
  std::unique_ptr<Model> with_merged_normalization() const override;

  /// In the order of the file; one of them at least.
  std::vector<NetworkInput> inputs() const;

  /// A pass for forward alone that gives tensor() for these layers or tensors only, in little
  /// memory. throws: Error naming the layers there are
  std::unique_ptr<Pass> start_forward_pass(const std::vector<std::string>& kept) const;

  /// Free text kept in the ONNX file's metadata_props: the training record and the like.
  const std::map<std::string, std::string>& metadata() const;
  const Graph& graph() const { return *graph_; }

 private:
  std::unique_ptr<const Graph> graph_;
};

/// Reads an ONNX file.
/// throws: DataError naming the node, its operator and opset where something is not supported; for
/// a file that is damaged, cyclic, lacks an initialiser or holds NaN or infinite weights
std::unique_ptr<Network> load_onnx(const std::filesystem::path& file);

/// Writes the opset that the network was read with (13 and a dynamic batch dimension for one made
/// here), valid for onnx's checker, the same bytes each time: to a temporary file, flushed, then
/// renamed. throws: DataError
void save_onnx(const Network& network, const std::filesystem::path& file);

/// Reads W1, b1, W2, b2, ... (W inputs x outputs; ReLU between, softmax last) from an NPZ.
std::unique_ptr<Network> load_npz_network(const std::filesystem::path& file);

/// By extension: .onnx or .npz.
std::unique_ptr<Network> load_network(const std::filesystem::path& file);

}  // namespace lucarne
