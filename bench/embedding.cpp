// SPDX-License-Identifier: MIT
#include "embedding/tsne.hpp"
#include "embedding/umap.hpp"

#include "host/environment.hpp"
#include "host/worker_pool.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <string>

// Maps the columns of a raw file of floats and writes the map as doubles; prints what it cost.
// usage: bench_embedding tsne|umap FEATURES n_features OUT threads [iterations]
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

void write_map(const std::string& path, const arma::mat& points) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(points.memptr()),
            static_cast<std::streamsize>(points.n_elem * sizeof(double)));
}

void say(double seconds, double kl) {
  fmt::print("seconds {:.4f} kl {:.6f} megabytes {:.0f}\n", seconds, kl, peak_megabytes());
}

void measure(char** arguments, arma::uword iterations) {
  const std::string method = arguments[1];
  const arma::fmat features = read_features(arguments[2], std::stoul(arguments[3]));
  lucarne::use_one_blas_thread();  // as the program does: the pool's threads call it side by side
  lucarne::WorkerPool pool(static_cast<unsigned>(std::stoul(arguments[5])));
  const embedding::ParallelFor parallel_for =
      [&pool](arma::uword count, const std::function<void(arma::uword)>& task) {
        pool.parallel_for(count, task);
      };
  const lucarne::Random random(42, "bench");
  const auto go_on = [](double) { return true; };
  const auto start = std::chrono::steady_clock::now();
  const auto taken = [&start] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  if (method == "umap") {
    embedding::UmapSettings settings;
    settings.epochs = iterations;
    const embedding::UmapMap map = embedding::umap(features, settings, random, parallel_for, go_on);
    say(taken(), std::nan(""));
    return write_map(arguments[4], map.points);
  }
  if (method != "tsne") throw lucarne::Error("no method '" + method + "': tsne or umap");
  embedding::TsneSettings settings;
  if (iterations > 0) settings.iterations = iterations;
  const embedding::TsneMap map = embedding::tsne(features, settings, random, parallel_for, go_on);
  say(taken(), map.kl);
  write_map(arguments[4], map.points);
  const embedding::TsneSeconds& parts = map.seconds;
  fmt::print(
      "neighbours {:.4f} affinities {:.4f} attraction {:.4f} repulsion {:.4f} steps {:.4f}\n",
      parts.neighbours, parts.affinities, parts.attraction, parts.repulsion, parts.steps);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 6 && count != 7) {
    fmt::print(stderr,
               "usage: bench_embedding tsne|umap FEATURES n_features OUT threads [iterations]\n");
    return 2;
  }
  try {
    measure(arguments, count == 7 ? std::stoul(arguments[6]) : 0);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_embedding: {}\n", error.what());
    return 1;
  }
  return 0;
}
