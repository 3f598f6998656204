// SPDX-License-Identifier: MIT
#pragma once

// One copy of a function for each of these instruction sets; the machine picks one when it starts.
// The first two have fused multiply-add, so that gcc contracts the same products and sums in both:
// a function whose order of operations does not depend on the width of a vector gives the same bits
// on every machine with AVX2 (tests/portable checks it). The last copy, for older machines, rounds
// differently.
#if defined(LUCARNE_ONE_INSTRUCTION_SET)
#define LUCARNE_VECTORISED
#elif defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define LUCARNE_VECTORISED \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LUCARNE_VECTORISED
#endif
