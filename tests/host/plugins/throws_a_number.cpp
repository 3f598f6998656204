// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class ThrowsANumber final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override { throw 7; }
};

LUCARNE_PLUGIN(ThrowsANumber, "throws-a-number", "1.0", "throws what is no exception");
