// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

struct Mean {
  double mean = 0;
  bool empty = true;
  void consume(const lucarne::Block& block) {
    mean = arma::mean(arma::vectorise(block.inputs));
    empty = false;
  }
  void merge(const Mean& right) {
    if (right.empty) return;
    mean = empty ? right.mean : (mean + right.mean) / 2;
    empty = false;
  }
  void archive(lucarne::Archive& archive) { archive(mean, empty); }
};

class MeanOfMeans final : public lucarne::FoldAnalysis<Mean> {
  lucarne::Request request(const lucarne::Context&) override { return {}; }
  void finish(const Mean& state, const lucarne::Context&, lucarne::Results& results) override {
    results.scalar("mean", state.mean);
  }
};

LUCARNE_PLUGIN(MeanOfMeans, "mean-of-means", "1.0", "How bright are the items?");
