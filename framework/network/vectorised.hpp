// SPDX-License-Identifier: MIT
#pragma once

// One copy of a function for each of these instruction sets; the machine picks one when it starts.
// Rounding may differ between machines, never between threads.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define LUCARNE_VECTORISED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define LUCARNE_VECTORISED
#endif
