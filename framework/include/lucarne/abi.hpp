// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/headers_digest.hpp>

#include <armadillo>
#include <cstdint>

/// The ABI fingerprint: everything that must agree between host and plugin for C++ objects to pass
/// between them. It is a string literal of `field=value` pairs, each closed by ';', so that the
/// host can read it from the ELF section without loading the library, and name the field that
/// differs.

#define LUCARNE_STRING_OF(x) #x
#define LUCARNE_STRING(x) LUCARNE_STRING_OF(x)

/// Raised by one whenever a public header changes incompatibly.
#define LUCARNE_API_VERSION 1

#if defined(__clang__)
#define LUCARNE_COMPILER "clang-" LUCARNE_STRING(__clang_major__)
#else
#define LUCARNE_COMPILER "gcc-" LUCARNE_STRING(__GNUC__)
#endif

#ifdef _GLIBCXX_DEBUG
#define LUCARNE_DEBUG_MODE "on"
#else
#define LUCARNE_DEBUG_MODE "off"
#endif

#ifdef ARMA_64BIT_WORD
#define LUCARNE_ARMA_WORD "64"
#else
#define LUCARNE_ARMA_WORD "32"
#endif

#define LUCARNE_ABI_TEXT \
  "api=" LUCARNE_STRING(LUCARNE_API_VERSION) ";compiler=" LUCARNE_COMPILER                         \
  ";cxxabi=" LUCARNE_STRING(__GXX_ABI_VERSION)                                                     \
  ";libstdcxx-dual-abi=" LUCARNE_STRING(_GLIBCXX_USE_CXX11_ABI)                                    \
  ";libstdcxx-debug=" LUCARNE_DEBUG_MODE                                                           \
  ";armadillo=" LUCARNE_STRING(ARMA_VERSION_MAJOR) "." LUCARNE_STRING(ARMA_VERSION_MINOR)          \
  ";armadillo-word=" LUCARNE_ARMA_WORD ";headers=" LUCARNE_HEADERS_DIGEST ";"

#define LUCARNE_ABI_SECTION                                                                    \
  __attribute__((section(".lucarne.abi"), used)) static const char lucarne_abi_fingerprint[] = \
      LUCARNE_ABI_TEXT;

namespace lucarne {
inline constexpr std::uint32_t api_version = LUCARNE_API_VERSION;
}
