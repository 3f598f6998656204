// SPDX-License-Identifier: MIT
#include "network/windows/compiled_convolution.hpp"

#include "network/windows/one_omp_thread.hpp"

#include <algorithm>
#include <unordered_map>

namespace lucarne {
namespace {

/// Numbers that a tensor takes, rounded up to whole cache lines.
arma::uword room(const dnnl::memory::desc& desc) { return (desc.get_size() + 63) / 64 * 16; }

// Which blocks of channels `packed` stands for, if that is all that sets it apart from C order.
std::optional<ChannelBlocks> blocks_of(const dnnl::memory::desc& packed) {
  using Tag = dnnl::memory::format_tag;
  const dnnl::memory::dims dims = packed.dims();
  if (dims.size() != 4) return std::nullopt;
  const auto channels = static_cast<arma::uword>(dims[1]);
  const auto is = [&](Tag tag) {
    return packed == dnnl::memory::desc(dims, dnnl::memory::data_type::f32, tag);
  };
  if (is(Tag::acdb)) return ChannelBlocks{1, channels};
  if (channels % 16 == 0 && is(Tag::aBcd16b)) return ChannelBlocks{channels / 16, 16};
  if (channels % 8 == 0 && is(Tag::aBcd8b)) return ChannelBlocks{channels / 8, 8};
  return std::nullopt;
}

}  // namespace

struct CompiledConvolution::Call {
  Call(const CompiledConvolution& of, Scratch& scratch)
      : of_(of), stream_(of.engine_), free_(scratch.take(n_floats(of))) {
    const dnnl::memory scratchpad = take(of.scratchpad_);
    in_ = dnnl::memory(of.in_.plain, of.engine_, nullptr);
    out_ = dnnl::memory(of.out_.plain, of.engine_, nullptr);
    packed_in_ = of.pack_ ? take(of.in_.packed) : in_;
    packed_out_ = of.unpack_ ? take(of.out_.packed) : out_;
    arguments_ = {{of.in_.argument, packed_in_},
                  {of.out_.argument, packed_out_},
                  {DNNL_ARG_WEIGHTS, of.weights_},
                  {DNNL_ARG_SCRATCHPAD, scratchpad}};
    if (of.biases_) arguments_.emplace(DNNL_ARG_BIAS, *of.biases_);
  }
  ~Call() { stream_.wait(); }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /// Room for the plain results of a call.
  float* room_for_out() const { return free_; }

  /// `out` is not touched where the kernel has an order of its own.
  const float* compute(const float* in, float* out) {
    // oneDNN reads the input only; its interface knows no const.
    in_.set_data_handle(const_cast<float*>(in));
    out_.set_data_handle(out);
    if (of_.in_blocks_) {
      pack(*of_.in_blocks_, in);
    } else if (of_.pack_) {
      of_.pack_->execute(stream_, {{DNNL_ARG_FROM, in_}, {DNNL_ARG_TO, packed_in_}});
    }
    of_.kernel_.execute(stream_, arguments_);
    return static_cast<const float*>(packed_out_.get_data_handle());
  }

  void unpack() {
    if (of_.unpack_) {
      of_.unpack_->execute(stream_, {{DNNL_ARG_FROM, packed_out_}, {DNNL_ARG_TO, out_}});
    }
  }

 private:
  void pack(const ChannelBlocks& blocks, const float* in) {
    auto* packed = static_cast<float*>(packed_in_.get_data_handle());
    const arma::uword n_channels = blocks.groups * blocks.block;
    const arma::uword size = of_.in_.plain.get_size() / sizeof(float) / of_.n_items_;
    for (arma::uword i = 0; i < of_.n_items_; ++i) {
      from_planes(blocks, size / n_channels, in + i * size, packed + i * size);
    }
  }

  static arma::uword n_floats(const CompiledConvolution& of) {
    return room(of.scratchpad_) + room(of.in_.packed) + room(of.out_.packed) + room(of.out_.plain);
  }

  dnnl::memory take(const Desc& desc) {
    dnnl::memory memory(desc, of_.engine_, free_);
    free_ += room(desc);
    return memory;
  }

