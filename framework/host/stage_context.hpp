// SPDX-License-Identifier: MIT
#pragma once

#include "host/observer.hpp"
#include "host/worker_pool.hpp"

#include <lucarne/context.hpp>
#include <lucarne/error.hpp>

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace lucarne {

/// What all stages of a run share.
struct SharedContext {
  const Model* model = nullptr;
  const Dataset* dataset = nullptr;
  WorkerPool* pool = nullptr;
  RunObserver* observer = nullptr;
  std::uint64_t seed = 0;
  std::map<std::string, arma::uvec> products;  ///< "stage.product"
};

/// The Context that one stage sees.
class StageContext final : public Context {
 public:
  StageContext(const SharedContext& shared, std::string stage);

  const Model& model() const override { return *shared_.model; }
  const Dataset& dataset() const override { return *shared_.dataset; }
  const Random& random() const override { return random_; }
  void parallel_for(arma::uword count, const std::function<void(arma::uword)>& task) const override;
  const arma::uvec& items(const ItemsFrom& from) const override;
  void progress(double share) const override;
  void warn(const std::string& message) const override;
  void stop_if_cancelled() const override;
  bool cancelled() const override { return shared_.observer->cancelled(); }

  std::vector<std::string> warnings() const;

 private:
  const SharedContext& shared_;
  std::string stage_;
  Random random_;
  mutable std::mutex mutex_;
  mutable std::vector<std::string> warnings_;
};

}  // namespace lucarne
