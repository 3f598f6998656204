// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

struct Mean {
  double sum = 0;
  double count = 0;
  void consume(const lucarne::Block& block) {
    sum += static_cast<double>(arma::accu(block.labels));
    count += static_cast<double>(block.size());
  }
  void merge(const Mean& right) {
    sum += right.sum;
    count += right.count;
  }
  void archive(lucarne::Archive& archive) { archive(sum); }
};

class ForgetsMember final : public lucarne::FoldAnalysis<Mean> {
  lucarne::Request request(const lucarne::Context&) override { return {}; }
  void finish(const Mean& state, const lucarne::Context&, lucarne::Results& results) override {
    results.scalar("mean", state.sum / state.count);
  }
};

LUCARNE_PLUGIN(ForgetsMember, "forgets-member", "1.0", "What is the mean of the labels?");
