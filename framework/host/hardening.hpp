// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace lucarne {

/// Takes from an isolated process, before any code of its plugin runs, what an analysis has no use
/// for: more memory than `memory_bytes` (0: than the machine has), core files, writing files,
/// starting programs, sockets, signals to other processes. When memory runs out, the system ends
/// this process first. What the system does not support is left out.
void harden(std::uint64_t memory_bytes);

}  // namespace lucarne
