// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

struct Sums {
  arma::mat sums;  // 2 x classes: summed brightness, items
  void consume(const lucarne::Block& block) {
    for (arma::uword i = 0; i < block.size(); ++i)
      sums.col(block.labels(i)) += arma::vec{arma::mean(block.inputs.col(i)), 1.0};
  }
  void merge(const Sums& right) { sums += right.sums; }
  void archive(lucarne::Archive& archive) { archive(sums); }
};

class BrightnessFold final : public lucarne::FoldAnalysis<Sums> {
  void declare(lucarne::Parameters& parameters) override {
    parameters.add("split", split_, {.meaning = "split that is measured"});
  }
  lucarne::Request request(const lucarne::Context&) override { return {.split = split_}; }
  Sums start(const lucarne::Context& context) override {
    return {arma::mat(2, context.dataset().class_names().size(), arma::fill::zeros)};
  }
  void finish(const Sums& state, const lucarne::Context&, lucarne::Results& results) override {
    const arma::vec means = (state.sums.row(0) / state.sums.row(1)).t();
    results.array("brightness", means, "mean input value of each class");
  }
  std::string split_ = "test";
};

LUCARNE_PLUGIN(BrightnessFold, "brightness-fold", "1.0", "How bright are the items of each class?");
