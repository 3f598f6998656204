// SPDX-License-Identifier: MIT
#include "host/compare_parts.hpp"

#include <lucarne/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lucarne {
namespace {

constexpr arma::uword most_pictures = 30;
constexpr arma::uword picture_columns = 6;

// One stage's predictions in both runs, over the same items.
struct Predictions {
  std::string split;
  std::vector<double> a, b;
  std::vector<double> confidence_a, confidence_b;  // empty where the stage does not tell
  arma::uvec labels;                               // empty where the data are not at hand
  std::vector<std::string> class_names;
  const LoadedDataset* data = nullptr;

  std::string class_name(double label) const {
    const auto index = static_cast<std::size_t>(label);
    return index < class_names.size() ? class_names[index] : fmt::format("{}", label);
  }
};

// Why the predictions of a stage cannot be compared; empty where they can.
Text objection(const ComparedRuns& runs, const std::string& id) {
  const std::string split_a = parameter_of(runs.a, id, "split");
  const std::string split_b = parameter_of(runs.b, id, "split");
  if (split_a != split_b) {
    return filled({"run A looks at split '{}', run B at split '{}'",
                   "A examine la partie « {} », B la partie « {} »"},
                  {split_a, split_b});
  }
  const std::string items = runs.inputs_a.items_of(split_a);
  if (items.empty() || items != runs.inputs_b.items_of(split_b)) {
    return filled({"the two runs looked at different items: the data files of split '{}' are not "
                   "the same",
                   "les deux exécutions ont examiné des éléments différents : les fichiers de la "
                   "partie « {} » ne sont pas les mêmes"},
                  {split_a});
  }
  return {};
}

std::optional<Predictions> read_predictions(const ComparedRuns& runs, const std::string& id) {
  const StageResults& stage_a = *runs.a.stage(id);
  const StageResults& stage_b = *runs.b.stage(id);
  const auto a = numbers_in(stage_a, "predicted");
  const auto b = numbers_in(stage_b, "predicted");
  if (!a || !b || a->size() != b->size()) return std::nullopt;
  const auto is_class = [](double label) { return label >= 0 && label < 1e9; };
  if (!std::ranges::all_of(*a, is_class) || !std::ranges::all_of(*b, is_class)) return std::nullopt;
  Predictions read;
  read.split = parameter_of(runs.a, id, "split");
  read.a = *a;
  read.b = *b;
  const auto confidence_a = numbers_in(stage_a, "confidence");
  const auto confidence_b = numbers_in(stage_b, "confidence");
  if (confidence_a && confidence_b && confidence_a->size() == a->size() &&
      confidence_b->size() == b->size()) {
    read.confidence_a = *confidence_a;
    read.confidence_b = *confidence_b;
  }
  return read;
}

void take_data(const LoadedDataset* data, Predictions& predictions) {
  if (data == nullptr || data->n_items(predictions.split) != predictions.a.size()) return;
  predictions.data = data;
  predictions.labels = data->labels(predictions.split);
  predictions.class_names = data->class_names();
}

struct Changes {
  std::vector<arma::uword> items;  // surest first
  arma::uword mended = 0;          // wrong in A, right in B
  arma::uword broken = 0;          // right in A, wrong in B
};

Changes changes_of(const Predictions& predictions) {
  Changes changes;
  for (arma::uword item = 0; item < predictions.a.size(); ++item) {
    if (predictions.a[item] == predictions.b[item]) continue;
    changes.items.push_back(item);
    if (predictions.labels.is_empty()) continue;
    const double label = static_cast<double>(predictions.labels(item));
    changes.mended += predictions.b[item] == label;
    changes.broken += predictions.a[item] == label;
  }
  if (predictions.confidence_a.empty()) return changes;
  // What both networks were sure of comes first: there they contradict one another most.
  std::ranges::stable_sort(changes.items, std::greater<>(), [&](arma::uword item) {
    return std::min(predictions.confidence_a[item], predictions.confidence_b[item]);
  });
  return changes;
}

void count_changes(const Predictions& predictions, const Changes& changes, Results& results) {
  const auto n_items = static_cast<double>(predictions.a.size());
  const auto n_changed = static_cast<double>(changes.items.size());
  results.scalar("items", n_items, "", {"items", "éléments"}, 0);
  results.scalar("changed", n_changed, "", {"predictions that changed", "prédictions changées"}, 0);
  results.scalar("changed.share", n_items > 0 ? 100 * n_changed / n_items : 0, "%",
                 {"share that changed", "part changée"}, 2);
  if (predictions.labels.is_empty()) return;
  results.scalar("mended", static_cast<double>(changes.mended), "",
                 {"wrong in A, right in B", "fausses dans A, justes dans B"}, 0);
  results.scalar("broken", static_cast<double>(changes.broken), "",
                 {"right in A, wrong in B", "justes dans A, fausses dans B"}, 0);
  const arma::uword decided = changes.mended + changes.broken;
  if (decided == 0) return;
  const double p = mcnemar_p(std::min(changes.mended, changes.broken), decided);
  results.scalar("mcnemar.p", p, "", {"McNemar's exact p", "p exact de McNemar"}, 4);
  const Text chance =
      p < 0.001 ? Text("< 0.001", "< 0,001") : filled({"= {}", "= {}"}, {number(p, 3)});
  const char* better = changes.mended > changes.broken ? "B" : "A";
  results.reading(
      Level::note,
      p < 0.05 ? filled({"{} items are right in B only, {} in A only: more than chance explains "
                         "(exact p {}), so {} is better on this split",
                         "{} éléments ne sont justes que dans B, {} que dans A : plus que n'en "
                         "explique le hasard (p exact {}), donc {} est meilleur sur cette partie"},
                        {count(changes.mended), count(changes.broken), chance, better})
               : filled({"{} items are right in B only, {} in A only: chance alone could do that "
                         "(exact p {}), so neither network is shown to be better",
                         "{} éléments ne sont justes que dans B, {} que dans A : le hasard y "
                         "suffirait (p exact {}), donc aucun des réseaux ne se révèle meilleur"},
                        {count(changes.mended), count(changes.broken), chance}));
}

void tabulate_changes(const Predictions& predictions, const Changes& changes, Results& results) {
  std::vector<Column> columns = {{"item", {"item", "élément"}, "", 0}};
  const bool labelled = !predictions.labels.is_empty();
  if (labelled) columns.push_back({"true", {"true", "vrai"}, "", 0});
  columns.push_back({"a", {"predicted by A", "prédit par A"}, "", 0});
  columns.push_back({"b", {"predicted by B", "prédit par B"}, "", 0});
  const bool sure = !predictions.confidence_a.empty();
  if (sure) {
    columns.push_back({"confidence.a", {"confidence of A", "confiance de A"}, "", 4});
    columns.push_back({"confidence.b", {"confidence of B", "confiance de B"}, "", 4});
  }
  Table& table = results.table(
      "changes", {"Predictions that changed", "Prédictions qui ont changé"}, std::move(columns));
  for (const arma::uword item : changes.items) {
    std::vector<Cell> row;
    row.emplace_back(static_cast<std::int64_t>(item));
    if (labelled) {
      row.emplace_back(predictions.class_name(static_cast<double>(predictions.labels(item))));
    }
    row.emplace_back(predictions.class_name(predictions.a[item]));
    row.emplace_back(predictions.class_name(predictions.b[item]));
    if (sure) {
      row.emplace_back(predictions.confidence_a[item]);
      row.emplace_back(predictions.confidence_b[item]);
    }
    table.add(std::move(row));
  }
}

void draw_changes(const Predictions& predictions, const Changes& changes, const std::string& name,
                  Results& results) {
  const arma::uword shown = std::min<arma::uword>(most_pictures, changes.items.size());
  if (predictions.data == nullptr || shown == 0) return;
  arma::uvec items(shown);
  for (arma::uword i = 0; i < shown; ++i) items(i) = changes.items[i];
  const Dataset& data = *predictions.data;
  const Pictures pictures = data.pictures(data.inputs(predictions.split, items));
  if (!pictures) return;
  Tiles tiles;
  tiles.show(pictures);
  tiles.columns = std::min(picture_columns, shown);
  for (const arma::uword item : items) {
    const std::string a = predictions.class_name(predictions.a[item]);
    const std::string b = predictions.class_name(predictions.b[item]);
    const std::string truth = predictions.class_name(static_cast<double>(predictions.labels(item)));
    tiles.titles.push_back(filled({"true {}\nA: {}{}   B: {}{}", "vrai {}\nA : {}{}   B : {}{}"},
                                  {truth, a, a == truth ? " ✓" : "", b, b == truth ? " ✓" : ""}));
  }
  Figure& figure = results.figure(name, {"Items that the two networks classify differently",
                                         "Éléments que les deux réseaux classent différemment"});
  const arma::uword rows = (shown + picture_columns - 1) / picture_columns;
  figure.width = std::max<arma::uword>(420, 200 * tiles.columns);
  figure.height = 60 + 205 * rows;
  figure.caption = {
      "Those first of which both networks were surest. ✓ marks the one that is right. Look for "
      "what "
      "the items have in common: a class, a way of writing, a defect.",
      "D'abord ceux dont les deux réseaux étaient le plus sûrs. ✓ marque celui qui a raison. "
      "Cherchez ce que ces éléments ont en commun : une classe, un tracé, un défaut."};
  figure.panels.push_back({{}, std::move(tiles)});
}

ComparedSection predictions_of_stage(const ComparedRuns& runs, const std::string& id,
                                     bool only_one) {
  ComparedSection section;
  section.name = only_one ? "predictions" : "predictions." + id;
  section.title = only_one
                      ? Text("Changed predictions", "Prédictions changées")
                      : filled({"Changed predictions ({})", "Prédictions changées ({})"}, {id});
  section.about = {"Items of the same split that the two networks put into different classes.",
                   "Éléments d'une même partie que les deux réseaux mettent dans des classes "
                   "différentes."};
  section.missing = objection(runs, id);
  if (!section.missing.empty()) return section;
  std::optional<Predictions> predictions = read_predictions(runs, id);
  if (!predictions) {
    section.missing = {"the arrays 'predicted' of the two runs are damaged or of different lengths",
                       "les tableaux « predicted » des deux exécutions sont endommagés ou de "
                       "longueurs différentes"};
    return section;
  }
  StoredInputs& inputs =
      runs.inputs_a.data_with(predictions->split) != nullptr ? runs.inputs_a : runs.inputs_b;
  take_data(inputs.data_with(predictions->split), *predictions);
  if (predictions->data == nullptr) {
    section.results.reading(
        Level::note, filled({"true classes and pictures are not shown, for the data are not at "
                             "hand: {}",
                             "les classes vraies et les images ne sont pas montrées, car les "
                             "données manquent : {}"},
                            {inputs.data_missing()}));
  }
  const Changes changes = changes_of(*predictions);
  count_changes(*predictions, changes, section.results);
  if (changes.items.empty()) {
    section.results.reading(Level::good, {"no prediction changed", "aucune prédiction n'a changé"});
    return section;
  }
  tabulate_changes(*predictions, changes, section.results);
  draw_changes(*predictions, changes, only_one ? "changed" : "changed_" + id, section.results);
  return section;
}

}  // namespace

std::vector<ComparedSection> compare_predictions(const ComparedRuns& runs) {
  std::vector<std::string> ids;
  for (const std::string& id : common_stages(runs.a, runs.b)) {
    const bool both = runs.a.stage(id)->array("predicted") != nullptr &&
                      runs.b.stage(id)->array("predicted") != nullptr;
    if (both) ids.push_back(id);
  }
  std::vector<ComparedSection> sections;
  for (const std::string& id : ids)
    sections.push_back(predictions_of_stage(runs, id, ids.size() == 1));
  if (!ids.empty()) return sections;
  ComparedSection section;
  section.name = "predictions";
  section.title = {"Changed predictions", "Prédictions changées"};
  section.missing = {
      "no stage of both runs has an array 'predicted', as the plugin errors leaves it",
      "aucune étape commune n'a de tableau « predicted », que laisse le greffon "
      "errors"};
  sections.push_back(std::move(section));
  return sections;
}

}  // namespace lucarne
