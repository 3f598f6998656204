// SPDX-License-Identifier: MIT
#include "host/rerun.hpp"

#include "host/environment.hpp"
#include "host/lock.hpp"
#include "host/locked_state.hpp"
#include "host/run.hpp"
#include "output/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

// A fresh folder that is gone, with all in it, when this is.
class TemporaryRun {
 public:
  TemporaryRun() {
    std::string name = (fs::temp_directory_path() / "lucarne-verify-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
      throw OutputError("cannot make folder '" + name + "': " + std::strerror(errno));
    }
    folder_ = name;
  }
  ~TemporaryRun() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  TemporaryRun(const TemporaryRun&) = delete;
  TemporaryRun& operator=(const TemporaryRun&) = delete;

  fs::path run() const { return folder_ / "run"; }

 private:
  fs::path folder_;
};

LockedTexts recorded_files(const std::vector<FileRecord>& files, const std::string& role) {
  LockedTexts texts;
  for (const FileRecord& file : files) {
    if (file.role == role) texts.emplace_back(file.path, file.sha256);
  }
  return texts;
}

// Files in the order of the pipeline; their folders may have been moved since, with the run.
std::vector<Drift> file_drift(const char* kind, const LockedTexts& wanted,
                              const LockedTexts& found) {
  std::vector<Drift> drift;
  for (std::size_t i = 0; i < std::max(wanted.size(), found.size()); ++i) {
    const std::string digest = i < wanted.size() ? wanted[i].second : "";
    const std::string other = i < found.size() ? found[i].second : "";
    if (digest == other) continue;
    drift.push_back(
        {fmt::format("{} {}", kind, (i < wanted.size() ? wanted : found)[i].first), digest, other});
  }
  return drift;
}

void require_same_inputs(const RunRecord& record, const Pipeline& pipeline,
                         const std::vector<PluginFile>& available) {
  std::vector<Drift> drift =
      file_drift("network", recorded_files(record.inputs, "network"), network_now(pipeline));
  std::ranges::move(file_drift("data", recorded_files(record.inputs, "data"), data_now(pipeline)),
                    std::back_inserter(drift));
  LockedTexts plugins;
  for (const FileRecord& plugin : record.plugins) {
    plugins.emplace_back(fs::path(plugin.path).stem().string(), plugin.sha256);
  }
  std::ranges::move(drift_between("plugin", plugins, plugin_digests(pipeline, available)),
                    std::back_inserter(drift));
  if (drift.empty()) return;
  std::string text = "the run cannot be made again, since what it was made from has changed:";
  for (const Drift& one : drift) {
    text += fmt::format("\n  {}: wanted {}, found {}", one.what,
                        one.wanted.empty() ? "nothing" : one.wanted,
                        one.found.empty() ? "nothing" : one.found);
  }
  throw VerificationFailed(text +
                           "\nput the recorded files back; --plugin-dir names folders of plugins");
}

std::vector<std::string> environment_drift(const std::map<std::string, std::string>& recorded) {
  LockedTexts wanted(recorded.begin(), recorded.end());
  const std::map<std::string, std::string> now = numeric_environment();
  LockedTexts found(now.begin(), now.end());
  const auto portable = recorded.find("portable");
  const bool any_processor = portable != recorded.end() && portable->second == "yes";
  for (LockedTexts* texts : {&wanted, &found}) {
    std::erase_if(*texts, [any_processor](const auto& entry) {
      return entry.first == "gnuplot" || (any_processor && entry.first == "processor");
    });
  }
  std::vector<std::string> lines;
  for (const Drift& one : drift_between("environment", wanted, found)) {
    lines.push_back(fmt::format("{}: {} in the run, {} now", one.what,
                                one.wanted.empty() ? "not recorded" : one.wanted,
                                one.found.empty() ? "not known" : one.found));
  }
  return lines;
}

}  // namespace

Rerun rerun(const StoredRun& recorded, const RerunOptions& options, RunObserver& observer) {
  JobOptions job_options;
  job_options.pipeline = options.folder / "pipeline.yaml";
  job_options.plugin_folders = options.plugin_folders;
  job_options.n_threads = options.n_threads;
  // Gates may want a baseline that is gone; numbers are compared here, not judged.
  if (!recorded.record.gates.empty()) job_options.overrides = {"expect=[]"};
  job_options.cache.use = false;  // what is verified must be computed
  job_options.before_plugins = [&recorded](const Pipeline& pipeline,
                                           const std::vector<PluginFile>& available) {
    require_same_inputs(recorded.record, pipeline, available);
  };
  std::unique_ptr<Job> job;
  try {
    job = std::make_unique<Job>(job_options, observer);
  } catch (const Cancelled&) {
    throw;
  } catch (const VerificationFailed&) {
    throw;
  } catch (const Error& error) {
    throw VerificationFailed(fmt::format("the run cannot be made again: {}", error.what()));
  }
  const TemporaryRun temporary;
  run_job(*job, temporary.run(), observer);
  const std::vector<std::string> environment = environment_drift(recorded.record.environment);
  const double tolerance = environment.empty() ? 0 : rerun_tolerance;
  return {compare_numbers(recorded, read_run(temporary.run()), tolerance), environment};
}

}  // namespace lucarne
