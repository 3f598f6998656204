// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace lucarne {

/// True where the processor has AVX2, fused multiply-add and what else belongs to x86-64-v3: our
/// own loops then take copies that all give the same bits.
bool processor_is_portable();

/// True where OpenBLAS works with the kernels of its core type Haswell, and oneDNN with those for
/// AVX2, on such a processor: every x86-64 processor with AVX2 then computes the same bits, given
/// the same libraries.
bool kernels_are_portable();

/// Returns where kernels_are_portable(). Where not, starts this program again in this process, with
/// the same arguments, OPENBLAS_CORETYPE=Haswell and ONEDNN_MAX_CPU_ISA=AVX2: OpenBLAS reads the
/// former only while it is loaded.
/// Called before anything was computed or written.
/// throws: Error on a processor without AVX2, or where a library does not take its kernels
void use_portable_kernels();

}  // namespace lucarne
