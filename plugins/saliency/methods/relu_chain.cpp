// SPDX-License-Identifier: MIT
#include "saliency/methods/relu_chain.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lucarne::saliency {
namespace {

// Nodes that hand on what they read as it lies.
constexpr std::array<std::string_view, 7> passing{"Constant",  "Flatten",  "Reshape", "Squeeze",
                                                  "Unsqueeze", "Identity", "Dropout"};

/// A matrix product, its result with the bias, and what a Relu makes of it ("" at the end).
struct Link {
  std::string product;
  std::string before;
  std::string after = {};
};

// The operators up to the explained tensor, as far as their order tells.
std::vector<Link> links_of(const Question& question) {
  std::vector<Link> links;
  bool wants_product = true;
  bool adds_bias = false;
  for (const Layer& layer : question.model.layers()) {
    if (std::ranges::find(passing, layer.op) != passing.end()) continue;
    if (layer.weighted && wants_product) {
      links.push_back({layer.name, layer.tensor});
      wants_product = false;
      adds_bias = layer.op == "MatMul";
    } else if (layer.op == "Add" && adds_bias) {
      links.back().before = layer.tensor;
      adds_bias = false;
    } else if (layer.op == "Relu" && !wants_product) {
      links.back().after = layer.tensor;
      wants_product = true;
      adds_bias = false;
    } else {
      return {};
    }
    if (layer.tensor == explained_tensor(question))
      return wants_product ? std::vector<Link>{} : links;
  }
  return {};
}

bool near(const arma::fvec& found, const arma::vec& expected) {
  if (found.n_elem != expected.n_elem) return false;
  const double scale = arma::abs(expected).max() + 1e-6;
  for (arma::uword i = 0; i < found.n_elem; ++i) {
    // Written so that a NaN is not near.
    if (!(std::abs(static_cast<double>(found(i)) - expected(i)) <= 1e-4 * scale)) return false;
  }
  return true;
}

// Layers do not say what they read: whether each reads the one before shows at a point that has no
// pattern.
bool follow_one_another(const Question& question, const std::vector<Link>& links) {
  const Model& model = question.model;
  arma::fmat point(question.n_features(), 1);
  for (arma::uword i = 0; i < point.n_elem; ++i) {
    point(i) = static_cast<float>(std::cos(1.7 * static_cast<double>(i + 1)));
  }
  const std::unique_ptr<Pass> pass = model.start_pass();
  pass->forward(point);
  arma::vec input = arma::conv_to<arma::vec>::from(point.col(0));
  for (const Link& link : links) {
    const arma::mat weights = arma::conv_to<arma::mat>::from(model.weights(link.product));
    if (weights.n_rows != input.n_elem) return false;
    arma::vec expected = weights.t() * input;
    const arma::fvec& biases = model.biases(link.product);
    if (!biases.is_empty()) expected += arma::conv_to<arma::vec>::from(biases);
    const arma::fvec before = pass->tensor(link.before).col(0);
    if (!near(before, expected)) return false;
    if (link.after.empty()) return true;
    arma::fvec after = before;
    for (float& value : after) value = std::max(value, 0.0F);
    const arma::fmat& found = pass->tensor(link.after);
    if (!std::equal(after.begin(), after.end(), found.begin(), found.end())) return false;
    input = arma::conv_to<arma::vec>::from(after);
  }
  return true;
}

}  // namespace

std::optional<ReluChain> ReluChain::of(const Question& question) {
  if (question.output != Output::logit || !question.layer.empty()) return std::nullopt;
  const std::vector<Link> links = links_of(question);
  if (links.size() < 2 || !follow_one_another(question, links)) return std::nullopt;
  ReluChain chain;
  for (std::size_t i = 1; i < links.size(); ++i) {
    Product product;
    product.incoming = arma::conv_to<arma::mat>::from(question.model.weights(links[i].product));
    product.outgoing = product.incoming.t();
    const arma::fvec& biases = question.model.biases(links[i].product);
    product.biases.zeros(product.incoming.n_cols);
    if (!biases.is_empty()) product.biases = arma::conv_to<arma::vec>::from(biases);
    chain.products_.push_back(std::move(product));
  }
  return chain;
}

}  // namespace lucarne::saliency
