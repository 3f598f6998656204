// SPDX-License-Identifier: MIT
#include "host/stage_context.hpp"

#include <utility>

namespace lucarne {

StageContext::StageContext(const SharedContext& shared, std::string stage)
    : shared_(shared), stage_(std::move(stage)), random_(shared.seed, stage_) {}

void StageContext::parallel_for(arma::uword count,
                                const std::function<void(arma::uword)>& task) const {
  shared_.pool->parallel_for(count, task);
}

const arma::uvec& StageContext::items(const ItemsFrom& from) const {
  const auto found = shared_.products.find(from.product);
  if (found == shared_.products.end()) {
    throw Error("items '" + from.product + "' are not there: " +
                (from.named() ? "the stage did not produce them" : "no product was named"));
  }
  return found->second;
}

void StageContext::progress(double share) const { shared_.observer->progress(stage_, share); }

void StageContext::warn(const std::string& message) const {
  {
    const std::lock_guard lock(mutex_);
    warnings_.push_back(message);
  }
  shared_.observer->warning(stage_, message);
}

void StageContext::stop_if_cancelled() const {
  if (cancelled()) throw Cancelled();
}

std::vector<std::string> StageContext::warnings() const {
  const std::lock_guard lock(mutex_);
  return warnings_;
}

}  // namespace lucarne
