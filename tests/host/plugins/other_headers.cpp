// SPDX-License-Identifier: MIT
// A plugin that was built when the SDK's headers declared something else.
#include <lucarne/headers_digest.hpp>

#undef LUCARNE_HEADERS_DIGEST
#define LUCARNE_HEADERS_DIGEST "0123456789abcdef"
#include <lucarne/plugin.hpp>

__attribute__((constructor)) static void must_not_run() { std::abort(); }

class OtherHeaders final : public lucarne::Analysis {
  void run(const lucarne::Context&, const lucarne::Folded&, lucarne::Results&) override {}
};

LUCARNE_PLUGIN(OtherHeaders, "other-headers", "1.0", "none");
