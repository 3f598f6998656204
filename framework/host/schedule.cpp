// SPDX-License-Identifier: MIT
#include "host/schedule.hpp"

#include "host/run_record_of.hpp"
#include "host/stage_cache.hpp"

#include "data/data_error.hpp"

#include <algorithm>
#include <chrono>

namespace lucarne {

Schedule::Schedule(Job& job, RunObserver& observer) : job_(job), observer_(observer) {
  for (const auto& stage : job.plan().stages) {
    StageRecord record;
    record.id = stage->spec->id;
    record.plugin = stage->plugin->name;
    record.plugin_version = stage->plugin->version;
    record.summary = stage->plugin->summary;
    record.parameters = values_as_text(stage->parameters);
    record.isolated = stage->isolated;
    records_.push_back(std::move(record));
    Running running{stage.get(), &records_.back(), State::waiting, {}, {}, {}};
    if (!stage->isolated) {  // else its own process sweeps
      running.outcomes.resize(stage->sweeps.size());
      running.swept.resize(stage->sweeps.size(), false);
    }
    running_.push_back(std::move(running));
  }
}

void Schedule::run(const std::function<void(FinishedStage)>& finished) {
  finished_ = finished;
  if (job_.cache() != nullptr) keys_.emplace(job_);
  take_cached_stages();
  const bool all_cached = std::ranges::none_of(
      running_, [](const Running& running) { return running.state == State::waiting; });
  if (all_cached) return;
  job_.dataset().begin();
  run_ready_stages();
  // "test" is the smallest split and the one that most stages look at, so it goes first; reading
  // the others goes on in the meantime.
  std::vector<std::string> splits = job_.dataset().splits();
  std::ranges::reverse(splits);
  for (const std::string& split : splits) {
    if (stopped_) break;
    sweep(split);
    run_ready_stages();
  }
  if (!stopped_) return;
  for (Running& running : running_) {
    if (running.state == State::waiting) fail(running, "not begun: the run was stopped before");
  }
}

bool Schedule::needs_are_done(const Running& running) const {
  return std::ranges::all_of(running.stage->needs, [this](std::size_t need) {
    return running_[need].state == State::done;
  });
}

// The plan's order puts a stage behind those that it needs, so one pass is enough.
void Schedule::take_cached_stages() {
  for (Running& running : running_) {
    if (needs_are_done(running)) take_from_cache(running);
  }
}

bool Schedule::take_from_cache(Running& running) {
  if (!keys_ || !running.parts.empty()) return false;
  running.parts = keys_->parts(*running.stage);
  std::string damage;
  std::optional<CachedStage> cached = job_.cache()->find(key_of(running.parts), damage);
  if (!damage.empty()) {
    observer_.warning(running.record->id,
                      "its entry in the cache was damaged, so it is computed "
                      "again: " +
                          damage);
  }
  if (!cached) return false;
  StageRecord& record = *running.record;
  record.results = &results_.emplace_back(std::move(cached->results));
  record.warnings = std::move(cached->warnings);
  record.compute_seconds = cached->compute_seconds;
  record.drawing_seconds = cached->drawing_seconds;
  record.complete = true;
  record.cached = true;
  running.state = State::done;
  keep_products(running);
  finished_({&record, running.parts, std::move(cached->files), std::move(cached->names)});
  return true;
}

bool Schedule::ready(const Running& running) const {
  if (running.state != State::waiting) return false;
  if (std::ranges::find(running.swept, false) != running.swept.end()) return false;
  return std::ranges::all_of(running.stage->needs, [this](std::size_t need) {
    return running_[need].state != State::waiting;
  });
}

void Schedule::run_ready_stages() {
  for (Running& running : running_) {
    if (stopped_) return;
    if (!ready(running)) continue;
    // What it needs may have come out as it did before, whatever changed.
    if (needs_are_done(running) && take_from_cache(running)) continue;
    execute(running);
    // A stage without parts of a key is not kept for later runs.
    const bool keep = running.record->complete;
    if (running.state == State::done) {
      finished_({running.record, keep ? running.parts : KeyParts{}, {}, {}});
    }
  }
}

void Schedule::sweep(const std::string& split) {
  std::vector<const Sweep*> sweeps;
  std::vector<std::pair<Running*, std::size_t>> owners;
  for (Running& running : running_) {
    if (running.state != State::waiting) continue;
    for (std::size_t i = 0; i < running.swept.size(); ++i) {
      if (running.stage->sweeps[i].request.split != split) continue;
      sweeps.push_back(&running.stage->sweeps[i]);
      owners.emplace_back(&running, i);
    }
  }
  if (sweeps.empty()) return;
  const auto start = std::chrono::steady_clock::now();
  job_.dataset().wait(split);
  std::vector<SweepOutcome> outcomes =
      sweep_split(split, sweeps, job_.network(), job_.dataset(), job_.pipeline().block_size,
                  job_.pool(), observer_);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  for (std::size_t k = 0; k < outcomes.size(); ++k) {
    const auto [running, i] = owners[k];
    running->outcomes[i] = std::move(outcomes[k]);
    running->swept[i] = true;
    // A shared sweep's time is shared out evenly.
    running->record->compute_seconds += elapsed.count() / static_cast<double>(outcomes.size());
  }
}

void Schedule::execute(Running& running) {
  for (const std::size_t need : running.stage->needs) {
    if (running_[need].state == State::failed) {
      return fail(running,
                  "it needs a product of stage '" + running_[need].record->id + "', which failed");
    }
  }
  if (running.stage->crashed) return fail(running, *running.stage->crashed);
  std::vector<std::unique_ptr<FoldState>> states;
  for (SweepOutcome& outcome : running.outcomes) {
    if (!outcome.error.empty()) return fail(running, outcome.error);
    states.push_back(std::move(outcome.state));
  }
  const auto start = std::chrono::steady_clock::now();
  observer_.progress(running.record->id, 0);
  Results& results = results_.emplace_back();
  try {
    const Folded folded(std::move(states));
    running.stage->analysis->run(*running.stage->context, folded, results);
    running.record->results = &results;
    running.record->complete = true;
    running.state = State::done;
    keep_products(running);
    if (results.stopped_early()) mark_stopped(running, *results.stopped_early());
  } catch (const Cancelled&) {
    throw;
  } catch (const StageCrashed& crash) {
    fail(running, crash);
  } catch (const DataError&) {
    throw;  // the data is damaged: no stage can be trusted with it
  } catch (const std::bad_alloc&) {
    fail(running, "not enough memory: ask for fewer items or a smaller layer");
  } catch (const std::exception& exception) {
    fail(running, exception.what());
  } catch (...) {
    fail(running, "the plugin threw something that is no std::exception");
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  running.record->compute_seconds += elapsed.count();
  if (const std::string printed = guard_.taken(); !printed.empty()) {
    running.stage->context->warn(about_output(printed));
  }
  running.record->warnings = running.stage->context->warnings();
  observer_.progress(running.record->id, 1);
}

// Its results are written all the same.
void Schedule::mark_stopped(Running& running, const Text& how_far) {
  if (running.state != State::done) return;
  const Text said = {"stopped: " + how_far.en, "arrêté : " + how_far.fr};
  running.record->error = said.in(job_.pipeline().language);
  running.record->complete = false;
  stopped_ = true;
}

void Schedule::fail(Running& running, const StageCrashed& crash) {
  running.record->crash = crash.record();
  fail(running, std::string(crash.what()));
}

void Schedule::fail(Running& running, const std::string& error) {
  running.record->error = error;
  running.record->complete = false;
  running.record->results = nullptr;
  running.record->warnings = running.stage->context->warnings();
  running.state = State::failed;
  observer_.warning(running.record->id, "failed: " + error);
}

void Schedule::keep_products(Running& running) {
  const auto& products = running.record->results->products();
  for (const Product& declared : running.stage->parameters.products()) {
    const auto made = products.find(declared.name);
    if (made == products.end()) {
      return fail(running, "the plugin declares product '" + declared.name +
                               "' and did not make it with Results::product");
    }
    job_.shared().products[running.record->id + "." + declared.name] = made->second;
  }
}

}  // namespace lucarne
