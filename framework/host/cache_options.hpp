// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace lucarne {

/// Which cache a run uses.
struct CacheOptions {
  bool use = true;
  std::filesystem::path folder;  ///< empty: LUCARNE_CACHE ("off": none), else lucarne/ in the
                                 ///< user's cache folder
};

}  // namespace lucarne
