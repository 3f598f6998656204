// SPDX-License-Identifier: MIT
#pragma once

#include "host/job.hpp"
#include "host/lock.hpp"

namespace lucarne {

// What a lock holds, taken from what is at hand now.

/// numeric_environment() without what changes no number: the processor, whose kernels are named by
/// blas_core and vectors, and gnuplot.
LockedTexts environment_now();

/// Digests of this program and of liblucarne. throws: OutputError
LockedTexts program_now();

/// Digests of the plugins that the pipeline names, of those that were found. Loads none of them.
LockedTexts plugin_digests(const Pipeline& pipeline, const std::vector<PluginFile>& available);

/// Digest of the network's file; nothing where it does not exist.
LockedTexts network_now(const Pipeline& pipeline);

/// Digests of the data files; those that are missing are left out.
LockedTexts data_now(const Pipeline& pipeline);

/// The resolved pipeline by path, without the seed.
LockedTexts configuration_now(Job& job);

/// requires: the network's file exists
Lock make_lock(Job& job);

}  // namespace lucarne
