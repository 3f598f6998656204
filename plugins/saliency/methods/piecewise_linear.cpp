// SPDX-License-Identifier: MIT
#include "saliency/methods/piecewise_linear.hpp"

#include "saliency/methods/kink_candidates.hpp"
#include "saliency/methods/linear_operators.hpp"

#include <lucarne/error.hpp>
#include <lucarne/reverse_rule.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace lucarne::saliency {
namespace {

constexpr std::array<std::string_view, 6> adding{"Add", "Sub", "Sum", "Mean", "Concat", "Where"};
constexpr std::array<std::string_view, 4> bent_at_zero{"Relu", "LeakyRelu", "PRelu", "Abs"};

template <std::size_t n>
bool is_among(const std::array<std::string_view, n>& names, std::string_view op) {
  return std::ranges::find(names, op) != names.end();
}

bool is_bent(std::string_view op) {
  return is_among(bent_at_zero, op) || op == "Clip" || takes_extremum(op);
}

[[noreturn]] void refuse_node(const Layer& layer, std::string_view why) {
  throw ParameterError(
      "method", fmt::format("exact-integrated-gradients wants a network of piecewise linear "
                            "operators; found node '{}' ({}){}; choose integrated-gradients with a "
                            "'tolerance'",
                            layer.name, layer.op, why));
}

std::size_t count_tensors(const NodeView& node) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < node.n_inputs(); ++i) count += node.input(i) != nullptr ? 1 : 0;
  return count;
}

void require_linear(const NodeView& node) {
  const Layer& layer = node.layer();
  const bool scales = layer.op == "Mul" || (layer.op == "Div" && node.input(0) != nullptr);
  if (!is_linear(layer.op) && !scales && layer.op != "Where") refuse_node(layer, "");
  const bool chooses = layer.op == "Where" && node.input(0) != nullptr;
  if (chooses || (!is_among(adding, layer.op) && count_tensors(node) > 1)) {
    refuse_node(layer, ", which combines several tensors that depend on the item");
  }
}

// What a Clip makes of what lies beyond all bounds.
arma::fvec bounds_of(const NodeView& node) {
  constexpr float without_end = std::numeric_limits<float>::infinity();
  std::vector<float> bounds;
  for (const float beyond : {-without_end, without_end}) {
    const arma::fmat in(node.input(0)->n_rows, 1, arma::fill::value(beyond));
    std::vector<const arma::fmat*> inputs(node.n_inputs());
    inputs[0] = &in;
    arma::fmat out;
    node.forward_at(inputs, out);
    if (std::isfinite(out(0))) bounds.push_back(out(0));
  }
  return arma::fvec(bounds);
}

/// What is found out about the nodes that lead from the input to what is explained.
struct PathNodes {
  std::set<std::string> names;
  std::map<std::string, int> n_readers;  // by tensor
  std::vector<Kink> kinks;               // from last to first
};

/// Looks at the nodes of a reverse traversal, and changes nothing.
class NodeObserver final : public ReverseRule {
 public:
  NodeObserver(const Model& model, PathNodes& found) : found_(found) {
    shapes_[model.input_name()] = model.input_shape();
    for (const Layer& layer : model.layers()) shapes_[layer.tensor] = layer.shape;
  }

  Step step(const NodeView& node, const std::vector<bool>&) const override {
    const Layer& layer = node.layer();
    found_.names.insert(layer.name);
    for (std::size_t i = 0; i < node.n_inputs(); ++i) {
      if (node.input(i) != nullptr) ++found_.n_readers[std::string(node.input_name(i))];
    }
    if (is_bent(layer.op)) {
      Kink kink = kink_of(node);
      if (!kink.thresholds.is_empty() || !kink.candidates.empty()) {
        found_.kinks.push_back(std::move(kink));
      }
    } else {
      require_linear(node);
    }
    return Step::gradient;
  }
  void reverse(const NodeView&, const arma::fmat&, std::span<arma::fmat* const>) const override {}

