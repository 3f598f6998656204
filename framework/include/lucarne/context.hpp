// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/dataset.hpp>
#include <lucarne/model.hpp>
#include <lucarne/parameters.hpp>
#include <lucarne/random.hpp>

#include <functional>

namespace lucarne {

/// What an analysis may see: the shared network and data, its own random numbers, and the host's
/// threads. thread: every member may be called from any thread.
class LUCARNE_API Context {
 public:
  virtual ~Context();

  virtual const Model& model() const = 0;
  virtual const Dataset& dataset() const = 0;
  /// Random numbers keyed by the pipeline's seed and this stage's id.
  virtual const Random& random() const = 0;

  /// Runs task(0) .. task(count - 1) on the host's threads and returns when all are done. Which
  /// thread runs which task is open, so tasks must not depend on it; for the same bits everywhere,
  /// cut the work the same way whatever the number of threads. The first exception is rethrown.
  /// From inside a task too: threads that have nothing else to do then help.
  virtual void parallel_for(arma::uword count,
                            const std::function<void(arma::uword)>& task) const = 0;

  /// Items that another stage produced. throws: Error where none was named
  virtual const arma::uvec& items(const ItemsFrom& from) const = 0;

  /// Share done, 0 to 1; shown to the user.
  virtual void progress(double share) const = 0;
  /// A warning for the log and the report.
  virtual void warn(const std::string& message) const = 0;
  /// throws: Cancelled where the user asked to stop; call it in long loops
  virtual void stop_if_cancelled() const = 0;
  /// Whether the user asked to stop. An analysis that has something worth keeping by then leaves
  /// it, calls Results::stopped_early and returns; others call stop_if_cancelled.
  virtual bool cancelled() const = 0;

  /// Logits, probabilities and layers of chosen items: the network run over them in blocks of a
  /// fixed size, on all threads. shape: features x items each, in the order of `items`
  std::vector<arma::fmat> activations(const std::string& split, const arma::uvec& items,
                                      const std::vector<std::string>& layers) const;

  /// d logit / d input of the given class of each item, in blocks of a fixed size on all threads.
  /// shape: features x items
  arma::fmat input_gradients(const std::string& split, const arma::uvec& items,
                             const arma::uvec& classes) const;
};

}  // namespace lucarne
