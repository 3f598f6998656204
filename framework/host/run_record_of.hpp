// SPDX-License-Identifier: MIT
#pragma once

#include "host/job.hpp"
#include "output/run_record.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lucarne {

/// Everything about a run that is known without its stages: network, data, digests of inputs and
/// plugins, environment, the pipeline as resolved. `folder` is the run's final folder.
RunRecord run_record_of(Job& job, const std::filesystem::path& folder);

/// Values of a stage's parameters as text, in the order of declaration.
std::vector<std::pair<std::string, std::string>> values_as_text(const Parameters& parameters);

/// `files` with one more file of `folder`, in its place by name.
std::vector<FileRecord> with_file(std::vector<FileRecord> files,
                                  const std::filesystem::path& folder, const std::string& name);

}  // namespace lucarne
