// SPDX-License-Identifier: MIT
#include "network/windows/resampling.hpp"

#include <algorithm>

namespace lucarne {
namespace {

/// A row of the input's along its last axis, and how much of it a row of the output holds.
struct SourceRow {
  arma::uword start;
  double weight;
};

class Resampling final : public Operator {
 public:
  Resampling(Shape in, std::vector<std::vector<Tap>> axes, float outside)
      : in_(std::move(in)), axes_(std::move(axes)), outside_(outside) {
    for (const std::vector<Tap>& taps : axes_) out_.push_back(taps.size());
    const std::vector<Tap>& last = axes_.back();
    copies_ = std::ranges::all_of(last, [](const Tap& tap) { return tap.share == 0; });
  }

  std::vector<Shape> output_shapes() const override { return {out_}; }

  void forward(const ForwardStep& step) const override {
    const arma::fmat& x = *step.inputs[0];
    arma::fmat& y = *step.outputs[0];
    for_each_row([&](arma::uword row, const std::vector<SourceRow>& sources) {
      for (arma::uword item = 0; item < x.n_cols; ++item) {
        one_row(x.colptr(item), sources, y.colptr(item) + row * out_.back());
      }
    });
  }

  void reverse(const ReverseStep& step) const override {
    const arma::fmat& dy = *step.output_gradients[0];
    arma::fmat& dx = step.input_gradients[0]->cleared();
    for_each_row([&](arma::uword row, const std::vector<SourceRow>& sources) {
      for (arma::uword item = 0; item < dx.n_cols; ++item) {
        spread_row(dy.colptr(item) + row * out_.back(), sources, dx.colptr(item));
      }
    });
  }

 private:
  // Rows of outputs are outermost: what each is made of is found once for all items.
  template <class Function>
  void for_each_row(const Function& function) const {
    const arma::uword n_rows = n_elements(out_) / out_.back();
    std::vector<SourceRow> sources;
    for (arma::uword row = 0; row < n_rows; ++row) {
      find_sources(row, sources);
      function(row, sources);
    }
  }

  // None where the row lies outside.
  void find_sources(arma::uword row, std::vector<SourceRow>& sources) const {
    sources.assign(1, {0, 1.0});
    arma::uword stride = in_.back();
    for (std::size_t axis = in_.size() - 1; axis-- > 0;) {
      const Tap& tap = axes_[axis][row % out_[axis]];
      row /= out_[axis];
      if (tap.first == Tap::outside) {
        sources.clear();
        return;
      }
      const std::size_t n = sources.size();
      for (std::size_t i = 0; i < n; ++i) {
        const SourceRow source = sources[i];
        if (tap.share > 0) {
          sources.push_back({source.start + tap.second * stride, source.weight * tap.share});
        }
        sources[i] = {source.start + tap.first * stride, source.weight * (1 - tap.share)};
      }
      stride *= in_[axis];
    }
  }

  void one_row(const float* x, const std::vector<SourceRow>& sources, float* y) const {
    const std::vector<Tap>& taps = axes_.back();
    if (sources.empty()) {
      std::fill(y, y + taps.size(), outside_);
    } else if (copies_ && sources.size() == 1) {
      const float* row = x + sources[0].start;
      for (std::size_t o = 0; o < taps.size(); ++o) {
        y[o] = taps[o].first == Tap::outside ? outside_ : row[taps[o].first];
      }
    } else {
      for (std::size_t o = 0; o < taps.size(); ++o) y[o] = mixture(x, sources, taps[o]);
    }
  }

  float mixture(const float* x, const std::vector<SourceRow>& sources, const Tap& tap) const {
    if (tap.first == Tap::outside) return outside_;
    double sum = 0;
    for (const SourceRow& source : sources) {
      const float* row = x + source.start;
      sum += source.weight * ((1 - tap.share) * static_cast<double>(row[tap.first]) +
                              tap.share * static_cast<double>(row[tap.second]));
    }
    return static_cast<float>(sum);
  }

  void spread_row(const float* dy, const std::vector<SourceRow>& sources, float* dx) const {
    const std::vector<Tap>& taps = axes_.back();
    for (const SourceRow& source : sources) {
      float* row = dx + source.start;
      for (std::size_t o = 0; o < taps.size(); ++o) {
        const Tap& tap = taps[o];
        if (tap.first == Tap::outside) continue;
        const double share = source.weight * static_cast<double>(dy[o]);
        row[tap.first] += static_cast<float>(share * (1 - tap.share));
        if (tap.share > 0) row[tap.second] += static_cast<float>(share * tap.share);
      }
    }
  }

  Shape in_;
  Shape out_;
  std::vector<std::vector<Tap>> axes_;
  float outside_;
  bool copies_ = false;  // along the last axis, each output is one element
};

}  // namespace

std::unique_ptr<Operator> resampling_operator(Shape in, std::vector<std::vector<Tap>> axes,
                                              float outside) {
  return std::make_unique<Resampling>(std::move(in), std::move(axes), outside);
}

std::vector<Tap> unchanged(arma::uword size) {
  std::vector<Tap> taps(size);
  for (arma::uword i = 0; i < size; ++i) taps[i] = {.first = i, .second = i};
  return taps;
}

}  // namespace lucarne
