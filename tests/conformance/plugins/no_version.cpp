// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class NoVersion final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override {}
};

LUCARNE_PLUGIN(NoVersion, "no-version", "", "Which version is this?");
