// SPDX-License-Identifier: MIT
#include "network/windows/pooling_kernel.hpp"

#include "network/vectorised.hpp"
#include "network/windows/one_omp_thread.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>
#include <dnnl.hpp>

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace lucarne {
namespace {

using PoolingDims = dnnl::memory::dims;
using PoolingDesc = dnnl::memory::desc;

dnnl::memory::dim pooling_dim(arma::uword size) { return static_cast<dnnl::memory::dim>(size); }

PoolingDims pooling_dims(const Shape& sizes) {
  PoolingDims dims;
  for (const arma::uword size : sizes) dims.push_back(pooling_dim(size));
  return dims;
}

// One picture of some channels.
PoolingDesc picture(arma::uword channels, const Shape& sizes) {
  return {{1, pooling_dim(channels), pooling_dim(sizes[0]), pooling_dim(sizes[1])},
          dnnl::memory::data_type::f32,
          dnnl::memory::format_tag::nchw};
}

// Pads behind, so that the last window ends with them.
PoolingDims pads_behind(const Window& window) {
  PoolingDims pads;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const arma::uword covered = (window.out[axis] - 1) * window.strides[axis] + window.kernel[axis];
    const arma::uword reached = window.in[axis] + window.begin[axis];
    pads.push_back(pooling_dim(std::max(covered, reached + window.end[axis]) - reached));
  }
  return pads;
}

bool suits(const Window& window, const PoolingAxes& pooling, PoolingKernel::Kind kind) {
  if (window.n_axes() != 2 || window.dilations != Shape{1, 1}) return false;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const arma::uword kernel = window.kernel[axis];
    const std::vector<arma::uword>& counted = pooling.axes[axis + 1].counted;
    const bool counts_all =
        std::ranges::all_of(counted, [&](arma::uword count) { return count == kernel; });
    if (kind == PoolingKernel::Kind::mean_with_pads && !counts_all) return false;
    if (window.begin[axis] >= kernel || window.end[axis] >= kernel) return false;
    if (window.strides[axis] > window.in[axis]) return false;
  }
  return true;
}

dnnl::algorithm algorithm_of(PoolingKernel::Kind kind) {
  if (kind == PoolingKernel::Kind::largest) return dnnl::algorithm::pooling_max;
  return kind == PoolingKernel::Kind::mean ? dnnl::algorithm::pooling_avg_exclude_padding
                                           : dnnl::algorithm::pooling_avg_include_padding;
}

dnnl::primitive_attr scratchpad_of_pass() {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

/// Floats that a tensor takes, rounded up to whole cache lines.
arma::uword floats_of(const PoolingDesc& desc) { return (desc.get_size() + 63) / 64 * 16; }

/// Parts of the pass's scratch, one after another.
class Carver {
 public:
  Carver(const dnnl::engine& engine, float* free) : engine_(engine), free_(free) {}
  dnnl::memory take(const PoolingDesc& desc) {
    dnnl::memory memory(desc, engine_, free_);
    free_ += floats_of(desc);
    return memory;
  }

 private:
  const dnnl::engine& engine_;
  float* free_;
};

}  // namespace

struct PoolingKernel::Compiled {
  using Forward = dnnl::pooling_forward;
  using Backward = dnnl::pooling_backward;

  Compiled(arma::uword channels, const Window& window, Kind kind)
      : engine(dnnl::engine::kind::cpu, 0),
        in(picture(channels, window.in)),
        out(picture(channels, window.out)) {
    const dnnl::algorithm algorithm = algorithm_of(kind);
    const PoolingDims strides = pooling_dims(window.strides);
    const PoolingDims kernel = pooling_dims(window.kernel);
    const PoolingDims begin = pooling_dims(window.begin);
    const PoolingDims end = pads_behind(window);
    const auto forward_as = [&](dnnl::prop_kind use) {
      return Forward::primitive_desc(
          Forward::desc(use, algorithm, in, out, strides, kernel, begin, end), scratchpad_of_pass(),
          engine);
    };
    inference_kind = forward_as(dnnl::prop_kind::forward_inference);
    training_kind = forward_as(dnnl::prop_kind::forward_training);
    backward_kind =
        Backward::primitive_desc(Backward::desc(algorithm, in, out, strides, kernel, begin, end),
                                 scratchpad_of_pass(), engine, training_kind);
    has_machine_code = std::string_view(inference_kind.impl_info_str()).starts_with("jit") &&
                       std::string_view(backward_kind.impl_info_str()).starts_with("jit");
    if (kind == Kind::largest) places = training_kind.workspace_desc();
    inference = Forward(inference_kind);
    training = Forward(training_kind);
    backward = Backward(backward_kind);
  }

  /// Room for the scratchpads, and for an item's outputs, places and gradient.
  arma::uword room() const {
    return std::max({floats_of(inference_kind.scratchpad_desc()),
                     floats_of(training_kind.scratchpad_desc()),
                     floats_of(backward_kind.scratchpad_desc())}) +
           floats_of(out) + floats_of(places) + floats_of(in);
  }

  dnnl::engine engine;
  PoolingDesc in;
  PoolingDesc out;
  PoolingDesc places;  // which element of a window is its largest; empty for means
  Forward::primitive_desc inference_kind;
  Forward::primitive_desc training_kind;
  Backward::primitive_desc backward_kind;
  dnnl::primitive inference;
  dnnl::primitive training;
  dnnl::primitive backward;
  bool has_machine_code = false;
};

