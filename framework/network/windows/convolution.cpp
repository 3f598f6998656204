// SPDX-License-Identifier: MIT
#include "network/windows/convolution.hpp"

#include "network/windows/few_channels_adjoint.hpp"
#include "network/windows/one_omp_thread.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>
#include <dnnl.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <unordered_map>

namespace lucarne {
namespace {

using Dims = dnnl::memory::dims;
using Desc = dnnl::memory::desc;
using Tag = dnnl::memory::format_tag;
constexpr auto f32 = dnnl::memory::data_type::f32;

dnnl::memory::dim dim(arma::uword size) { return static_cast<dnnl::memory::dim>(size); }

void append(Dims& dims, const Shape& shape) {
  for (const arma::uword size : shape) dims.push_back(dim(size));
}

Desc plain(const Dims& dims) {
  constexpr Tag tags[] = {Tag::a, Tag::ab, Tag::abc, Tag::abcd, Tag::abcde, Tag::abcdef};
  return {dims, f32, tags[dims.size() - 1]};
}

Desc any(const Dims& dims) { return {dims, f32, Tag::any}; }

/// Items through oneDNN's descriptions of them.
struct Geometry {
  explicit Geometry(const ConvolutionShape& shape, arma::uword n_items = 1)
      : in{dim(n_items)}, out{dim(n_items)} {
    const Window& window = shape.window;
    in.push_back(dim(shape.in_channels));
    append(in, window.in);
    out.push_back(dim(shape.out_channels));
    append(out, window.out);
    if (shape.groups > 1) weights.push_back(dim(shape.groups));
    weights.push_back(dim(shape.out_channels / shape.groups));
    weights.push_back(dim(shape.in_channels / shape.groups));
    append(weights, window.kernel);
    append(begin, window.begin);
    append(end, window.end);
    bool one_to_one = true;
    for (std::size_t axis = 0; axis < window.n_axes(); ++axis) {
      // A stride beyond the last place is as good as one just beyond it; offsets stay small.
      const arma::uword places =
          window.in[axis] + window.begin[axis] + window.end[axis] - window.extent(axis) + 1;
      strides.push_back(dim(std::min(window.strides[axis], places)));
      dilations.push_back(window.kernel[axis] == 1 ? 0 : dim(window.dilations[axis]) - 1);
      one_to_one = one_to_one && window.kernel[axis] == 1 && window.strides[axis] == 1 &&
                   window.begin[axis] + window.end[axis] == 0;
    }
    // Measured with oneDNN 2.6 on AVX-512 (Zen 4), one thread, GFLOP/s plain against blocked, the
    // way there and back counted: 1 x 1 kernels 64 -> 256 of 56 x 56 100 against 66; 3 x 3 kernels
    // 16 -> 32 of 13 x 13 52 against 88, 256 -> 256 of 14 x 14 92 against 120.
    tensor = one_to_one ? plain : any;
  }

  Dims in, out, weights, strides, dilations, begin, end;
  Desc (*tensor)(const Dims&) = any;
};

dnnl::primitive_attr own_scratchpad() {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

dnnl::convolution_forward::primitive_desc forward_kernel(const Geometry& g, bool biased,
                                                         const dnnl::engine& engine) {
  using Forward = dnnl::convolution_forward;
  const auto kind = dnnl::prop_kind::forward_inference;
  const auto direct = dnnl::algorithm::convolution_direct;
  const Desc biases = biased ? plain({g.out[1]}) : Desc();
  const Forward::desc wanted(kind, direct, g.tensor(g.in), any(g.weights), biases, g.tensor(g.out),
                             g.strides, g.dilations, g.begin, g.end);
  return {wanted, own_scratchpad(), engine};
}

dnnl::convolution_backward_data::primitive_desc adjoint_kernel(const Geometry& g,
                                                               const dnnl::engine& engine) {
  const dnnl::convolution_backward_data::desc wanted(
      dnnl::algorithm::convolution_direct, g.tensor(g.in), any(g.weights), g.tensor(g.out),
      g.strides, g.dilations, g.begin, g.end);
  return {wanted, own_scratchpad(), engine, forward_kernel(g, false, engine)};
}

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

/// Numbers that a tensor takes, rounded up to whole cache lines.
arma::uword room(const Desc& desc) { return (desc.get_size() + 63) / 64 * 16; }

}  // namespace

class Convolution::Compiled {
 public:
  Compiled(const Geometry& g, const dnnl::convolution_forward::primitive_desc& kernel,
           const dnnl::memory& weights, const arma::fvec& biases, const dnnl::engine& engine)
      : Compiled(engine, dnnl::convolution_forward(kernel),
                 {DNNL_ARG_SRC, plain(g.in), kernel.src_desc()},
                 {DNNL_ARG_DST, plain(g.out), kernel.dst_desc()}, kernel.scratchpad_desc()) {
    keep_weights(kernel.weights_desc(), weights);
    if (!biases.is_empty()) {
      biases_.emplace(plain({g.out[1]}), engine_);
      std::copy(biases.begin(), biases.end(), static_cast<float*>(biases_->get_data_handle()));
    }
  }

