// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

#include <clocale>

class ChangesLocale final : public lucarne::Analysis {
 public:
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override {
    std::setlocale(LC_ALL, "C.UTF-8");
  }
};

LUCARNE_PLUGIN(ChangesLocale, "changes-locale", "1.0", "What do letters sort like?");
