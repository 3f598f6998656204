// SPDX-License-Identifier: MIT
#pragma once

#include "host/work_page.hpp"

#include <cstdint>

namespace lucarne {

/// From now on a signal that ends this process leaves in `page` which one it was, where it struck
/// and the way there. For isolated processes; `page` must live as long as the process.
/// requires: called once, on the main thread
void install_crash_handler(WorkPage& page);

/// Gives the calling thread a stack of its own for the handler, without which an overflow of its
/// stack could not be told. Every thread that runs code of a plugin calls it.
void prepare_thread_for_crashes();

/// Notes the block that the calling thread works on (block + 1), or that it does on none (0).
void note_block(std::uint64_t block_plus_one);

}  // namespace lucarne
