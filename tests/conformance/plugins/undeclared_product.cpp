// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class UndeclaredProduct final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results& results) override {
    results.product("worst", arma::uvec{0, 1});
  }
};

LUCARNE_PLUGIN(UndeclaredProduct, "undeclared-product", "1.0", "Which items are the worst?");
