// SPDX-License-Identifier: MIT
#pragma once

#include "host/job.hpp"

#include <string>
#include <vector>

namespace lucarne {

/// Whether a run would compute a stage, and why.
struct StageFate {
  enum class Way {
    cached,  ///< its results are taken from the cache
    computed,
    open,  ///< known only once a stage before it has run
  };
  std::string stage;
  Way way = Way::computed;
  std::vector<std::string> reasons;  ///< "parameter bins was 20, is 30"
};

/// What a run would do with every stage of the plan, in the plan's order. Computes nothing.
/// throws: OutputError where an input cannot be read
std::vector<StageFate> explain_cache(Job& job);

/// "computed: parameter bins was 20, is 30"
std::string to_string(const StageFate& fate);

}  // namespace lucarne
