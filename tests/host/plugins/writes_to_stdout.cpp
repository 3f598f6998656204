// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

#include <cstdio>

class WritesToStdout final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results& results) override {
    std::printf("hello from a plugin\n");
    results.scalar("one", 1);
  }
};

LUCARNE_PLUGIN(WritesToStdout, "writes-to-stdout", "1.0", "prints");
