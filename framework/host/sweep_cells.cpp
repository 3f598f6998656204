// SPDX-License-Identifier: MIT
#include "host/sweep_cells.hpp"

#include "output/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lucarne {
namespace {

constexpr std::size_t digest_in_name = 16;

bool changes_training(const ParameterSweep& sweep) {
  return std::ranges::any_of(sweep.axes, [](const SweepAxis& axis) {
    return axis.path == "seed" || axis.path.starts_with("model.train") ||
           axis.path.starts_with("data");
  });
}

bool names_network(const ParameterSweep& sweep, const JobOptions& options) {
  const auto names = [](const std::string& path) { return path.starts_with("model.file"); };
  return std::ranges::any_of(options.overrides, names) ||
         std::ranges::any_of(sweep.axes, names, &SweepAxis::path);
}

// Networks trained from the same things share a file; from other things, never.
std::string training_digest(Job& job) {
  const Pipeline& pipeline = job.pipeline();
  std::string text = training_record(*pipeline.model.training, pipeline.seed, {});
  text += fmt::format("|{}|{}|{}", pipeline.data.validation, pipeline.data.scale,
                      to_string(job.dataset().item_shape()));
  for (const auto& [name, file] : job.dataset().named_files()) {
    text += "|" + name + "|" + job.digests().of(file).sha256;
  }
  return sha256_of(text).substr(0, digest_in_name);
}

}  // namespace

std::vector<CheckedCell> checked_cells(const JobOptions& options, const ParameterSweep& sweep,
                                       const std::filesystem::path& networks,
                                       RunObserver& observer) {
  const bool own_networks = changes_training(sweep) && !names_network(sweep, options);
  std::vector<CheckedCell> checked;
  for (const SweepCell& cell : cells_of(sweep)) {
    CheckedCell one{cell, options.overrides};
    for (const auto& [path, value] : cell.values) {
      one.overrides.push_back(fmt::format("{}={}", path, value));
    }
    JobOptions of_cell = options;
    of_cell.overrides = one.overrides;
    try {
      Job job(of_cell, observer);
      if (own_networks && job.pipeline().model.training) {
        const auto file = networks / (training_digest(job) + ".onnx");
        // In quotes: a path may hold what YAML would take for something else.
        std::string quoted;
        for (const char byte : file.string()) quoted += byte == '\'' ? "''" : std::string(1, byte);
        one.overrides.push_back(fmt::format("model.file='{}'", quoted));
      }
    } catch (const PipelineError& error) {
      throw PipelineError(fmt::format("sweep, run '{}':\n{}", cell.name, error.what()));
    }
    checked.push_back(std::move(one));
  }
  return checked;
}

}  // namespace lucarne
