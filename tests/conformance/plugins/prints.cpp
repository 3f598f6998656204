// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

#include <cstdio>

class Prints final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override {
    std::printf("layer 1 done\n");
  }
};

LUCARNE_PLUGIN(Prints, "prints", "1.0", "How far are we?");
