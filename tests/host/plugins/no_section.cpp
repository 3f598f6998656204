// SPDX-License-Identifier: MIT
// A shared library that has nothing to do with Lucarne.
extern "C" __attribute__((visibility("default"))) int answer() { return 42; }
