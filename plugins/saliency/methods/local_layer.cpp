// SPDX-License-Identifier: MIT
#include "saliency/methods/local_layer.hpp"

#include "saliency/methods/evaluate.hpp"
#include "saliency/methods/window_axes.hpp"

#include <lucarne/reverse_rule.hpp>

#include <algorithm>

namespace lucarne::saliency {
namespace {

// 64 MiB.
constexpr arma::uword most_weights = arma::uword{1} << 24U;

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

/// What a convolution's weights are read from.
struct Windows {
  Shape in;  // axes behind the channels
  Shape out;
  std::vector<WindowAxis> axes;

  arma::uword n_colours() const {
    arma::uword count = 1;
    for (const WindowAxis& axis : axes) count *= axis.n_colours;
    return count;
  }

  Shape colours() const {
    Shape counts;
    for (const WindowAxis& axis : axes) counts.push_back(axis.n_colours);
    return counts;
  }

  /// The places that one place of the output reads, in order.
  std::vector<arma::uword> read_by(arma::uword place) const {
    const std::vector<arma::uword> position = position_of(place, out);
    std::vector<arma::uword> places{0};
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      std::vector<arma::uword> further;
      for (const arma::uword start : places) {
        for (const arma::uword read : axes[axis].reads[position[axis]]) {
          further.push_back(start * in[axis] + read);
        }
      }
      places = std::move(further);
    }
    return places;
  }

  arma::uword colour_of(arma::uword place) const {
    std::vector<arma::uword> position = position_of(place, in);
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      position[axis] = axes[axis].colours[position[axis]];
    }
    return place_at(position, colours());
  }
};

// No place of the output reads two places of one colour, so that one pass shows what each adds.
void read_weights(const LinearMap& map, arma::uword colour, const std::vector<arma::uword>& colours,
                  std::span<const LocalLayer::Tap> taps, const std::vector<std::size_t>& starts,
                  std::vector<arma::fmat>& weights) {
  const arma::uword n_in = colours.size();
  const arma::uword n_out = starts.size() - 1;
  const arma::uword n_channels_in = weights[0].n_cols;
  arma::fmat units(n_in * n_channels_in, 1, arma::fill::zeros);
  arma::fmat sums;
  for (arma::uword channel = 0; channel < n_channels_in; ++channel) {
    units.zeros();
    for (arma::uword place = 0; place < n_in; ++place) {
      if (colours[place] == colour) units(channel * n_in + place) = 1;
    }
    map.forward(units, sums);
    for (arma::uword place = 0; place < n_out; ++place) {
      for (std::size_t tap = starts[place]; tap < starts[place + 1]; ++tap) {
        if (colours[taps[tap].place] != colour) continue;
        float* column = weights[tap].colptr(channel);
        for (arma::uword i = 0; i < weights[tap].n_rows; ++i) column[i] = sums(i * n_out + place);
      }
    }
  }
}

}  // namespace

arma::uword LocalLayer::number_of(const arma::fmat& matrix) {
  const auto place = std::ranges::find_if(matrices_, [&](const arma::fmat& known) {
    return std::equal(known.begin(), known.end(), matrix.begin());
  });
  const auto number = static_cast<arma::uword>(place - matrices_.begin());
  if (place == matrices_.end()) matrices_.push_back(matrix);
  return number;
}

std::optional<LocalLayer> LocalLayer::behind(const PointTensor& before, const Question& question,
                                             arma::uword n_points) {
  const Model& model = question.model;
  const std::optional<Layer> layer = convolution_behind(before.tensor(), question);
  if (!layer) return std::nullopt;
  const Shape& in = model.layer(before.tensor()).shape;
  const Shape& out = layer->shape;
  if (in.size() < 2 || out.size() != in.size()) return std::nullopt;
  const auto one = [](float) { return 1.0F; };
  const auto unchanged = [](float number) { return number; };
  const std::unique_ptr<LinearMap> counting = model.linear_map(layer->name, {.weight = one});
  const std::unique_ptr<LinearMap> map = model.linear_map(layer->name, {.weight = unchanged});
  const std::unique_ptr<LinearMap> whole =
      model.linear_map(layer->name, {.weight = unchanged, .bias = unchanged});
  arma::uword n_lines = 0;
  for (std::size_t axis = 1; axis < in.size(); ++axis) n_lines += in[axis];
  // Its weights are a quarter of the work at most.
  if (counting == nullptr || map == nullptr || whole == nullptr || 4 * n_lines > n_points) {
    return std::nullopt;
  }
  const Windows windows{Shape(in.begin() + 1, in.end()), Shape(out.begin() + 1, out.end()),
                        window_axes(*counting, in, out)};
  if (4 * (n_lines + windows.n_colours() * in[0]) > n_points) return std::nullopt;

  LocalLayer result(layer->tensor, n_elements(out));
  result.n_places_in_ = n_elements(windows.in);
  const arma::uword n_places = n_elements(windows.out);
  result.starts_ = {0};
  for (arma::uword place = 0; place < n_places; ++place) {
    for (const arma::uword read : windows.read_by(place)) result.taps_.push_back({read, 0});
    result.starts_.push_back(result.taps_.size());
  }
  if (result.taps_.empty() || result.taps_.size() * in[0] * out[0] > most_weights) {
    return std::nullopt;
  }
  std::vector<arma::uword> colours(result.n_places_in_);
  for (arma::uword place = 0; place < colours.size(); ++place) {
    colours[place] = windows.colour_of(place);
  }
  std::vector<arma::fmat> weights(result.taps_.size(), arma::fmat(out[0], in[0], arma::fill::none));
  question.workers.parallel_for(windows.n_colours(), [&](arma::uword colour) {
    read_weights(*map, colour, colours, result.taps_, result.starts_, weights);
  });
  for (std::size_t tap = 0; tap < weights.size(); ++tap) {
    if (!weights[tap].is_finite()) return std::nullopt;
    result.taps_[tap].matrix = result.number_of(weights[tap]);
  }
  arma::fmat at_zero;
  whole->forward(arma::fmat(before.size(), 1, arma::fill::zeros), at_zero);
  result.biases_ = arma::reshape(at_zero, n_places, out[0]).t();
  if (!result.biases_.is_finite()) return std::nullopt;
  return result;
}

}  // namespace lucarne::saliency
