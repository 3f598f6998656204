// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

#include <csignal>

class CrashesOnOneItem final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context& context, const lucarne::Folded&, lucarne::Results&) override {
    if (context.dataset().n_items("test") > 1) return;
    std::signal(SIGSEGV, SIG_DFL);
    std::raise(SIGSEGV);
  }
};

LUCARNE_PLUGIN(CrashesOnOneItem, "crashes-on-one-item", "1.0", "How spread out are the items?");
