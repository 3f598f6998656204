// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

struct ThrowingState {
  void consume(const lucarne::Block& block) {
    if (block.number == 1) throw lucarne::Error("the second block is too much");
  }
  void merge(const ThrowingState&) {}
  void archive(lucarne::Archive&) {}
};

class ThrowsInFold final : public lucarne::FoldAnalysis<ThrowingState> {
 public:
  lucarne::Request request(const lucarne::Context&) override { return {}; }
  void finish(const ThrowingState&, const lucarne::Context&, lucarne::Results&) override {}
};

LUCARNE_PLUGIN(ThrowsInFold, "throws-in-fold", "1.0", "fails at the second block");
