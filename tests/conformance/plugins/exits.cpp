// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

#include <cstdlib>

class Exits final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override {
    std::_Exit(0);
  }
};

LUCARNE_PLUGIN(Exits, "exits", "1.0", "Is anybody there?");
