// SPDX-License-Identifier: MIT
#include "embedding/tsne.hpp"

#include "host/worker_pool.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <string>

extern "C" void openblas_set_num_threads(int);

// Maps the columns of a raw file of floats and writes the map as doubles; prints what it cost.
// usage: bench_embedding FEATURES n_features OUT threads [iterations]
namespace {

arma::fmat read_features(const std::string& path, arma::uword n_features) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  const auto bytes = static_cast<std::streamoff>(in.tellg());
  if (!in || bytes <= 0) throw lucarne::Error("cannot read '" + path + "'");
  arma::fmat features(n_features, static_cast<arma::uword>(bytes) / sizeof(float) / n_features);
  in.seekg(0);
  in.read(reinterpret_cast<char*>(features.memptr()),
          static_cast<std::streamsize>(features.n_elem * sizeof(float)));
  if (!in) throw lucarne::Error("cannot read '" + path + "'");
  return features;
}

// The most memory that the process has held, as the kernel counts it.
double peak_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmHWM:", 0) == 0) return std::stod(line.substr(6)) * 1024 / 1e6;
  }
  return 0;
}

void measure(char** arguments, arma::uword iterations) {
  const arma::fmat features = read_features(arguments[1], std::stoul(arguments[2]));
  openblas_set_num_threads(1);  // as the program does: the pool's threads call it side by side
  lucarne::WorkerPool pool(static_cast<unsigned>(std::stoul(arguments[4])));
  const embedding::ParallelFor parallel_for =
      [&pool](arma::uword count, const std::function<void(arma::uword)>& task) {
        pool.parallel_for(count, task);
      };
  embedding::TsneSettings settings;
  settings.iterations = iterations;
  const auto start = std::chrono::steady_clock::now();
  const embedding::TsneMap map = embedding::tsne(features, settings, lucarne::Random(42, "bench"),
                                                 parallel_for, [](double) { return true; });
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  std::ofstream out(arguments[3], std::ios::binary);
  out.write(reinterpret_cast<const char*>(map.points.memptr()),
            static_cast<std::streamsize>(map.points.n_elem * sizeof(double)));
  const embedding::TsneSeconds& parts = map.seconds;
  fmt::print("seconds {:.4f} kl {:.6f} megabytes {:.0f}\n", taken.count(), map.kl,
             peak_megabytes());
  fmt::print(
      "neighbours {:.4f} affinities {:.4f} attraction {:.4f} repulsion {:.4f} steps {:.4f}\n",
      parts.neighbours, parts.affinities, parts.attraction, parts.repulsion, parts.steps);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5 && count != 6) {
    fmt::print(stderr, "usage: bench_embedding FEATURES n_features OUT threads [iterations]\n");
    return 2;
  }
  try {
    measure(arguments, count == 6 ? std::stoul(arguments[5]) : 1000);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_embedding: {}\n", error.what());
    return 1;
  }
  return 0;
}
