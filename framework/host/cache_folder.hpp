// SPDX-License-Identifier: MIT
#pragma once

#include "host/cache_options.hpp"
#include "host/observer.hpp"
#include "host/stage_cache.hpp"

#include <cstdint>
#include <memory>

namespace lucarne {

/// Opens the cache, or tells `observer` why there is none and returns null: a run without one is
/// slower, not wrong.
std::unique_ptr<StageCache> open_cache(const CacheOptions& options, RunObserver& observer);

/// The most that the cache may take once a run is over: LUCARNE_CACHE_GIB, or 4 GiB.
std::uint64_t largest_cache_bytes();

}  // namespace lucarne