  const CompiledConvolution& of_;
  dnnl::stream stream_;
  float* free_;
  dnnl::memory in_;
  dnnl::memory out_;
  dnnl::memory packed_in_;
  dnnl::memory packed_out_;
  std::unordered_map<int, dnnl::memory> arguments_;
};

std::unique_ptr<const CompiledConvolution> CompiledConvolution::make(const Geometry& g,
                                                                     Convolution::Use use,
                                                                     const dnnl::memory& weights,
                                                                     const arma::fvec& biases,
                                                                     const dnnl::engine& engine) {
  const auto own = [](CompiledConvolution* made) {
    return std::unique_ptr<CompiledConvolution>(made);
  };
  if (use == Convolution::Use::adjoint) {
    const auto kernel = g.adjoint_kernel(engine);
    auto made = own(
        new CompiledConvolution(engine, dnnl::convolution_backward_data(kernel),
                                {DNNL_ARG_DIFF_DST, Geometry::plain(g.out), kernel.diff_dst_desc()},
                                {DNNL_ARG_DIFF_SRC, Geometry::plain(g.in), kernel.diff_src_desc()},
                                kernel.scratchpad_desc()));
    made->keep_weights(kernel.weights_desc(), weights);
    return made;
  }
  const auto kernel = g.forward_kernel(!biases.is_empty(), engine);
  auto made = own(new CompiledConvolution(engine, dnnl::convolution_forward(kernel),
                                          {DNNL_ARG_SRC, Geometry::plain(g.in), kernel.src_desc()},
                                          {DNNL_ARG_DST, Geometry::plain(g.out), kernel.dst_desc()},
                                          kernel.scratchpad_desc()));
  made->keep_weights(kernel.weights_desc(), weights);
  if (!biases.is_empty()) {
    made->biases_.emplace(Geometry::plain({g.out[1]}), engine);
    std::copy(biases.begin(), biases.end(), static_cast<float*>(made->biases_->get_data_handle()));
  }
  return made;
}

CompiledConvolution::CompiledConvolution(dnnl::engine engine, dnnl::primitive kernel, Tensor in,
                                         Tensor out, Desc scratchpad)
    : engine_(std::move(engine)),
      kernel_(std::move(kernel)),
      in_(std::move(in)),
      out_(std::move(out)),
      scratchpad_(std::move(scratchpad)),
      n_items_(static_cast<arma::uword>(in_.plain.dims()[0])) {
  if (in_.packed != in_.plain) {
    pack_ = reorder(in_.plain, in_.packed);
    in_blocks_ = blocks_of(in_.packed);
  }
  if (out_.packed != out_.plain) {
    unpack_ = reorder(out_.packed, out_.plain);
    out_blocks_ = blocks_of(out_.packed);
  }
}

arma::uword CompiledConvolution::run(const arma::fmat& in, arma::fmat& out, bool adds,
                                     Scratch& scratch, arma::uword first) const {
  const OneOmpThread one_thread;
  Call call(*this, scratch);
  const arma::uword n_pixels =
      out_blocks_ ? out.n_rows / (out_blocks_->groups * out_blocks_->block) : 0;
  arma::uword item = first;
  for (; item + n_items_ <= in.n_cols; item += n_items_) {
    float* sum = out.colptr(item);
    float* plain = adds ? call.room_for_out() : sum;
    const float* packed = call.compute(in.colptr(item), plain);
    if (out_blocks_) {
      // Faster than oneDNN 2.6's way from one order to the other.
      for (arma::uword i = 0; i < n_items_; ++i) {
        to_planes(*out_blocks_, n_pixels, packed + i * out.n_rows, sum + i * out.n_rows, adds);
      }
      continue;
    }
    call.unpack();
    if (!adds) continue;
    for (arma::uword i = 0; i < n_items_ * out.n_rows; ++i) sum[i] += plain[i];
  }
  return item;
}

arma::uword CompiledConvolution::run(const arma::fmat& in, const Take& take, Scratch& scratch,
                                     arma::uword first) const {
  const OneOmpThread one_thread;
  Call call(*this, scratch);
  const arma::uword size = out_.packed.get_size() / sizeof(float) / n_items_;
  arma::uword item = first;
  for (; item + n_items_ <= in.n_cols; item += n_items_) {
    const float* packed = call.compute(in.colptr(item), nullptr);
    for (arma::uword i = 0; i < n_items_; ++i) take(item + i, packed + i * size);
  }
  return item;
}

arma::fvec CompiledConvolution::plain_weights(const Geometry& g) const {
  arma::fvec floats(n_elements(Shape(g.weights.begin(), g.weights.end())));
  copy(weights_, dnnl::memory(Geometry::plain(g.weights), engine_, floats.memptr()));
  return floats;
}

dnnl::reorder CompiledConvolution::reorder(const Desc& from, const Desc& to) const {
  return dnnl::reorder(dnnl::reorder::primitive_desc(engine_, from, engine_, to));
}

void CompiledConvolution::keep_weights(const Desc& packed, const dnnl::memory& from) {
  if (packed == from.get_desc()) {
    weights_ = from;  // another kernel's, that wants the same order
    return;
  }
  weights_ = dnnl::memory(packed, engine_);
  copy(from, weights_);
}

void CompiledConvolution::copy(const dnnl::memory& from, const dnnl::memory& to) const {
  dnnl::stream stream(engine_);
  dnnl::memory source = from;
  dnnl::memory target = to;
  reorder(from.get_desc(), to.get_desc()).execute(stream, source, target);
  stream.wait();
}

}  // namespace lucarne