PoolingKernel::PoolingKernel(std::unique_ptr<const Compiled> compiled)
    : compiled_(std::move(compiled)) {}
PoolingKernel::~PoolingKernel() = default;

std::unique_ptr<const PoolingKernel> PoolingKernel::make(arma::uword channels, const Window& window,
                                                         const PoolingAxes& pooling, Kind kind) {
  if (!suits(window, pooling, kind)) return nullptr;
  const OneOmpThread one_thread;
  try {
    auto compiled = std::make_unique<Compiled>(channels, window, kind);
    if (!compiled->has_machine_code) return nullptr;
    return std::unique_ptr<const PoolingKernel>(new PoolingKernel(std::move(compiled)));
  } catch (const dnnl::error&) {
    return nullptr;  // the operator computes it itself
  }
}

void PoolingKernel::forward(const arma::fmat& in, arma::fmat& out, Scratch& scratch) const {
  const OneOmpThread one_thread;
  const Compiled& kernel = *compiled_;
  dnnl::stream stream(kernel.engine);
  Carver carver(kernel.engine, scratch.take(kernel.room()));
  // oneDNN reads the input only; its interface knows no const.
  dnnl::memory from(kernel.in, kernel.engine, const_cast<float*>(in.memptr()));
  dnnl::memory to(kernel.out, kernel.engine, out.memptr());
  const std::unordered_map<int, dnnl::memory> arguments = {
      {DNNL_ARG_SRC, from},
      {DNNL_ARG_DST, to},
      {DNNL_ARG_SCRATCHPAD, carver.take(kernel.inference_kind.scratchpad_desc())}};
  for (arma::uword item = 0; item < in.n_cols; ++item) {
    from.set_data_handle(const_cast<float*>(in.colptr(item)));
    to.set_data_handle(out.colptr(item));
    kernel.inference.execute(stream, arguments);
  }
  stream.wait();
}

void PoolingKernel::reverse(const arma::fmat& in, const arma::fmat& dy, arma::fmat& dx, bool adds,
                            Scratch& scratch) const {
  const OneOmpThread one_thread;
  const Compiled& kernel = *compiled_;
  dnnl::stream stream(kernel.engine);
  float* free = scratch.take(kernel.room());
  Carver carver(kernel.engine, free);
  const dnnl::memory share = carver.take(kernel.in);
  const dnnl::memory out = carver.take(kernel.out);
  const bool takes_largest = !kernel.places.is_zero();
  const dnnl::memory places = takes_largest ? carver.take(kernel.places) : dnnl::memory();
  // The kernels run one after the other.
  const PoolingDesc larger = floats_of(kernel.training_kind.scratchpad_desc()) >
                                     floats_of(kernel.backward_kind.scratchpad_desc())
                                 ? kernel.training_kind.scratchpad_desc()
                                 : kernel.backward_kind.scratchpad_desc();
  const dnnl::memory scratchpad = carver.take(larger);
  dnnl::memory from(kernel.in, kernel.engine, const_cast<float*>(in.memptr()));
  dnnl::memory gradient(kernel.out, kernel.engine, const_cast<float*>(dy.memptr()));
  dnnl::memory to = adds ? share : dnnl::memory(kernel.in, kernel.engine, dx.memptr());
  std::unordered_map<int, dnnl::memory> forwards = {
      {DNNL_ARG_SRC, from}, {DNNL_ARG_DST, out}, {DNNL_ARG_SCRATCHPAD, scratchpad}};
  std::unordered_map<int, dnnl::memory> backwards = {
      {DNNL_ARG_DIFF_DST, gradient}, {DNNL_ARG_DIFF_SRC, to}, {DNNL_ARG_SCRATCHPAD, scratchpad}};
  if (takes_largest) {
    forwards.emplace(DNNL_ARG_WORKSPACE, places);
    backwards.emplace(DNNL_ARG_WORKSPACE, places);
  }
  for (arma::uword item = 0; item < dy.n_cols; ++item) {
    if (takes_largest) {
      from.set_data_handle(const_cast<float*>(in.colptr(item)));
      kernel.training.execute(stream, forwards);
    }
    gradient.set_data_handle(const_cast<float*>(dy.colptr(item)));
    if (!adds) to.set_data_handle(dx.colptr(item));
    kernel.backward.execute(stream, backwards);
    float* sum = dx.colptr(item);
    for (arma::uword i = 0; adds && i < dx.n_rows; ++i) sum[i] += free[i];
  }
  stream.wait();
}

// A product with zero is zero but for what is not finite.
LUCARNE_VECTORISED
bool all_finite(const float* values, arma::uword n) {
  constexpr arma::uword lanes = 64;
  float sums[lanes] = {};
  arma::uword i = 0;
  for (; i + lanes <= n; i += lanes) {
    for (arma::uword k = 0; k < lanes; ++k) sums[k] += values[i + k] * 0.0F;
  }
  for (; i < n; ++i) sums[0] += values[i] * 0.0F;
  float sum = 0;
  for (const float one : sums) sum += one;
  return sum == 0;
}

}  // namespace lucarne
