// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class BrightnessWhole final : public lucarne::Analysis {
  void declare(lucarne::Parameters& parameters) override {
    parameters.add("split", split_, {.meaning = "split that is measured"});
  }
  void run(const lucarne::Context& context, const lucarne::Folded&,
           lucarne::Results& results) override {
    const lucarne::Dataset& dataset = context.dataset();
    const arma::uvec& labels = dataset.labels(split_);
    arma::fmat inputs;  // features x items
    dataset.read(split_, 0, labels.n_elem, inputs);
    arma::mat sums(2, dataset.class_names().size(), arma::fill::zeros);  // brightness, items
    for (arma::uword i = 0; i < labels.n_elem; ++i)
      sums.col(labels(i)) += arma::vec{arma::mean(inputs.col(i)), 1.0};
    const arma::vec means = (sums.row(0) / sums.row(1)).t();
    results.array("brightness", means, "mean input value of each class");
  }
  std::string split_ = "test";
};

LUCARNE_PLUGIN(BrightnessWhole, "brightness-whole", "1.0",
               "How bright are the items of each class?");