 private:
  Kink kink_of(const NodeView& node) const {
    const Layer& layer = node.layer();
    Kink kink{.before = {}, .after = layer.tensor};
    for (std::size_t i = 0; i < node.n_inputs(); ++i) {
      if (node.input(i) != nullptr) kink.before.emplace_back(node.input_name(i));
    }
    kink.smallest = layer.op == "Min" || layer.op == "ReduceMin";
    kink.rectifies = layer.op == "Relu";
    if (layer.op == "Max" || layer.op == "Min") {
      if (!find_elementwise_candidates(node, kink)) {
        refuse_node(layer, ", which broadcasts a tensor");
      }
      return kink;
    }
    if (kink.before.size() > 1 || node.input(0) == nullptr) {
      refuse_node(layer, ", whose constants depend on the item");
    }
    if (layer.op == "ReduceMax" || layer.op == "ReduceMin") {
      find_reduced_candidates(node, kink);
    } else if (takes_extremum(layer.op)) {
      const auto in = shapes_.find(kink.before.front());
      if (in == shapes_.end()) {
        refuse_node(layer, ", which reads one of several outputs of a node");
      }
      find_window_candidates(node, in->second, kink);
    } else if (layer.op == "Clip") {
      kink.thresholds = bounds_of(node);
    } else {
      kink.thresholds = arma::fvec(1, arma::fill::zeros);
    }
    return kink;
  }

  std::map<std::string, Shape> shapes_;
  PathNodes& found_;
};

// Of the Relu's own crossings only those of a window's maximum count, be the Relu before the
// pooling or after it: both are one maximum of the window's elements and zero.
std::vector<Kink> with_joined_rectifiers(PathNodes found) {
  std::vector<Kink> kinks(found.kinks.rbegin(), found.kinks.rend());
  const auto read_once = [&](const std::string& tensor) { return found.n_readers[tensor] == 1; };
  for (std::size_t i = 0; i < kinks.size(); ++i) {
    if (kinks[i].candidates.empty() || kinks[i].smallest || kinks[i].before.size() > 1) continue;
    if (!kinks[i].constants.is_empty()) continue;
    const auto relu = std::ranges::find_if(kinks, [&](const Kink& kink) {
      const bool comes_before = kink.after == kinks[i].before.front() && read_once(kink.after);
      const bool comes_after = kink.before.front() == kinks[i].after && read_once(kinks[i].after);
      return kink.rectifies && (comes_before || comes_after);
    });
    if (relu == kinks.end()) continue;
    kinks[i].constants.zeros(kinks[i].n_outputs());
    const auto place = static_cast<std::size_t>(relu - kinks.begin());
    if (place < i) kinks[i].before = relu->before;
    kinks.erase(relu);
    if (place < i) --i;
  }
  return kinks;
}

// A node beside the way of the gradients that is not linear could jump: a condition does. What
// stands before the layer that is asked about does not change along the line, and what is bent
// beside the way does not either, or leads into a node that is refused.
void require_no_jumps(const Question& question, const std::set<std::string>& on_the_way) {
  bool changes = question.layer.empty();
  for (const Layer& layer : question.model.layers()) {
    const bool jumps = changes && !is_linear(layer.op) && !is_bent(layer.op);
    if (jumps && !on_the_way.contains(layer.name)) refuse_node(layer, "");
    if (layer.tensor == explained_tensor(question)) return;
    changes = changes || layer.tensor == question.layer || layer.name == question.layer;
  }
}

}  // namespace

std::vector<Kink> kinks_of(const Question& question) {
  if (question.output == Output::probability) {
    throw ParameterError("output",
                         "exact-integrated-gradients explains logits: a probability is not "
                         "piecewise linear; choose 'output: logit', or integrated-gradients with a "
                         "'tolerance'");
  }
  const std::unique_ptr<Pass> pass = question.model.start_pass();
  pass->forward((question.layer.empty() ? question.inputs : question.network_inputs).head_cols(1));
  const std::string& of = explained_tensor(question);
  const arma::fmat seed(pass->tensor(of).n_rows, 1, arma::fill::zeros);
  PathNodes found;
  const NodeObserver observer(question.model, found);
  pass->propagate(of, seed, attributed_tensor(question), observer);
  require_no_jumps(question, found.names);
  return with_joined_rectifiers(std::move(found));
}

}  // namespace lucarne::saliency
