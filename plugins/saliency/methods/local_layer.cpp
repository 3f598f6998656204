// SPDX-License-Identifier: MIT
#include "saliency/methods/local_layer.hpp"

#include "saliency/methods/evaluate.hpp"

#include <lucarne/reverse_rule.hpp>

namespace lucarne::saliency {
namespace {

/// Lists the convolutions of a reverse traversal that read one tensor.
class ConvolutionObserver final : public ReverseRule {
 public:
  ConvolutionObserver(const std::string& before, std::vector<Layer>& found)
      : before_(before), found_(found) {}

  Step step(const NodeView& node, const std::vector<bool>&) const override {
    if (node.layer().op == "Conv" && node.input_name(0) == before_) found_.push_back(node.layer());
    return Step::gradient;
  }
  void reverse(const NodeView&, const arma::fmat&, std::span<arma::fmat* const>) const override {}

 private:
  const std::string& before_;
  std::vector<Layer>& found_;
};

std::optional<Layer> convolution_behind(const std::string& tensor, const Question& question) {
  const std::unique_ptr<Pass> pass = question.model.start_pass();
  pass->forward(question.inputs.head_cols(1));
  const std::string& of = explained_tensor(question);
  const arma::fmat seed(pass->tensor(of).n_rows, 1, arma::fill::zeros);
  std::vector<Layer> found;
  pass->propagate(of, seed, question.model.input_name(), ConvolutionObserver(tensor, found));
  if (found.size() != 1 || !leads_all(question, found[0].tensor)) return std::nullopt;
  return found[0];
}

}  // namespace

std::optional<LocalLayer> LocalLayer::behind(const PointTensor& before, const Question& question,
                                             arma::uword n_points) {
  const Model& model = question.model;
  const std::optional<Layer> layer = convolution_behind(before.tensor(), question);
  if (!layer) return std::nullopt;
  std::optional<LocalMap> map =
      LocalMap::of(question, *layer, model.layer(before.tensor()).shape, n_points);
  if (!map) return std::nullopt;
  const auto unchanged = [](float number) { return number; };
  const auto whole = model.linear_map(layer->name, {.weight = unchanged, .bias = unchanged});
  arma::fmat at_zero;
  whole->forward(arma::fmat(before.size(), 1, arma::fill::zeros), at_zero);
  LocalLayer result(layer->tensor, at_zero.n_rows, std::move(*map));
  result.biases_ = arma::reshape(at_zero, result.map_.n_places(), layer->shape[0]).t();
  if (!result.biases_.is_finite()) return std::nullopt;
  return result;
}

}  // namespace lucarne::saliency
