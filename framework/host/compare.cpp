// SPDX-License-Identifier: MIT
#include "host/compare.hpp"

#include "host/compare_parts.hpp"
#include "host/environment.hpp"
#include "host/foreign_folder.hpp"
#include "output/comparison_tables.hpp"
#include "output/drawing.hpp"
#include "output/files.hpp"

#include <lucarne/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

// The bytes of a figure's picture; none where it was not drawn.
std::string picture_of(const StoredRun& run, const std::string& stage, const std::string& figure) {
  try {
    return read_file(file_of_run(run.folder, stage + "/" + figure + ".png"));
  } catch (const Error&) {
    return {};
  }
}

std::vector<FigurePair> paired_figures(const StoredRun& a, const StoredRun& b,
                                       const std::string& stage) {
  std::vector<FigurePair> pairs;
  const StageResults& in_a = *a.stage(stage);
  const StageResults& in_b = *b.stage(stage);
  for (const Figure& figure : in_a.figures) {
    FigurePair pair{figure.name, figure.title, true, in_b.figure(figure.name) != nullptr, false};
    if (pair.in_b) {
      const std::string picture = picture_of(a, stage, figure.name);
      pair.same = !picture.empty() && picture == picture_of(b, stage, figure.name);
    }
    pairs.push_back(std::move(pair));
  }
  for (const Figure& figure : in_b.figures) {
    if (in_a.figure(figure.name) == nullptr) {
      pairs.push_back({figure.name, figure.title, false, true, false});
    }
  }
  return pairs;
}

StagePair paired(const StoredRun& a, const StoredRun& b, const StageRecord& stage) {
  StagePair pair;
  pair.id = stage.id;
  pair.plugin = stage.plugin;
  const StageRecord* in_a = a.stage_record(stage.id);
  const StageRecord* in_b = b.stage_record(stage.id);
  const StageResults* results_a = a.stage(stage.id);
  const StageResults* results_b = b.stage(stage.id);
  if (in_a == nullptr || in_b == nullptr) {
    pair.note = filled({"only run {} has this stage", "seule l'exécution {} a cette étape"},
                       {in_a == nullptr ? "B" : "A"});
  } else if (in_a->plugin != in_b->plugin) {
    pair.note = filled({"the two stages are of different plugins: {} and {}",
                        "les deux étapes sont de greffons différents : {} et {}"},
                       {in_a->plugin, in_b->plugin});
  } else if (results_a == nullptr || results_b == nullptr) {
    const StageRecord& failed = results_a == nullptr ? *in_a : *in_b;
    pair.note = filled({"the stage failed in run {}: {}", "l'étape a échoué dans {} : {}"},
                       {results_a == nullptr ? "A" : "B", failed.error});
  } else {
    pair.scalars = paired_scalars(*results_a, *results_b);
    for (const Table& table : results_a->tables) {
      const Table* other = results_b->table(table.name);
      if (other != nullptr) pair.tables.push_back(join_tables(table, *other));
    }
    pair.figures = paired_figures(a, b, stage.id);
  }
  return pair;
}

void read_scalars(Comparison& comparison) {
  std::size_t compared = 0, differing = 0;
  for (const StagePair& stage : comparison.stages) {
    for (const ScalarPair& scalar : stage.scalars) {
      compared += scalar.a && scalar.b ? 1 : 0;
      differing += scalar.a && scalar.b && !scalar.same() ? 1 : 0;
    }
  }
  if (compared == 0) return;
  comparison.readings.push_back(
      {differing == 0 ? Level::good : Level::note,
       differing == 0 ? filled({"all {} numbers of both runs are the same to the bit",
                                "les {} valeurs des deux exécutions sont identiques au bit près"},
                               {count(compared)})
                      : filled({"{} of {} numbers differ", "{} valeurs sur {} diffèrent"},
                               {count(differing), count(compared)})});
}

void read_inputs(Comparison& comparison) {
  std::string what;
  for (const InputDifference& difference : comparison.differences) {
    const bool is_environment = difference.what.starts_with("environment.");
    if (is_environment) continue;
    what += (what.empty() ? "" : ", ") + difference.what;
    if (what.size() > 200) {
      what += ", …";
      break;
    }
  }
  if (comparison.differences.empty()) {
    comparison.readings.push_back(
        {Level::good,
         {"network, data, plugins, parameters and numeric environment are the same",
          "réseau, données, greffons, paramètres et environnement numérique sont les mêmes"}});
  } else if (what.empty()) {
    comparison.readings.push_back(
        {Level::note,
         {"only the numeric environment differs", "seul l'environnement numérique diffère"}});
  } else {
    comparison.readings.push_back(
        {Level::note, filled({"what went in differs: {}", "les entrées diffèrent : {}"}, {what})});
  }
}

}  // namespace

Comparison compare_runs(const std::filesystem::path& folder_a,
                        const std::filesystem::path& folder_b) {
  use_one_blas_thread();
  const StoredRun a = read_run(folder_a);
  const StoredRun b = read_run(folder_b);
  Comparison comparison;
  comparison.folder_a = folder_a;
  comparison.folder_b = folder_b;
  comparison.a = a.record;
  comparison.b = b.record;
  comparison.differences = input_differences(a, b);
  for (const StageRecord& stage : a.record.stages) {
    comparison.stages.push_back(paired(a, b, stage));
  }
  for (const StageRecord& stage : b.record.stages) {
    if (a.stage_record(stage.id) == nullptr) comparison.stages.push_back(paired(a, b, stage));
  }
  FileDigests digests;
  StoredInputs inputs_a(a, digests), inputs_b(b, digests);
  const ComparedRuns runs{a, b, inputs_a, inputs_b};
  for (auto& section : compare_predictions(runs)) comparison.sections.push_back(std::move(section));
  for (auto& section : compare_attributions(runs)) {
    comparison.sections.push_back(std::move(section));
  }
  comparison.sections.push_back(compare_weights(runs));
  comparison.sections.push_back(compare_activations(runs));
  read_inputs(comparison);
  read_scalars(comparison);
  for (const ComparedSection& section : comparison.sections) {
    for (const Reading& reading : section.results.readings()) {
      comparison.readings.push_back(reading);
    }
  }
  return comparison;
}

std::vector<std::string> write_comparison(const Comparison& comparison,
                                          const std::filesystem::path& folder) {
  refuse_foreign_folder(folder, "compare.json", "comparison");
  std::deque<Figure> figures;
  for (const ComparedSection& section : comparison.sections) {
    for (const Figure& figure : section.results.figures()) figures.push_back(figure);
  }
  std::error_code failed;
  std::filesystem::remove_all(folder / "figures", failed);  // of an earlier comparison
  std::filesystem::create_directories(folder / "figures", failed);
  if (failed)
    throw OutputError("cannot make folder '" + folder.string() + "': " + failed.message());
  std::vector<std::string> problems =
      draw_figures(figures, folder / "figures", comparison.a.language).problems;
  write_file(folder / "compare.html", comparison_html(comparison, folder));
  write_file(folder / "compare.json", comparison_json(comparison));
  return problems;
}

}  // namespace lucarne
