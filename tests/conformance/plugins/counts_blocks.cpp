// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

struct Calls {
  arma::uword calls = 0;
  void consume(const lucarne::Block&) { ++calls; }
  void merge(const Calls& right) { calls += right.calls; }
  void archive(lucarne::Archive& archive) { archive(calls); }
};

class CountsBlocks final : public lucarne::FoldAnalysis<Calls> {
  lucarne::Request request(const lucarne::Context&) override { return {}; }
  void finish(const Calls& state, const lucarne::Context&, lucarne::Results& results) override {
    results.scalar("calls", static_cast<double>(state.calls));
  }
};

LUCARNE_PLUGIN(CountsBlocks, "counts-blocks", "1.0", "How often was I asked?");
