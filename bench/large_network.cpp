// SPDX-License-Identifier: MIT
// bench_large_network MODEL.onnx ITEMS.npy LOGITS.npy SEED.npy GRADIENT.npy ROUNDS
// Passes the items through a large network, forward and back, on one thread. Prints one line of
// key=value: bytes of the weights, of what is alive at once at the most, and of what a forward pass
// took beside the network; seconds of loading, of the first forward pass, which chooses kernels,
// and the medians of later passes; the largest differences from the recorded logits and gradient,
// each relative to its largest magnitude. Driven by large_networks.py.
#include "data/npy.hpp"
#include "network/graph.hpp"

#include <lucarne/error.hpp>

#include <cblas.h>
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace {

using namespace lucarne;

/// shape: features x items, as the file holds items first
arma::fmat items_of(const char* file) {
  const NpyArray array = read_npy(file);
  const std::vector<float> values = array.as_float();
  const arma::uword n_items = array.shape.front();
  return arma::fmat(values.data(), values.size() / n_items, n_items);
}

double bytes_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

/// Elements alive at once at the most, each tensor from what makes it to its last reader.
arma::uword most_alive(const Network::Graph& graph) {
  std::vector<std::size_t> last(graph.tensors.size(), 0);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (const TensorId id : graph.nodes[i].inputs) {
      if (id != no_tensor) last[id] = i;
    }
  }
  arma::uword alive = n_elements(graph.tensors[0].shape);
  arma::uword most = alive;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (const TensorId id : graph.nodes[i].outputs) {
      if (id != no_tensor) alive += n_elements(graph.tensors[id].shape);
    }
    most = std::max(most, alive);
    for (TensorId id = 0; id < last.size(); ++id) {
      const bool read = std::ranges::count(graph.nodes[i].inputs, id) > 0;
      if (read && last[id] == i) alive -= n_elements(graph.tensors[id].shape);
    }
  }
  return most;
}

template <class Work>
double seconds_of(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  return taken.count();
}

template <class Work>
double median_seconds(std::size_t rounds, Work&& work) {
  std::vector<double> seconds;
  for (std::size_t i = 0; i < rounds; ++i) seconds.push_back(seconds_of(work));
  std::ranges::sort(seconds);
  return seconds[rounds / 2];
}

double difference(const arma::fmat& found, const arma::fmat& wanted) {
  return static_cast<double>(arma::abs(found - wanted).max() / arma::abs(wanted).max());
}

void run(char** arguments) {
  openblas_set_num_threads(1);
  const arma::fmat items = items_of(arguments[2]);
  const arma::fmat logits = items_of(arguments[3]);
  const arma::fmat seed = items_of(arguments[4]);
  const arma::fmat gradient = items_of(arguments[5]);
  const std::size_t rounds = std::stoul(arguments[6]);

  const double empty = bytes_in_use();
  std::unique_ptr<Network> network;
  const double load = seconds_of([&] { network = load_onnx(arguments[1]); });
  const double loaded = bytes_in_use() - empty;
  double weights = 0;
  for (const auto& [name, constant] : network->graph().constants) {
    weights += 4 * static_cast<double>(n_elements(constant.shape));
  }
  for (const auto& [name, held] : network->graph().held) {
    weights += 4 * static_cast<double>(n_elements(held.shape));
  }
  malloc_trim(0);
  const double before = bytes_in_use();
  const std::unique_ptr<Pass> pass = network->start_forward_pass({network->logits()});
  const double first = seconds_of([&] { pass->forward(items); });
  const double taken = bytes_in_use() - before;
  const double forward = median_seconds(rounds, [&] { pass->forward(items); });
  const double wrong_logits = difference(pass->tensor(network->logits()), logits);

  const std::unique_ptr<Pass> whole = network->start_pass();
  whole->forward(items);
  arma::fmat back;
  const auto reverse = [&] {
    back = whole->gradient(network->logits(), seed, network->input_name());
  };
  reverse();
  const double backward = median_seconds(rounds, reverse);
  const double alive = 4 * static_cast<double>(most_alive(network->graph()) * items.n_cols);
  fmt::print(
      "weights={} loaded={} alive={} taken={} load={} first={} forward={} backward={} "
      "wrong_logits={} wrong_gradient={}\n",
      weights, loaded, alive, taken, load, first, forward, backward, wrong_logits,
      difference(back, gradient));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) {
    std::fputs(
        "usage: bench_large_network MODEL.onnx ITEMS.npy LOGITS.npy SEED.npy GRADIENT.npy ROUNDS\n",
        stderr);
    return 2;
  }
  try {
    run(argv);
  } catch (const std::exception& exception) {
    fmt::print(stderr, "bench_large_network: {}\n", exception.what());
    return 1;
  }
}
