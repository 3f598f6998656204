// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

/// The length of the weights that lead to each class's logit: a class with a longer vector gets
/// larger logits from the same activations.
class ClassWeightNorms final : public lucarne::Analysis {
  void declare(lucarne::Parameters& parameters) override {
    parameters.add("order", order_, {.meaning = "order of the norm", .choices = {"l1", "l2"}});
  }
  void run(const lucarne::Context& context, const lucarne::Folded&,
           lucarne::Results& results) override {
    const lucarne::Layer& last = context.model().layer(context.model().logits());
    if (!last.weighted) throw lucarne::Error("wanted logits from a layer with weights");
    const arma::mat weights = arma::conv_to<arma::mat>::from(context.model().weights(last.name));
    lucarne::Plot plot;
    plot.y.label = order_ + " norm";
    plot.y.min = 0;
    lucarne::Series bars;
    bars.mark = lucarne::Mark::bars;
    bars.width = 0.8;
    bars.x = arma::regspace(0, static_cast<double>(weights.n_cols) - 1);
    bars.y.set_size(weights.n_cols);
    for (arma::uword k = 0; k < weights.n_cols; ++k) {
      bars.y(k) = arma::norm(weights.col(k), order_ == "l1" ? 1 : 2);
      plot.x.categories.emplace_back(context.dataset().class_names()[k]);
    }
    results.array("norms", bars.y, "norm of the weights that lead to each class");
    plot.series.push_back(bars);
    results.figure("norms", "Weights of each class").panels.push_back({{}, plot});
  }
  std::string order_ = "l2";
};

LUCARNE_PLUGIN(ClassWeightNorms, "class-weight-norms", "1.0",
               "Is a class favoured by its weights?");
