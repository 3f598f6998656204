// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

struct LastLabel {
  double last = -1;
  void consume(const lucarne::Block& block) {
    last = static_cast<double>(block.labels(block.size() - 1));
  }
  void merge(const LastLabel& right) { last = right.last; }
  void archive(lucarne::Archive& archive) { archive(last); }
};

class ForgetsOnEmpty final : public lucarne::FoldAnalysis<LastLabel> {
  lucarne::Request request(const lucarne::Context&) override { return {}; }
  void finish(const LastLabel& state, const lucarne::Context&, lucarne::Results& results) override {
    results.scalar("last", state.last);
  }
};

LUCARNE_PLUGIN(ForgetsOnEmpty, "forgets-on-empty", "1.0", "What is the class of the last item?");
