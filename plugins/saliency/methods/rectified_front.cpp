// SPDX-License-Identifier: MIT
#include "saliency/methods/rectified_front.hpp"

#include "saliency/methods/front_loops.hpp"
#include "saliency/methods/kink_candidates.hpp"

#include <lucarne/reverse_rule.hpp>

#include <algorithm>
#include <limits>

namespace lucarne::saliency {
namespace {

/// One node that reads a single tensor.
struct Reader {
  std::string op;
  std::string before;
  std::string after;
};

/// Lists the nodes of a reverse traversal that read one tensor, and finds the windows of the
/// pooling that is named.
class FrontObserver final : public ReverseRule {
 public:
  FrontObserver(std::string pooling, Shape in, std::vector<Reader>& readers, Kink& windows)
      : pooling_(std::move(pooling)), in_(std::move(in)), readers_(readers), windows_(windows) {}

  Step step(const NodeView& node, const std::vector<bool>&) const override {
    const Layer& layer = node.layer();
    if (node.n_inputs() == 1 && node.input(0) != nullptr) {
      readers_.push_back({layer.op, std::string(node.input_name(0)), layer.tensor});
      if (layer.tensor == pooling_) find_window_candidates(node, in_, windows_);
    }
    return Step::gradient;
  }
  void reverse(const NodeView&, const arma::fmat&, std::span<arma::fmat* const>) const override {}

 private:
  std::string pooling_;
  Shape in_;
  std::vector<Reader>& readers_;
  Kink& windows_;
};

std::vector<Reader> readers_of(const Question& question, const std::string& pooling,
                               const Shape& in, Kink& windows) {
  const std::unique_ptr<Pass> pass = question.model.start_pass();
  pass->forward(question.inputs.head_cols(1));
  const std::string& of = explained_tensor(question);
  const arma::fmat seed(pass->tensor(of).n_rows, 1, arma::fill::zeros);
  std::vector<Reader> readers;
  pass->propagate(of, seed, question.model.input_name(),
                  FrontObserver(pooling, in, readers, windows));
  return readers;
}

}  // namespace

PlaceWindows::PlaceWindows(const arma::umat& elements, arma::uword n_elements_in,
                           arma::uword channels)
    : n_channels(channels), n_places_in(n_elements_in / channels) {
  const arma::uword n_places = elements.n_rows / channels;
  reads = elements.head_rows(n_places);
  for (arma::uword channel = 0; channel < channels; ++channel) {
    const arma::umat expected = reads + channel * n_places_in;
    const arma::umat found = elements.rows(channel * n_places, (channel + 1) * n_places - 1);
    const bool is_alike =
        reads.max() < n_places_in && std::equal(found.begin(), found.end(), expected.begin());
    if (is_alike) continue;
    *this = PlaceWindows(elements, n_elements_in, 1);
    return;
  }
}

std::optional<RectifiedFront> RectifiedFront::behind(const PointTensor& layer,
                                                     const Question& question) {
  const Model& model = question.model;
  Kink windows;
  const std::vector<Reader> readers = readers_of(question, "", {}, windows);
  std::string at = layer.tensor();
  std::string pooling;
  std::string pooled;  // the tensor that it reads
  bool rectifies = false;
  for (bool goes_on = true; goes_on;) {
    const auto next = std::ranges::find(readers, at, &Reader::before);
    const bool is_relu = next != readers.end() && next->op == "Relu" && !rectifies;
    const bool is_pooling = next != readers.end() && next->op == "MaxPool" && pooling.empty();
    goes_on = is_relu || is_pooling;
    if (is_relu) rectifies = true;
    if (is_pooling) {
      pooling = next->after;
      pooled = at;
    }
    if (goes_on) at = next->after;
  }
  if (at == layer.tensor() || !leads_all(question, at)) return std::nullopt;
  RectifiedFront front(at, n_elements(model.layer(at).shape), layer.size());
  front.rectifies_ = rectifies;
  const Shape& shape = model.layer(at).shape;
  if (shape.size() > 1) front.n_channels_ = shape[0];
  if (pooling.empty()) {
    front.elements_ = arma::regspace<arma::uvec>(0, front.size() - 1);
    return front;
  }
  readers_of(question, pooling, model.layer(pooled).shape, windows);
  std::size_t most = 0;
  for (arma::uword output = 0; output < front.size(); ++output) {
    most = std::max(most, windows.starts[output + 1] - windows.starts[output]);
  }
  front.elements_.set_size(front.size(), most);
  for (arma::uword output = 0; output < front.size(); ++output) {
    const std::size_t start = windows.starts[output];
    const std::size_t count = windows.starts[output + 1] - start;
    for (std::size_t i = 0; i < most; ++i) {
      front.elements_(output, i) = windows.candidates[start + (i < count ? i : 0)].element;
    }
  }
  return front;
}

arma::fmat RectifiedFront::arranged(const arma::fmat& outputs) const {
  arma::fmat result(n_arranged(), outputs.n_cols, arma::fill::none);
  for (arma::uword point = 0; point < outputs.n_cols; ++point) {
    const float* from = outputs.colptr(point);
    float* to = result.colptr(point);
    for (arma::uword i = 0; i < n_arranged(); ++i) to[i] = from[elements_(i)];
    // A comparison would drop it.
    if (!outputs.col(point).is_finite()) {
      std::fill_n(to, n_arranged(), std::numeric_limits<float>::quiet_NaN());
    }
  }
  return result;
}

void RectifiedFront::point(double alpha, const float* from, const float* to, float* values) const {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const bool is_known = from[0] == from[0] && to[0] == to[0];
  const float lowest = rectifies_ ? 0.0F : -infinity;
  std::fill_n(values, size(), is_known ? lowest : std::numeric_limits<float>::quiet_NaN());
  for (arma::uword i = 0; i < n_arranged(); i += size()) {
    take_largest({alpha, from + i, to + i}, size(), values);
  }
}

void RectifiedFront::add_gradient(double alpha, const float* from, const float* to,
                                  const float* values, const float* gradient, double weight,
                                  double* sums) const {
  std::vector<float> rest(gradient, gradient + size());
  if (rectifies_) keep_where_positive(values, gradient, size(), rest.data());
  for (arma::uword i = 0; i < n_arranged(); i += size()) {
    add_where_largest({alpha, from + i, to + i}, values, weight, size(), rest.data(), sums + i);
  }
}

arma::fmat RectifiedFront::in_order(const arma::mat& sums) const {
  arma::fmat result(layer_size_, sums.n_cols, arma::fill::none);
  arma::vec one(layer_size_);
  for (arma::uword item = 0; item < sums.n_cols; ++item) {
    one.zeros();
    const double* from = sums.colptr(item);
    for (arma::uword i = 0; i < n_arranged(); ++i) one(elements_(i)) += from[i];
    result.col(item) = arma::conv_to<arma::fvec>::from(one);
  }
  return result;
}

}  // namespace lucarne::saliency
