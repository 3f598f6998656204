// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class WrongName final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override {}
};

LUCARNE_PLUGIN(WrongName, "another-name", "1.0", "lies in a file of another name");
