// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace lucarne {

/// What the numbers of a run depend on beside its inputs: versions of Lucarne, compiler, Armadillo,
/// BLAS with its core type and threading, processor.
std::map<std::string, std::string> numeric_environment();

/// One BLAS thread for every product: parallelism is over blocks, and the bits of a product depend
/// on its number of threads.
void use_one_blas_thread();

/// Largest resident memory of the process so far, in bytes.
std::uint64_t peak_memory_bytes();

/// Now, as "2026-01-31T12:00:00Z".
std::string utc_now();

}  // namespace lucarne
