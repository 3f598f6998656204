// SPDX-License-Identifier: MIT
#include "network/windows/convolution.hpp"

#include "network/windows/compiled_convolution.hpp"
#include "network/windows/few_channels_adjoint.hpp"
#include "network/windows/few_channels_forward.hpp"
#include "network/windows/one_omp_thread.hpp"
#include "network/windows/sparse_adjoint.hpp"
#include "network/windows/winograd_convolution.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>

namespace lucarne {
namespace {

// Calls of oneDNN cost about 0.8 us each: small items are computed so many at a time.
constexpr arma::uword bundle_size = 8;
constexpr arma::uword most_bundled_elements = arma::uword{1} << 15U;  // of an item, in and out
constexpr arma::uword most_bundled_products = arma::uword{1} << 21U;

bool bundles_pay(const ConvolutionShape& shape) {
  const Window& window = shape.window;
  const arma::uword n_out = shape.out_channels * n_elements(window.out);
  const arma::uword per_output = shape.in_channels / shape.groups * n_elements(window.kernel);
  return shape.in_channels * n_elements(window.in) + n_out <= most_bundled_elements &&
         n_out <= most_bundled_products / per_output;
}

[[noreturn]] void refuse_kernel(const dnnl::error& error) {
  throw Error(fmt::format("oneDNN cannot compute this convolution: {}", error.what()));
}

}  // namespace

/// The kernels for one use. Those for several items at a time serve where they give the bits of the
/// one for single items, which oneDNN does not promise: it is tried out once.
class Convolution::Kernels {
 public:
  Kernels(const ConvolutionShape& shape, Use use, const dnnl::memory& weights,
          const arma::fvec& biases, const dnnl::engine& engine)
      : single_(
            CompiledConvolution::make(ConvolutionGeometry(shape), use, weights, biases, engine)) {
    if (!bundles_pay(shape)) return;
    bundle_ = CompiledConvolution::make(ConvolutionGeometry(shape, bundle_size), use,
                                        single_->weights(), biases, engine);
    const Window& window = shape.window;
    const arma::uword n_in = shape.in_channels * n_elements(window.in);
    const arma::uword n_out = shape.out_channels * n_elements(window.out);
    if (!gives_same_bits(use == Use::forward ? n_in : n_out, use == Use::forward ? n_out : n_in)) {
      bundle_.reset();
    }
  }

  const CompiledConvolution& single() const { return *single_; }

  bool leaves_blocks() const {
    const auto fit = [](const CompiledConvolution& kernel) {
      return kernel.out_blocks() && kernel.out_blocks()->block % 8 == 0;
    };
    return fit(*single_) && (!bundle_ || fit(*bundle_));
  }

  void run(const arma::fmat& in, arma::fmat& out, bool adds, Scratch& scratch) const {
    const arma::uword done = bundle_ ? bundle_->run(in, out, adds, scratch, 0) : 0;
    if (done < in.n_cols) single_->run(in, out, adds, scratch, done);
  }

  /// What the kernels leave of each item, in their own order.     requires: leaves_blocks()
  template <class Take>
  void run(const arma::fmat& in, const Take& take, Scratch& scratch) const {
    const auto taken_from = [&](const CompiledConvolution& kernel) {
      return
          [&](arma::uword item, const float* packed) { take(*kernel.out_blocks(), item, packed); };
    };
    const arma::uword done = bundle_ ? bundle_->run(in, taken_from(*bundle_), scratch, 0) : 0;
    if (done < in.n_cols) single_->run(in, taken_from(*single_), scratch, done);
  }

 private:
  bool gives_same_bits(arma::uword n_from, arma::uword n_to) const {
    arma::fmat from(n_from, bundle_size, arma::fill::none);
    // Any numbers whose sums are rounded.
    for (arma::uword i = 0; i < from.n_elem; ++i) from(i) = std::sin(static_cast<float>(i));
    arma::fmat one_by_one(n_to, bundle_size, arma::fill::none);
    arma::fmat together(n_to, bundle_size, arma::fill::none);
    Scratch scratch;
    single_->run(from, one_by_one, false, scratch, 0);
    bundle_->run(from, together, false, scratch, 0);
    return std::memcmp(one_by_one.memptr(), together.memptr(), together.n_elem * sizeof(float)) ==
           0;
  }

