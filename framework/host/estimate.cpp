// SPDX-License-Identifier: MIT
#include "host/estimate.hpp"

#include "host/environment.hpp"
#include "host/explain_cache.hpp"
#include "host/run_record_of.hpp"
#include "output/run_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace lucarne {
namespace {

/// Seconds that one thread takes for a block, the best of three.
struct BlockSeconds {
  double forward = 0;
  double gradient = 0;  ///< 0 where none is asked for
};

template <class Work>
double best_of_three(Work&& work) {
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 3; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    best = std::min(best, taken.count());
  }
  return best;
}

bool any_gradient(const Plan& plan) {
  for (const auto& stage : plan.stages) {
    for (const Sweep& sweep : stage->sweeps) {
      if (!sweep.request.gradients.empty()) return true;
    }
  }
  return false;
}

BlockSeconds measure(Job& job) {
  const Network& network = job.network();
  // No zeros: products pass over them.
  arma::fmat inputs(n_elements(network.input_shape()), job.pipeline().block_size);
  inputs.fill(0.5F);
  const std::unique_ptr<Pass> pass = network.start_pass();
  BlockSeconds seconds;
  seconds.forward = best_of_three([&] { pass->forward(inputs); });
  if (any_gradient(job.plan())) {
    const arma::fmat seed(network.n_classes(), inputs.n_cols, arma::fill::ones);
    seconds.gradient = best_of_three([&] {
      const arma::fmat gradient = pass->gradient(network.logits(), seed, network.input_name());
      (void)gradient;
    });
  }
  return seconds;
}

double blocks_of(Job& job, const std::string& split) {
  const auto size = static_cast<double>(job.pipeline().block_size);
  return std::ceil(static_cast<double>(job.dataset().n_items(split)) / size);
}

// An epoch is three times the work of a forward pass: forward, and back to weights and layers.
PartEstimate training_estimate(Job& job, const BlockSeconds& block) {
  const TrainingSpec& spec = *job.pipeline().model.training;
  const double passes = 3 * static_cast<double>(spec.epochs);
  const double seconds = passes * blocks_of(job, "train") * block.forward / job.pool().n_threads();
  return {"training", seconds,
          fmt::format("counted: {} epochs of {} items, as three passes of the network each",
                      spec.epochs, job.dataset().n_items("train"))};
}

PartEstimate counted(Job& job, const PlannedStage& stage, const BlockSeconds& block) {
  if (stage.sweeps.empty()) return {stage.spec->id, {}, "it reads no data block by block"};
  double seconds = 0;
  double n_blocks = 0;
  for (const Sweep& sweep : stage.sweeps) {
    const double blocks = blocks_of(job, sweep.request.split);
    const auto n_gradients = static_cast<double>(sweep.request.gradients.size());
    n_blocks += blocks;
    seconds += blocks * (block.forward + n_gradients * block.gradient) / job.pool().n_threads();
  }
  return {stage.spec->id, seconds,
          fmt::format("counted: {} blocks of data through the network; its own work comes on top",
                      n_blocks)};
}

const StageRecord* same_stage(const std::optional<RunRecord>& earlier, const PlannedStage& stage) {
  if (!earlier) return nullptr;
  const auto found = std::ranges::find(earlier->stages, stage.spec->id, &StageRecord::id);
  const bool same = found != earlier->stages.end() && found->complete &&
                    found->plugin == stage.plugin->name &&
                    found->plugin_version == stage.plugin->version &&
                    found->parameters == values_as_text(stage.parameters);
  return same ? &*found : nullptr;
}

std::optional<RunRecord> run_in(const std::filesystem::path& folder) {
  try {
    return read_manifest(folder);
  } catch (const Error&) {
    return std::nullopt;  // none there yet, or none that helps
  }
}

// Data, activations of each thread's block, and what the process holds already.
std::uint64_t counted_memory(Job& job) {
  std::uint64_t of_block = n_elements(job.network().input_shape());
  for (const Layer& layer : job.network().layers()) of_block += n_elements(layer.shape);
  const std::uint64_t of_passes = 2 * of_block * job.pipeline().block_size * job.pool().n_threads();
  return peak_memory_bytes() + job.dataset().bytes_held() + sizeof(float) * of_passes;
}

}  // namespace

double RunEstimate::seconds() const {
  double sum = 0;
  for (const PartEstimate& part : parts) sum += part.seconds.value_or(0);
  return sum;
}

std::size_t RunEstimate::n_unknown() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(parts, [](const PartEstimate& part) { return !part.seconds; }));
}

RunEstimate estimate_run(Job& job, const std::filesystem::path& earlier) {
  const std::optional<RunRecord> record = run_in(earlier);
  const BlockSeconds block = measure(job);
  RunEstimate estimate;
  if (job.must_train()) estimate.parts.push_back(training_estimate(job, block));
  const std::vector<StageFate> fates = explain_cache(job);
  bool all_recorded = !job.must_train();
  for (std::size_t i = 0; i < fates.size(); ++i) {
    const PlannedStage& stage = *job.plan().stages[i];
    const StageRecord* recorded = same_stage(record, stage);
    all_recorded = all_recorded && recorded != nullptr;
    if (fates[i].way == StageFate::Way::cached) {
      estimate.parts.push_back({stage.spec->id, 0.0, "taken from the cache"});
    } else if (recorded != nullptr) {
      estimate.parts.push_back({stage.spec->id, recorded->compute_seconds,
                                fmt::format("as in the run of {}", record->started)});
    } else {
      estimate.parts.push_back(counted(job, stage, block));
    }
  }
  if (all_recorded && record) {
    estimate.memory_bytes = record->peak_memory_bytes;
    estimate.memory_basis = fmt::format("as in the run of {}", record->started);
  } else {
    estimate.memory_bytes = counted_memory(job);
    estimate.memory_basis =
        "counted: the data as floats and one block a thread; what plugins take "
        "comes on top";
  }
  return estimate;
}

}  // namespace lucarne
