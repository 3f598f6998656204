// SPDX-License-Identifier: MIT
// A file with the fingerprint of a compiler that does not exist, and a constructor that would be
// noticed if the file were loaded.
#include <cstdlib>

__attribute__((section(".lucarne.abi"), used)) static const char fingerprint[] =
    "api=1;compiler=gcc-99;cxxabi=1017;";

__attribute__((constructor)) static void must_not_run() { std::abort(); }

extern "C" __attribute__((visibility("default"))) const void* lucarne_plugin() { return nullptr; }
