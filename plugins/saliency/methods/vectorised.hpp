// SPDX-License-Identifier: MIT
#pragma once

// One copy of a function for each of these instruction sets; the machine picks one when it starts.
// The first two fuse the same products and sums, so that they round alike; the last, for machines
// without AVX2, does not.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(LUCARNE_ONE_INSTRUCTION_SET)
#define SALIENCY_VECTORISED \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SALIENCY_VECTORISED
#endif
