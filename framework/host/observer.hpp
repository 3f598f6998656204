// SPDX-License-Identifier: MIT
#pragma once

#include "network/training.hpp"

#include <string>

namespace lucarne {

/// What a run tells while it works; the command line shows it. Calls come from several threads.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  /// A line for the log: "reading data", "model loaded from ...".
  virtual void line(const std::string& text) = 0;
  /// A warning, with the stage that it belongs to ("" for none).
  virtual void warning(const std::string& stage, const std::string& text) = 0;
  /// Share done of what is under way, 0 to 1.
  virtual void progress(const std::string& what, double share) = 0;
  virtual void training(const TrainingProgress& progress) = 0;
  /// The calling thread begins or ends work on a block of a sweep.
  virtual void block_begins(arma::uword /*number*/) {}
  virtual void block_ends() {}
  /// True once the user asked to stop.
  virtual bool cancelled() const = 0;
};

}  // namespace lucarne
