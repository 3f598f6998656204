// SPDX-License-Identifier: MIT
#pragma once

/// All that a plugin includes.
#include <lucarne/abi.hpp>
#include <lucarne/analysis.hpp>
#include <lucarne/suggest.hpp>

namespace lucarne {

/// What a plugin says of itself. `size` comes first so that later versions may append members.
struct PluginRecord {
  std::uint32_t size;
  std::uint32_t api_version;
  const char* abi;   ///< the ABI fingerprint, also in ELF section ".lucarne.abi"
  const char* name;  ///< as a pipeline names it: [a-z][a-z0-9-]*
  const char* version;
  const char* summary;  ///< one line: the question that it answers
  Analysis* (*create)();
  void (*destroy)(Analysis*);
};

}  // namespace lucarne

/// Makes `ANALYSIS` (default-constructible) the analysis of this shared library.
#define LUCARNE_PLUGIN(ANALYSIS, NAME, VERSION, SUMMARY)                 \
  LUCARNE_ABI_SECTION                                                    \
  extern "C" LUCARNE_API const lucarne::PluginRecord* lucarne_plugin() { \
    static const lucarne::PluginRecord record{                           \
        sizeof(lucarne::PluginRecord),                                   \
        lucarne::api_version,                                            \
        lucarne_abi_fingerprint,                                         \
        NAME,                                                            \
        VERSION,                                                         \
        SUMMARY,                                                         \
        []() -> lucarne::Analysis* { return new ANALYSIS; },             \
        [](lucarne::Analysis* analysis) { delete analysis; }};           \
    return &record;                                                      \
  }                                                                      \
  static_assert(true, "a semicolon follows")
