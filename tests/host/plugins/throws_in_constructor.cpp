// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class ThrowsInConstructor final : public lucarne::Analysis {
 public:
  ThrowsInConstructor() { throw lucarne::Error("no analysis today"); }
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override {}
};

LUCARNE_PLUGIN(ThrowsInConstructor, "throws-in-constructor", "1.0", "cannot be made");
