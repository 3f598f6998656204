// SPDX-License-Identifier: MIT
#include <lucarne/fold_states.hpp>
#include <lucarne/plugin.hpp>

struct Spread {
  lucarne::Moments logits;
  lucarne::TopK highest;
  lucarne::ConfusionMatrix confusion;

  void consume(const lucarne::Block& block) {
    logits.add(block.logits);
    highest.add(block.logits, block.first);
    confusion.add(block.labels, block.predicted);
  }
  void merge(const Spread& right) {
    logits.merge(right.logits);
    highest.merge(right.highest);
    confusion.merge(right.confusion);
  }
  void archive(lucarne::Archive& archive) { archive(logits, highest, confusion); }
};

class LogitSpread final : public lucarne::FoldAnalysis<Spread> {
  lucarne::Request request(const lucarne::Context&) override { return {.split = "test"}; }
  Spread start(const lucarne::Context& context) override {
    const arma::uword classes = context.model().n_classes();
    const arma::uword named = context.dataset().class_names().size();
    return {lucarne::Moments(classes), lucarne::TopK(classes, 5),
            lucarne::ConfusionMatrix(std::max(classes, named))};
  }
  void finish(const Spread& state, const lucarne::Context&, lucarne::Results& results) override {
    results.scalar("accuracy", state.confusion.accuracy());
    results.array("mean", state.logits.mean(), "mean logit of each class");
    results.array("spread", arma::vec(arma::sqrt(state.logits.variance())),
                  "standard deviation of each class's logit");
    results.array("surest", state.highest.items(0), "items with the highest logit of class 0");
  }
};

LUCARNE_PLUGIN(LogitSpread, "logit-spread", "1.0", "How far do the logits of a class spread?");
