// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class BreaksAtBound final : public lucarne::Analysis {
 public:
  void declare(lucarne::Parameters& parameters) override {
    parameters.add("layer", layer_, {.meaning = "number of the layer", .min = 0, .max = 99});
  }
  std::vector<lucarne::Sweep> prepare(const lucarne::Context& context) override {
    name_ = context.model().layers().at(layer_).name;
    return {};
  }
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override {}

 private:
  arma::uword layer_ = 0;
  std::string name_;
};

LUCARNE_PLUGIN(BreaksAtBound, "breaks-at-bound", "1.0", "What is that layer called?");
