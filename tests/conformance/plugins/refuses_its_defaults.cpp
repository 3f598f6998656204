// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class RefusesItsDefaults final : public lucarne::Analysis {
 public:
  void declare(lucarne::Parameters& parameters) override {
    parameters.add("layer", layer_, {.meaning = "layer to look at"});
  }
  std::vector<lucarne::Sweep> prepare(const lucarne::Context&) override {
    if (layer_.empty()) throw lucarne::ParameterError("layer", "parameter 'layer' is missing");
    return {};
  }
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override {}

 private:
  std::string layer_;
};

LUCARNE_PLUGIN(RefusesItsDefaults, "refuses-its-defaults", "1.0", "Which layer do you mean?");