  std::unique_ptr<const CompiledConvolution> single_;
  std::unique_ptr<const CompiledConvolution> bundle_;  // nullptr: one by one
};

Convolution::Convolution(ConvolutionShape shape, const Constant& weights, const arma::fvec& biases,
                         Use use)
    : shape_(std::move(shape)), biases_(biases), use_(use) {
  if (use == Use::forward && FewChannelsForward::fits(shape_)) {
    few_channels_forward_ = std::make_unique<FewChannelsForward>(shape_, weights.floats, biases_);
  } else if (use == Use::forward && WinogradConvolution::fits(shape_)) {
    winograd_ = std::make_unique<WinogradConvolution>(shape_, weights.floats, biases_);
  } else {
    first_ = make_kernels(use, weights.floats);
  }
}

Convolution::~Convolution() = default;

std::unique_ptr<const Convolution::Kernels> Convolution::make_kernels(
    Use use, const arma::fvec& weights) const {
  const OneOmpThread one_thread;
  try {
    const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    const auto order = ConvolutionGeometry::plain(ConvolutionGeometry(shape_).weights);
    const dnnl::memory own(order, engine);
    std::copy(weights.begin(), weights.end(), static_cast<float*>(own.get_data_handle()));
    return std::make_unique<Kernels>(shape_, use, own, biases_, engine);
  } catch (const dnnl::error& error) {
    refuse_kernel(error);
  }
}

template <class Function>
bool Convolution::by_own_kernel(const Function& function) const {
  if (few_channels_forward_ != nullptr) {
    function(*few_channels_forward_);
  } else if (winograd_ != nullptr) {
    function(*winograd_);
  } else {
    return false;
  }
  return true;
}

const Convolution::Kernels& Convolution::kernels(Use use) const {
  if (first_ != nullptr && use == use_) return *first_;
  std::call_once(other_once_, [&] {
    if (first_ == nullptr) {
      other_ = make_kernels(use, weights().floats);
      return;
    }
    const OneOmpThread one_thread;
    const CompiledConvolution& first = first_->single();
    other_ = std::make_unique<Kernels>(shape_, use, first.weights(), biases_, first.engine());
  });
  return *other_;
}

Constant Convolution::weights() const {
  const OneOmpThread one_thread;
  const Window& window = shape_.window;
  Constant weights{.shape = {shape_.out_channels, shape_.in_channels / shape_.groups}};
  weights.shape.insert(weights.shape.end(), window.kernel.begin(), window.kernel.end());
  if (by_own_kernel([&](const auto& kernel) { weights.floats = kernel.weights(); })) {
    return weights;
  }
  try {
    weights.floats = first_->single().plain_weights(ConvolutionGeometry(shape_));
  } catch (const dnnl::error& error) {
    refuse_kernel(error);
  }
  return weights;
}

void Convolution::forward(const arma::fmat& in, arma::fmat& out, bool adds,
                          Scratch& scratch) const {
  if (by_own_kernel([&](const auto& kernel) { kernel.run(in, out, adds, scratch); })) return;
  try {
    kernels(Use::forward).run(in, out, adds, scratch);
  } catch (const dnnl::error& error) {
    refuse_kernel(error);
  }
}

const FewChannelsAdjoint& Convolution::few_channels() const {
  std::call_once(few_channels_once_, [&] {
    few_channels_ = std::make_unique<FewChannelsAdjoint>(shape_, weights().floats);
  });
  return *few_channels_;
}

const SparseAdjoint& Convolution::sparse() const {
  std::call_once(sparse_once_,
                 [&] { sparse_ = std::make_unique<SparseAdjoint>(shape_, weights().floats); });
  return *sparse_;
}

void Convolution::adjoint(const arma::fmat& out_like, arma::fmat& in_like, bool adds,
                          Scratch& scratch) const {
  if (FewChannelsAdjoint::fits(shape_)) {
    return few_channels().run(out_like, in_like, adds, scratch);
  }
  const bool may_be_sparse = SparseAdjoint::fits(shape_);
  const auto is_sparse = [&](arma::uword item) {
    return may_be_sparse && SparseAdjoint::pays(shape_, out_like.colptr(item));
  };
  arma::uword item = 0;
  while (item < out_like.n_cols) {
    if (is_sparse(item)) {
      sparse().run(out_like.colptr(item), in_like.colptr(item), adds, scratch);
      ++item;
      continue;
    }
    const arma::uword first = item++;
    while (item < out_like.n_cols && !is_sparse(item)) ++item;
    // The items' own memory; Armadillo knows no const view of some columns.
    const arma::fmat from(const_cast<float*>(out_like.colptr(first)), out_like.n_rows, item - first,
                          false, true);
    arma::fmat to(in_like.colptr(first), in_like.n_rows, item - first, false, true);
    try {
      kernels(Use::adjoint).run(from, to, adds, scratch);
    } catch (const dnnl::error& error) {
      refuse_kernel(error);
    }
  }
}

bool Convolution::pools_quads() const {
  const Shape& out = shape_.window.out;
  return use_ == Use::forward && out.size() == 2 && out[0] >= 2 && out[1] >= 2 &&
         (first_ == nullptr || first_->leaves_blocks());
}

QuadPlanes Convolution::quads() const {
  return {shape_.out_channels, shape_.window.out[0], shape_.window.out[1]};
}

void Convolution::forward_pooled(const arma::fmat& in, arma::fmat& out, arma::Mat<Place>* places,
                                 Scratch& scratch, Scratch& for_pooling) const {
  if (by_own_kernel([&](const auto& kernel) { kernel.run_pooled(in, out, places, scratch); })) {
    return;
  }
  const QuadPlanes planes = quads();
  const arma::uword n_pixels = planes.rows() * planes.columns();
  const arma::uword n = planes.count * n_pixels;
  float* pooled = for_pooling.take(2 * n);
  Place* found = new (pooled + n) Place[n];
  try {
    first_->run(
        in,
        [&](const ChannelBlocks& blocks, arma::uword item, const float* packed) {
          rectified_quads(blocks, planes, packed, pooled, found);
          to_planes(blocks, n_pixels, pooled, out.colptr(item), false);
          if (places != nullptr) to_planes(blocks, n_pixels, found, places->colptr(item));
        },
        scratch);
  } catch (const dnnl::error& error) {
    refuse_kernel(error);
  }
}

void Convolution::adjoint_pooled(const arma::fmat& dy, const arma::Mat<Place>& places,
                                 arma::fmat& in_like, bool adds, Scratch& scratch) const {
  if (FewChannelsAdjoint::fits(shape_)) {
    return few_channels().run_pooled(dy, places, in_like, adds, scratch);
  }
  if (SparseAdjoint::fits(shape_)) {
    for (arma::uword item = 0; item < dy.n_cols; ++item) {
      sparse().run_pooled(dy.colptr(item), places.colptr(item), in_like.colptr(item), adds,
                          scratch);
    }
    return;
  }
  const QuadPlanes planes = quads();
  const arma::uword n = planes.count * planes.in_rows * planes.in_columns;
  arma::fvec spread(n * bundle_size + 16, arma::fill::zeros);  // as spread_row() wants
  for (arma::uword first = 0; first < dy.n_cols; first += bundle_size) {
    const arma::uword n_items = std::min(bundle_size, dy.n_cols - first);
    for (arma::uword i = 0; i < n_items; ++i) {
      spread_quads(planes, places.colptr(first + i), dy.colptr(first + i), spread.memptr() + i * n);
    }
    const arma::fmat from(spread.memptr(), n, n_items, false, true);
    arma::fmat to(in_like.colptr(first), in_like.n_rows, n_items, false, true);
    adjoint(from, to, adds, scratch);
  }
}

}  // namespace lucarne
