// SPDX-License-Identifier: MIT
#include "host/locked_job.hpp"

#include "host/locked_state.hpp"
#include "host/portable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace lucarne {
namespace {

// Collects what differs, to tell it all at once.
class DriftReport {
 public:
  explicit DriftReport(std::filesystem::path pipeline, std::filesystem::path lock)
      : pipeline_(std::move(pipeline)), lock_(std::move(lock)) {}

  void add(std::vector<Drift> drift) { std::ranges::move(drift, std::back_inserter(drift_)); }
  void note(const std::string& text) { notes_ += text + "\n"; }

  /// `closing` says how to mend it.
  void throw_if_any(const std::string& closing) const {
    if (drift_.empty()) return;
    std::string text = fmt::format(
        "'{}' is not as it was locked in '{}'; {} differ{}:\n", pipeline_.string(), lock_.string(),
        drift_.size() == 1 ? "one thing" : fmt::format("{} things", drift_.size()),
        drift_.size() == 1 ? "s" : "");
    for (const Drift& one : drift_) {
      text += fmt::format("  {}: wanted {}, found {}\n", one.what, or_nothing(one.wanted),
                          or_nothing(one.found));
    }
    throw VerificationFailed(text + notes_ + closing);
  }

 private:
  static std::string or_nothing(const std::string& text) { return text.empty() ? "nothing" : text; }

  std::filesystem::path pipeline_;
  std::filesystem::path lock_;
  std::vector<Drift> drift_;
  std::string notes_;
};

LockedTexts locked_digests(const std::vector<Lock::Plugin>& plugins) {
  LockedTexts texts;
  for (const Lock::Plugin& plugin : plugins) texts.emplace_back(plugin.name, plugin.sha256);
  return texts;
}

bool is_locked(const Lock& lock, const char* name, const char* value) {
  return std::ranges::find(lock.environment, LockedTexts::value_type{name, value}) !=
         lock.environment.end();
}

// Before any plugin is loaded; false where none must be. A network that is missing may still be
// trained.
bool compare_inputs(const Lock& lock, const Pipeline& pipeline,
                    const std::vector<PluginFile>& available, DriftReport& report) {
  report.add(drift_between("environment", lock.environment, environment_now()));
  report.add(drift_between("program", lock.program, program_now()));
  if (lock.seed != pipeline.seed) {
    report.add({{"seed", std::to_string(lock.seed), std::to_string(pipeline.seed)}});
  }
  const LockedTexts network = network_now(pipeline);
  if (!network.empty()) report.add(drift_between("network", lock.network, network));
  report.add(drift_between("data", lock.data, data_now(pipeline)));
  std::vector<Drift> plugins =
      drift_between("plugin", locked_digests(lock.plugins), plugin_digests(pipeline, available));
  if (plugins.empty()) return true;
  report.add(std::move(plugins));
  report.note("plugins that differ are not loaded, so that the configuration was not compared");
  return false;
}

}  // namespace

std::unique_ptr<Job> open_locked_job(JobOptions options, bool train, RunObserver& observer) {
  const std::filesystem::path file = lock_file_of(options.pipeline);
  const Lock lock = read_lock(file);
  if (is_locked(lock, "portable", "yes")) use_portable_kernels();
  DriftReport report(options.pipeline, file);
  const std::string accept = "'lucarne lock " + options.pipeline.string() + "'";
  const std::string before =
      "nothing was computed; put back what changed, or accept it with " + accept;
  options.before_plugins = [&](const Pipeline& pipeline, const std::vector<PluginFile>& available) {
    if (!compare_inputs(lock, pipeline, available, report)) report.throw_if_any(before);
  };
  std::unique_ptr<Job> job;
  try {
    job = std::make_unique<Job>(options, observer);
  } catch (const Cancelled&) {
    throw;
  } catch (const Error&) {
    // What drifted is the likely reason: a file that was cut off, say.
    report.throw_if_any(before);
    throw;
  }
  report.add(drift_between("configuration", lock.configuration, configuration_now(*job)));
  report.throw_if_any(before);
  if (train && job->must_train()) {
    job->train_if_needed();
    report.add(drift_between("network trained again", lock.network, network_now(job->pipeline())));
    report.throw_if_any(
        "no stage was run; put the recorded network in its place, or accept the new "
        "one with " +
        accept);
  }
  return job;
}

}  // namespace lucarne
