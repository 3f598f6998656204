// SPDX-License-Identifier: MIT
#include "host/run.hpp"

#include "host/cache_folder.hpp"
#include "host/environment.hpp"
#include "host/judge_gates.hpp"
#include "host/run_folder.hpp"
#include "host/run_record_of.hpp"
#include "host/schedule.hpp"
#include "host/seconds_since.hpp"
#include "host/stage_writer.hpp"
#include "output/drawing_pool.hpp"
#include "output/files.hpp"

#include <chrono>
#include <deque>

namespace lucarne {
namespace {

// In the order of the pipeline's file, whatever order the stages ran in.
std::vector<StageRecord> in_file_order(const Pipeline& pipeline,
                                       const std::deque<StageRecord>& records) {
  std::vector<StageRecord> ordered;
  for (const StageSpec& spec : pipeline.stages) {
    for (const StageRecord& record : records) {
      if (record.id == spec.id) ordered.push_back(record);
    }
  }
  return ordered;
}

bool all_complete(const std::vector<StageRecord>& stages) {
  for (const StageRecord& stage : stages) {
    if (!stage.complete || !stage.drawing_problems.empty()) return false;
  }
  return true;
}

std::vector<std::string> failures_of(const std::vector<StageRecord>& stages) {
  std::vector<std::string> failures;
  for (const StageRecord& stage : stages) {
    if (!stage.complete) failures.push_back("stage '" + stage.id + "': " + stage.error);
    for (const std::string& problem : stage.drawing_problems) {
      failures.push_back("stage '" + stage.id + "': " + problem);
    }
  }
  return failures;
}

}  // namespace

RunOutcome run_job(Job& job, const std::filesystem::path& output, RunObserver& observer) {
  const auto start = std::chrono::steady_clock::now();
  const std::string started = utc_now();
  require_baseline(job.pipeline().gates, job.baseline());
  RunFolder folder(output);
  job.drawing();
  job.train_if_needed();

  Schedule schedule(job, observer);
  RunRecord run;
  {
    StageWriter writer(folder, job.pipeline(), job.cache(), job.drawing(), job.pool().n_threads(),
                       observer);
    schedule.run([&writer](FinishedStage stage) { writer.add(std::move(stage)); });
    // Digests and versions are taken while the last figures are drawn.
    run = run_record_of(job, folder.final_path());
    writer.finish();
  }
  folder.flush_ahead();

  run.started = started;
  run.stages = in_file_order(job.pipeline(), schedule.records());
  run.complete = all_complete(run.stages);
  run.gates = judge_gates(job.pipeline().gates, run.stages, job.baseline());
  write_unflushed_file(folder.working() / "pipeline.yaml", run.pipeline_yaml);
  run.outputs = files_under(folder.working());
  run.seconds = seconds_since(start);
  run.peak_memory_bytes = peak_memory_bytes();
  write_unflushed_file(folder.working() / "report.html", report_html(run, folder.working()));
  run.outputs = with_file(std::move(run.outputs), folder.working(), "report.html");
  write_unflushed_file(folder.working() / "run.json", manifest_json(run));
  folder.commit();
  if (const StageCache* cache = job.cache(); cache != nullptr) {
    cache->prune(largest_cache_bytes());
  }
  return {folder.final_path(),  run.complete, failures_of(run.stages),
          seconds_since(start), run.gates,    schedule.stopped()};
}

}  // namespace lucarne