  Compiled(const Geometry& g, const dnnl::convolution_backward_data::primitive_desc& kernel,
           const dnnl::memory& weights, const dnnl::engine& engine)
      : Compiled(engine, dnnl::convolution_backward_data(kernel),
                 {DNNL_ARG_DIFF_DST, plain(g.out), kernel.diff_dst_desc()},
                 {DNNL_ARG_DIFF_SRC, plain(g.in), kernel.diff_src_desc()},
                 kernel.scratchpad_desc()) {
    keep_weights(kernel.weights_desc(), weights);
  }

  static std::unique_ptr<const Compiled> make(const Geometry& g, Use use,
                                              const dnnl::memory& weights, const arma::fvec& biases,
                                              const dnnl::engine& engine) {
    if (use == Use::adjoint) {
      return std::make_unique<Compiled>(g, adjoint_kernel(g, engine), weights, engine);
    }
    return std::make_unique<Compiled>(g, forward_kernel(g, !biases.is_empty(), engine), weights,
                                      biases, engine);
  }

  const dnnl::engine& engine() const { return engine_; }
  const dnnl::memory& weights() const { return weights_; }

  /// The weights in C order.
  arma::fvec plain_weights(const Geometry& g) const {
    arma::fvec floats(n_elements(Shape(g.weights.begin(), g.weights.end())));
    copy(weights_, dnnl::memory(plain(g.weights), engine_, floats.memptr()));
    return floats;
  }

  /// Computes items from `first` on, as many at a time as it is made for, and leaves what remains.
  /// Gives the first that is left.
  arma::uword run(const arma::fmat& in, arma::fmat& out, bool adds, Scratch& scratch,
                  arma::uword first) const {
    const OneOmpThread one_thread;
    dnnl::stream stream(engine_);
    float* free =
        scratch.take(room(scratchpad_) + room(in_.packed) + room(out_.packed) + room(out_.plain));
    const auto take = [&](const Desc& desc) {
      dnnl::memory memory(desc, engine_, free);
      free += room(desc);
      return memory;
    };
    const dnnl::memory scratchpad = take(scratchpad_);
    // oneDNN reads the input only; its interface knows no const.
    dnnl::memory plain_in(in_.plain, engine_, const_cast<float*>(in.memptr()));
    dnnl::memory plain_out(out_.plain, engine_, out.memptr());
    const dnnl::memory packed_in = pack_ ? take(in_.packed) : plain_in;
    const dnnl::memory packed_out = unpack_ ? take(out_.packed) : plain_out;
    std::unordered_map<int, dnnl::memory> arguments = {{in_.argument, packed_in},
                                                       {out_.argument, packed_out},
                                                       {DNNL_ARG_WEIGHTS, weights_},
                                                       {DNNL_ARG_SCRATCHPAD, scratchpad}};
    if (biases_) arguments.emplace(DNNL_ARG_BIAS, *biases_);
    const auto n_items = static_cast<arma::uword>(in_.plain.dims()[0]);
    arma::uword item = first;
    for (; item + n_items <= in.n_cols; item += n_items) {
      plain_in.set_data_handle(const_cast<float*>(in.colptr(item)));
      plain_out.set_data_handle(adds ? free : out.colptr(item));
      if (pack_) pack_->execute(stream, {{DNNL_ARG_FROM, plain_in}, {DNNL_ARG_TO, packed_in}});
      kernel_.execute(stream, arguments);
      if (unpack_)
        unpack_->execute(stream, {{DNNL_ARG_FROM, packed_out}, {DNNL_ARG_TO, plain_out}});
      if (adds) {
        float* sum = out.colptr(item);
        for (arma::uword i = 0; i < n_items * out.n_rows; ++i) sum[i] += free[i];
      }
    }
    stream.wait();
    return item;
  }

 private:
  struct Tensor {
    int argument;
    Desc plain;
    Desc packed;
  };

  Compiled(dnnl::engine engine, dnnl::primitive kernel, Tensor in, Tensor out, Desc scratchpad)
      : engine_(std::move(engine)),
        kernel_(std::move(kernel)),
        in_(std::move(in)),
        out_(std::move(out)),
        scratchpad_(std::move(scratchpad)) {
    if (in_.packed != in_.plain) pack_ = reorder(in_.plain, in_.packed);
    if (out_.packed != out_.plain) unpack_ = reorder(out_.packed, out_.plain);
  }

