// SPDX-License-Identifier: MIT
#include "network/finite_difference.hpp"
#include "network/graph_pass.hpp"
#include "network/small_graph.hpp"

#include <catch2/catch.hpp>

#include <malloc.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <new>

// Armadillo and oneDNN take their memory by posix_memalign, all else by operator new: both are
// counted here for the whole test program. The sanitizers have allocators of their own.
#if !defined(__SANITIZE_ADDRESS__)

namespace {

std::atomic<long> n_large{0};

/// What is smaller belongs to lists and strings, not to tensors.
constexpr std::size_t large = 2048;

void* counted_memory(std::size_t alignment, std::size_t bytes) {
  if (bytes >= large) ++n_large;
  return alignment == 0 ? std::malloc(bytes) : memalign(alignment, bytes);
}

}  // namespace

extern "C" int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) noexcept {
  *memory = counted_memory(alignment, bytes);
  return *memory == nullptr ? ENOMEM : 0;
}

void* operator new(std::size_t bytes) {
  void* memory = counted_memory(0, bytes == 0 ? 1 : bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*bytes*/) noexcept { std::free(memory); }

using namespace lucarne;

namespace {

using Integers = std::vector<std::int64_t>;

double bytes_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

constexpr arma::uword n_channels = 32;
constexpr arma::uword side = 12;
constexpr int depth = 40;

std::vector<float> memory_numbers(arma::uword count, std::uint64_t stream) {
  const arma::fmat normal = 0.06F * normal_numbers(count, 1, stream);
  return {normal.begin(), normal.end()};
}

/// Blocks of Conv, BatchNormalization and Relu with a way past each, then pooling and a dense
/// layer: a residual network with few channels and many layers.
SmallGraph deep_network() {
  SmallGraph graph({n_channels, side, side});
  graph.floats("ones", {n_channels}, std::vector<float>(n_channels, 1.0F));
  graph.floats("zeros", {n_channels}, std::vector<float>(n_channels, 0.0F));
  std::string before = "x";
  for (int layer = 0; layer < depth; ++layer) {
    const std::string n = std::to_string(layer);
    graph
        .floats("w" + n, {n_channels, n_channels, 3, 3},
                memory_numbers(n_channels * n_channels * 9, 1))
        .node("Conv", {before, "w" + n}, "c" + n, {{"pads", Integers{1, 1, 1, 1}}})
        .node("BatchNormalization", {"c" + n, "ones", "zeros", "zeros", "ones"}, "b" + n)
        .node("Relu", {"b" + n}, "r" + n)
        .node("Add", {"r" + n, before}, "a" + n);
    before = "a" + n;
  }
  graph.floats("dense", {n_channels * 36, 10}, memory_numbers(n_channels * 360, 2))
      .node("MaxPool", {before}, "p",
            {{"kernel_shape", Integers{2, 2}}, {"strides", Integers{2, 2}}})
      .node("Flatten", {"p"}, "flat")
      .node("MatMul", {"flat", "dense"}, "logits")
      .node("Softmax", {"logits"}, "y");
  return graph;
}

}  // namespace

TEST_CASE("a forward pass takes the weights once and twice what is alive", "[memory]") {
  constexpr arma::uword n_items = 32;
  const SmallGraph graph = deep_network();
  const arma::fmat items = normal_numbers(n_channels * side * side, n_items, 3);
  const double before = bytes_in_use();
  const auto network = graph.network();
  const auto pass = network->start_forward_pass({"y"});
  pass->forward(items);
  const double taken = bytes_in_use() - before;
  const double weights = 4.0 * n_channels * (n_channels * 9 * depth + 360);
  // Where three tensors of a layer's size are alive: what it adds to, what it reads, what it makes.
  const double alive = 4.0 * 3 * n_channels * side * side * n_items;
  INFO(taken << " bytes taken, weights " << weights << ", alive " << alive);
  // Names, shapes and compiled kernels of 160 nodes come on top.
  CHECK(taken < weights + 2 * alive + 1e6);
  CHECK(taken > weights);
  // All tensors at once would be many times that.
  CHECK(4.0 * 4 * depth * n_channels * side * side * n_items > 10 * alive);
}

TEST_CASE("after the first block a forward pass allocates nothing", "[memory]") {
  const auto network = deep_network().network();
  const arma::fmat items = normal_numbers(n_channels * side * side, 16, 4);
  const auto all = network->start_pass();
  const auto few = network->start_forward_pass({"y"});
  for (Pass* pass : {all.get(), few.get()}) {
    pass->forward(items);
    const long before = n_large;
    pass->forward(items);
    CHECK(n_large - before == 0);
    const arma::fmat first = items.cols(0, 7);
    const long counted = n_large;
    pass->forward(first);
    CHECK(n_large - counted == 0);
  }
  const long before = n_large;
  const arma::fmat seen(1024, 1);
  CHECK(n_large - before == 1);
}

TEST_CASE("products of items that are mostly zero allocate nothing after the first block",
          "[memory]") {
  constexpr arma::uword n_inputs = 1200;
  constexpr arma::uword n_units = 640;
  SmallGraph graph({n_inputs});
  graph.floats("w", {n_inputs, n_units}, memory_numbers(n_inputs * n_units, 5))
      .floats("v", {n_units, 100}, memory_numbers(n_units * 100, 6))
      .node("MatMul", {"x", "w"}, "h")
      .node("Relu", {"h"}, "r")
      .node("Gemm", {"r", "v"}, "y");
  const auto network = graph.network();
  arma::fmat items = normal_numbers(n_inputs, 40, 7);
  // Every second item goes by its few values, the others go through the dense product together.
  for (arma::uword item = 0; item < items.n_cols; item += 2) {
    items.submat(100, item, n_inputs - 1, item).zeros();
  }
  const auto pass = network->start_pass();
  pass->forward(items);
  const arma::fmat y = pass->tensor("y");
  const long before = n_large;
  pass->forward(items);
  CHECK(n_large - before == 0);
  CHECK(arma::approx_equal(pass->tensor("y"), y, "absdiff", 0.0));
  const arma::mat wide = arma::conv_to<arma::mat>::from(items);
  const arma::mat weights = arma::conv_to<arma::mat>::from(network->weights("h"));
  const arma::mat wanted = weights.t() * wide;
  const arma::mat found = arma::conv_to<arma::mat>::from(pass->tensor("h"));
  CHECK(arma::approx_equal(found, wanted, "absdiff", 1e-4));
}

TEST_CASE("reductions and normalisations allocate nothing after the first block", "[memory]") {
  const std::map<std::string, Attribute> halves = {{"kernel_shape", Integers{2, 2}},
                                                   {"strides", Integers{2, 2}}};
  SmallGraph graph({n_channels, side, side}, 17);
  graph.floats("ones", {n_channels}, std::vector<float>(n_channels, 1.0F))
      .floats("zeros", {n_channels}, std::vector<float>(n_channels, 0.0F))
      .floats("factors", {side}, std::vector<float>(side, 1.5F))
      .node("BatchNormalization", {"x", "ones", "zeros", "zeros", "ones"}, "batch")
      .node("InstanceNormalization", {"batch", "ones", "zeros"}, "instance")
      .node("LayerNormalization", {"instance", "factors"}, "layer")
      .node("LRN", {"layer"}, "local", {{"size", std::int64_t{5}}})
      .node("AveragePool", {"local"}, "mean", halves)
      .node("MaxPool", {"mean"}, "largest", {{"kernel_shape", Integers{3, 3}}})
      .node("LogSoftmax", {"largest"}, "soft")
      .node("ReduceMean", {"soft"}, "m", {{"axes", Integers{3}}})
      .node("ReduceMax", {"m"}, "n", {{"axes", Integers{2}}})
      .node("ReduceLogSumExp", {"largest"}, "l", {{"axes", Integers{2, 3}}})
      .node("GlobalAveragePool", {"local"}, "g")
      .node("ReduceL2", {"g"}, "r", {{"axes", Integers{2, 3}}})
      .node("Add", {"n", "l"}, "s")
      .node("Flatten", {"s"}, "f")
      .node("Flatten", {"r"}, "h")
      .node("Sum", {"f", "h"}, "y");
  const auto network = graph.network();
  // So many items that one number for each channel of an item is a large piece of memory.
  const arma::fmat items = normal_numbers(n_channels * side * side, 24, 8);
  const auto pass = network->start_pass();
  pass->forward(items);
  const long before = n_large;
  pass->forward(items);
  CHECK(n_large - before == 0);
  const arma::fmat seed(pass->tensor("y").n_rows, items.n_cols, arma::fill::ones);
  pass->gradient("y", seed, "x");
  const long reversed = n_large;
  pass->gradient("y", seed, "x");
  CHECK(n_large - reversed == 1);  // the result
}

TEST_CASE("the convolutional network allocates nothing after the first block", "[memory]") {
  const auto network = load_network(LUCARNE_SOURCE_DIR "/data/models/mnist-cnn.onnx");
  const arma::fmat items = normal_numbers(784, 24, 9);
  const auto pass = network->start_pass();
  pass->forward(items);
  const arma::fmat seed(10, items.n_cols, arma::fill::ones);
  pass->gradient(network->logits(), seed, network->input_name());
  const long before = n_large;
  pass->forward(items);
  CHECK(n_large - before == 0);
  pass->gradient(network->logits(), seed, network->input_name());
  CHECK(n_large - before == 1);  // the result
}

#endif
