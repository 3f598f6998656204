// SPDX-License-Identifier: MIT
#pragma once

#include "host/job.hpp"
#include "host/lock.hpp"

#include <memory>

namespace lucarne {

/// A job whose pipeline, network, data, plugins, program and libraries are those of the lock beside
/// its pipeline. Plugins are loaded only where their digests are the locked ones. A network that is
/// missing is trained here, if `train` says so, and must come out with the locked digest. Where the
/// lock was made with portable kernels, the program is started again with them. throws:
/// VerificationFailed naming everything that differs; else as Job
std::unique_ptr<Job> open_locked_job(JobOptions options, bool train, RunObserver& observer);

}  // namespace lucarne
