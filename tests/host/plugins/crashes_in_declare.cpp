// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

#include <cstdlib>

class CrashesInDeclare final : public lucarne::Analysis {
 public:
  void declare(lucarne::Parameters&) override { std::abort(); }
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override {}
};

LUCARNE_PLUGIN(CrashesInDeclare, "crashes-in-declare", "1.0", "cannot even say what it takes");
