// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class ForgetsProduct final : public lucarne::Analysis {
 public:
  void declare(lucarne::Parameters& parameters) override {
    parameters.produces("best", "a product that is never made");
  }
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override {}
};

LUCARNE_PLUGIN(ForgetsProduct, "forgets-product", "1.0", "does not make what it declares");
