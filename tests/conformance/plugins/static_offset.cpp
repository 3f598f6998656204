// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class StaticOffset final : public lucarne::Analysis {
 public:
  std::vector<lucarne::Sweep> prepare(const lucarne::Context& context) override {
    arma::fmat first;
    context.dataset().read("test", 0, 1, first);
    offset = arma::accu(first);
    return {};
  }
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results& results) override {
    results.scalar("offset", offset);
  }

 private:
  static inline double offset = 0;
};

LUCARNE_PLUGIN(StaticOffset, "static-offset", "1.0", "How bright is the first item?");