  dnnl::reorder reorder(const Desc& from, const Desc& to) const {
    return dnnl::reorder(dnnl::reorder::primitive_desc(engine_, from, engine_, to));
  }

  void keep_weights(const Desc& packed, const dnnl::memory& from) {
    if (packed == from.get_desc()) {
      weights_ = from;  // another kernel's, that wants the same order
      return;
    }
    weights_ = dnnl::memory(packed, engine_);
    copy(from, weights_);
  }

  void copy(const dnnl::memory& from, const dnnl::memory& to) const {
    dnnl::stream stream(engine_);
    dnnl::memory source = from;
    dnnl::memory target = to;
    reorder(from.get_desc(), to.get_desc()).execute(stream, source, target);
    stream.wait();
  }

  dnnl::engine engine_;
  dnnl::primitive kernel_;
  Tensor in_;
  Tensor out_;
  Desc scratchpad_;
  std::optional<dnnl::reorder> pack_;
  std::optional<dnnl::reorder> unpack_;
  dnnl::memory weights_;
  std::optional<dnnl::memory> biases_;
};

namespace {

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
      : single_(Compiled::make(Geometry(shape), use, weights, biases, engine)) {
    if (!bundles_pay(shape)) return;
    bundle_ = Compiled::make(Geometry(shape, bundle_size), use, single_->weights(), biases, engine);
    const Window& window = shape.window;
    const arma::uword n_in = shape.in_channels * n_elements(window.in);
    const arma::uword n_out = shape.out_channels * n_elements(window.out);
    if (!gives_same_bits(use == Use::forward ? n_in : n_out, use == Use::forward ? n_out : n_in)) {
      bundle_.reset();
    }
  }

  const Compiled& single() const { return *single_; }

  void run(const arma::fmat& in, arma::fmat& out, bool adds, Scratch& scratch) const {
    const arma::uword done = bundle_ ? bundle_->run(in, out, adds, scratch, 0) : 0;
    if (done < in.n_cols) single_->run(in, out, adds, scratch, done);
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

  std::unique_ptr<const Compiled> single_;
  std::unique_ptr<const Compiled> bundle_;  // nullptr: one by one
};

Convolution::Convolution(ConvolutionShape shape, const Constant& weights, const arma::fvec& biases,
                         Use use)
    : shape_(std::move(shape)), biases_(biases), use_(use) {
  const OneOmpThread one_thread;
  try {
    const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    const Desc order = plain(Geometry(shape_).weights);
    const dnnl::memory own(order, engine);
    std::copy(weights.floats.begin(), weights.floats.end(),
              static_cast<float*>(own.get_data_handle()));
    first_ = std::make_unique<Kernels>(shape_, use, own, biases_, engine);
  } catch (const dnnl::error& error) {
    refuse_kernel(error);
  }
}

Convolution::~Convolution() = default;

const Convolution::Kernels& Convolution::kernels(Use use) const {
  if (use == use_) return *first_;
  std::call_once(other_once_, [&] {
    const OneOmpThread one_thread;
    const Compiled& first = first_->single();
    other_ = std::make_unique<Kernels>(shape_, use, first.weights(), biases_, first.engine());
  });
  return *other_;
}

Constant Convolution::weights() const {
  const OneOmpThread one_thread;
  const Window& window = shape_.window;
  Constant weights{.shape = {shape_.out_channels, shape_.in_channels / shape_.groups}};
  weights.shape.insert(weights.shape.end(), window.kernel.begin(), window.kernel.end());
  try {
    weights.floats = first_->single().plain_weights(Geometry(shape_));
  } catch (const dnnl::error& error) {
    refuse_kernel(error);
  }
  return weights;
}

void Convolution::forward(const arma::fmat& in, arma::fmat& out, bool adds,
                          Scratch& scratch) const {
  try {
    kernels(Use::forward).run(in, out, adds, scratch);
  } catch (const dnnl::error& error) {
    refuse_kernel(error);
  }
}

void Convolution::adjoint(const arma::fmat& out_like, arma::fmat& in_like, bool adds,
                          Scratch& scratch) const {
  if (FewChannelsAdjoint::fits(shape_)) {
    std::call_once(few_channels_once_, [&] {
      few_channels_ = std::make_unique<FewChannelsAdjoint>(shape_, weights().floats);
    });
    return few_channels_->run(out_like, in_like, adds, scratch);
  }
  try {
    kernels(Use::adjoint).run(out_like, in_like, adds, scratch);
  } catch (const dnnl::error& error) {
    refuse_kernel(error);
  }
}

}  // namespace lucarne
