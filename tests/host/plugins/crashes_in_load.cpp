// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

#include <cstdlib>

// Runs while the library is being loaded.
__attribute__((constructor)) static void crash_at_once() { std::abort(); }

class CrashesInLoad final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override {}
};

LUCARNE_PLUGIN(CrashesInLoad, "crashes-in-load", "1.0", "cannot even be loaded");
