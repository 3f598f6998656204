// SPDX-License-Identifier: MIT
#include "network/strided_view.hpp"

#include <algorithm>

namespace lucarne {
namespace {

/// Neighbouring axes that can be walked as one are one; axes of size 1 are none.
StridedView merged_axes(const StridedView& view) {
  StridedView merged{.shape = {}, .strides = {}, .offset = view.offset};
  for (std::size_t i = 0; i < view.shape.size(); ++i) {
    if (view.shape[i] == 1) continue;
    const std::ptrdiff_t span = view.strides[i] * static_cast<std::ptrdiff_t>(view.shape[i]);
    if (!merged.shape.empty() && merged.strides.back() == span) {
      merged.shape.back() *= view.shape[i];
      merged.strides.back() = view.strides[i];
    } else {
      merged.shape.push_back(view.shape[i]);
      merged.strides.push_back(view.strides[i]);
    }
  }
  if (merged.shape.empty()) {
    merged.shape.push_back(1);
    merged.strides.push_back(1);
  }
  return merged;
}

/// Calls row(first output element, first input element) for every run along the last axis.
template <class Row>
void for_each_row(const StridedView& view, const Row& row) {
  const std::size_t outer = view.shape.size() - 1;
  const arma::uword length = view.shape.back();
  const arma::uword n_rows = n_elements(view.shape) / length;
  Shape index(outer, 0);
  std::ptrdiff_t from = view.offset;
  for (arma::uword r = 0; r < n_rows; ++r) {
    row(r * length, from);
    for (std::size_t axis = outer; axis-- > 0;) {
      from += view.strides[axis];
      if (++index[axis] < view.shape[axis]) break;
      index[axis] = 0;
      from -= view.strides[axis] * static_cast<std::ptrdiff_t>(view.shape[axis]);
    }
  }
}

class Views final : public Operator {
 public:
  Views(const Shape& input, std::vector<StridedView> views, std::vector<BatchPlace> places)
      : n_in_(n_elements(input)), places_(std::move(places)) {
    for (const StridedView& view : views) {
      shapes_.push_back(view.shape);
      views_.push_back(merged_axes(view));
    }
    const StridedView& first = views_[0];
    whole_ = views_.size() == 1 && first.offset == 0 && first.shape == Shape{n_in_} &&
             (n_in_ == 1 || first.strides[0] == 1);
  }

  std::vector<Shape> output_shapes() const override { return shapes_; }
  std::vector<BatchPlace> batch_places() const override { return places_; }
  bool keeps_elements() const override { return whole_; }

  void forward(const ForwardStep& step) const override {
    for (std::size_t i = 0; i < step.outputs.size(); ++i) {
      if (step.outputs[i] == nullptr) continue;
      for (arma::uword item = 0; item < step.inputs[0]->n_cols; ++item) {
        copy(views_[i], step.inputs[0]->colptr(item), step.outputs[i]->colptr(item));
      }
    }
  }

  void reverse(const ReverseStep& step) const override {
    arma::fmat& sum = step.input_gradients[0]->cleared();
    for (std::size_t i = 0; i < step.output_gradients.size(); ++i) {
      if (step.output_gradients[i] == nullptr) continue;
      for (arma::uword item = 0; item < sum.n_cols; ++item) {
        add_back(views_[i], step.output_gradients[i]->colptr(item), sum.colptr(item));
      }
    }
  }

 private:
  static void copy(const StridedView& view, const float* in, float* out) {
    const std::ptrdiff_t stride = view.strides.back();
    const auto length = static_cast<std::ptrdiff_t>(view.shape.back());
    for_each_row(view, [=](arma::uword to, std::ptrdiff_t from) {
      float* row = out + to;
      if (stride == 1) {
        std::copy_n(in + from, length, row);
      } else {
        for (std::ptrdiff_t k = 0; k < length; ++k) row[k] = in[from + k * stride];
      }
    });
  }

  static void add_back(const StridedView& view, const float* gradient, float* sum) {
    const std::ptrdiff_t stride = view.strides.back();
    const auto length = static_cast<std::ptrdiff_t>(view.shape.back());
    for_each_row(view, [=](arma::uword to, std::ptrdiff_t from) {
      const float* row = gradient + to;
      for (std::ptrdiff_t k = 0; k < length; ++k) sum[from + k * stride] += row[k];
    });
  }

  arma::uword n_in_;
  std::vector<BatchPlace> places_;
  std::vector<Shape> shapes_;
  std::vector<StridedView> views_;
  bool whole_ = false;
};

}  // namespace

std::vector<std::ptrdiff_t> c_strides(const Shape& shape) {
  std::vector<std::ptrdiff_t> strides(shape.size(), 1);
  for (std::size_t i = shape.size(); i-- > 1;) {
    strides[i - 1] = strides[i] * static_cast<std::ptrdiff_t>(shape[i]);
  }
  return strides;
}

std::unique_ptr<Operator> view_operator(const Shape& input, std::vector<StridedView> views,
                                        std::vector<BatchPlace> places) {
  return std::make_unique<Views>(input, std::move(views), std::move(places));
}

}  // namespace lucarne
