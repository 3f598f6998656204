// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace lucarne {

/// What the numbers of a run depend on beside its inputs: versions of Lucarne, compiler, Armadillo,
/// BLAS with its core type and threading, C library (its exp and log), processor; and "portable":
/// "yes" where every processor with AVX2 gives the same bits.
std::map<std::string, std::string> numeric_environment();

/// The kind of processor whose kernels OpenBLAS uses: "Haswell".
std::string blas_core();

/// As /proc/cpuinfo has it.
std::string processor_name();

/// One BLAS thread for every product: parallelism is over blocks, and the bits of a product depend
/// on its number of threads.
void use_one_blas_thread();

/// Largest resident memory of the process so far, in bytes.
std::uint64_t peak_memory_bytes();

/// Now, as "2026-01-31T12:00:00Z".
std::string utc_now();

}  // namespace lucarne
