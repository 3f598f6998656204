// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class DefaultBeyondBounds final : public lucarne::Analysis {
 public:
  void declare(lucarne::Parameters& parameters) override {
    parameters.add("bins", bins_, {.meaning = "bars of the histogram", .min = 1, .max = 100});
  }
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override {}

 private:
  arma::uword bins_ = 200;
};

LUCARNE_PLUGIN(DefaultBeyondBounds, "default-beyond-bounds", "1.0", "How many bins are too many?");
