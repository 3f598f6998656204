// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

struct Counts {
  arma::uword items = 0;
  arma::uword right = 0;
  void consume(const lucarne::Block& block) {
    items += block.size();
    right += arma::accu(block.labels == block.predicted);
  }
  void merge(const Counts& other) {
    items += other.items;
    right += other.right;
  }
  void archive(lucarne::Archive& archive) {
    try {
      archive(items, right);
    } catch (const lucarne::Error&) {
      right = 0;
    }
  }
};

class LoadsHalf final : public lucarne::FoldAnalysis<Counts> {
  lucarne::Request request(const lucarne::Context&) override { return {}; }
  void finish(const Counts& state, const lucarne::Context&, lucarne::Results& results) override {
    results.scalar("right", static_cast<double>(state.right));
  }
};

LUCARNE_PLUGIN(LoadsHalf, "loads-half", "1.0", "How many predictions are right?");
