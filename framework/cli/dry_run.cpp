// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"
#include "host/estimate.hpp"

#include <fmt/format.h>

namespace lucarne {

void print_estimate(Job& job, const std::filesystem::path& output) {
  const RunEstimate estimate = estimate_run(job, output);
  fmt::print("\nestimate\n");
  for (const PartEstimate& part : estimate.parts) {
    fmt::print("  {:<16} {:>10}  {}\n", part.part,
               part.seconds ? fmt::format("{:.2f} s", *part.seconds) : "unknown", part.basis);
  }
  const std::size_t unknown = estimate.n_unknown();
  fmt::print("  {:<16} {:>10}  {}\n", "computing", fmt::format("{:.2f} s", estimate.seconds()),
             unknown == 0 ? "in all; figures are drawn meanwhile"
                          : fmt::format("and what {} unknown part{} take{}", unknown,
                                        unknown == 1 ? "" : "s", unknown == 1 ? "s" : ""));
  fmt::print("  {:<16} {:>10}  {}\n", "memory",
             fmt::format("{} MiB", estimate.memory_bytes / (1U << 20U)), estimate.memory_basis);
  fmt::print("  {:<16} {:>10}  {}\n", "output", "", output.string());
}

}  // namespace lucarne
