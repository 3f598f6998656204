// SPDX-License-Identifier: MIT
#pragma once

#include "host/job.hpp"

#include <string>
#include <utility>
#include <vector>

namespace lucarne {

/// What a stage's results depend on, each thing by name: {"parameter bins", "20"}. Two runs whose
/// parts agree give the same results to the bit.
using KeyParts = std::vector<std::pair<std::string, std::string>>;

/// The cache key: SHA-256 over names and values.
std::string key_of(const KeyParts& parts);

/// Makes the parts for the stages of one job. The network must be trained by then.
class KeyMaker {
 public:
  /// Digests the network, the data files, the plugins and Lucarne itself.
  /// throws: OutputError where one of them cannot be read
  explicit KeyMaker(Job& job);

  /// requires: the products that the stage needs are in job.shared().products
  KeyParts parts(const PlannedStage& stage) const;

 private:
  Job& job_;
  KeyParts common_;  // of every stage
};

/// What changed from `before` to `now`, one sentence each: "parameter bins was 20, is 30".
std::vector<std::string> differences(const KeyParts& before, const KeyParts& now);

}  // namespace lucarne
