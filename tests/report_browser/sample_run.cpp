// SPDX-License-Identifier: MIT
#include "sample_run.hpp"

#include <cmath>
#include <limits>

using namespace lucarne;

namespace {

// Would run, close an element, or leave an attribute, were it not escaped.
const char* const hostile =
    "<script>console.log('run')</script></style></title><img src=x onerror=alert(1)>"
    "\"'`$(id)` & \u2028 {{0}} <!--";

void describe_weights(Results& results) {
  results.scalar("mean", -0.0000123, "", {"Mean weight", "Poids moyen"}, 6);
  results.scalar("std", 0.0612345, "", {"Standard deviation", "Écart type"}, 6);
  results.scalar("parameters", 235146, "", {"Parameters", "Paramètres"}, 0);
  Figure& neurons = results.figure("weights_layer1",
                                   {"Incoming weights of 64 units", "Poids entrants de 64 unités"});
  neurons.caption = {
      "Each tile is one unit: red pixels excite it, blue ones inhibit it. A warning sign would be "
      "tiles that look like noise all over.",
      "Chaque vignette est une unité : les pixels rouges l’excitent, les bleus l’inhibent. Des "
      "vignettes sans aucune structure seraient un signe d’alerte."};
  neurons.readings.push_back(
      {Level::good,
       {"61 of 64 units show structure.", "61 unités sur 64 montrent une structure."}});
  results.figure("weights_distribution", {"Distribution of the weights", "Distribution des poids"});
  Table& layers = results.table("layers", {"Layers", "Couches"},
                                {{"layer", {"Layer", "Couche"}, "", 4},
                                 {"norm", {"Norm", "Norme"}, "", 3},
                                 {"near_zero", {"Near zero", "Proches de zéro"}, "%", 1},
                                 {"rank", {"Effective rank", "Rang effectif"}, "", 1},
                                 {"note", {"Note", "Remarque"}, "", 1}});
  layers.add({std::string("fc1"), 27.4123, 12.5, 9.5, std::string("largest")});
  layers.add({std::string("fc2"), 11.02, 3.25, 81.2, std::monostate{}});
  layers.add({std::string("logits"), 112.6, std::numeric_limits<double>::quiet_NaN(), 10.0,
              std::string(hostile)});
  results.array("correlation", arma::mat(50, 50, arma::fill::zeros),
                "correlation of the first 50 units' incoming weights");
}

void describe_activations(Results& results) {
  results.scalar("relu1.active", 18.2, "%", {"Active units, relu1", "Unités actives, relu1"}, 1);
  results.scalar("relu2.active", 44.7, "%", {"Active units, relu2", "Unités actives, relu2"}, 1);
  results.reading(Level::warning, {"Only 18.2 % of relu1's units are active: many may be dead.",
                                   "Seulement 18,2 % des unités de relu1 sont actives : "
                                   "beaucoup sont peut-être mortes."});
  results.reading(Level::note, {"A unit is active where its output is above zero.",
                                "Une unité est active là où sa sortie dépasse zéro."});
  Figure& figure = results.figure("activations", {"Activations", "Activations"});
  figure.readings.push_back({Level::warning,
                             {"3 units never fire.",
                              "3 unités ne s’activent "
                              "jamais."}});
  Table& dead = results.table("dead", {"Dead units", "Unités mortes"},
                              {{"unit", {"Unit", "Unité"}, "", 0},
                               {"bound", {"Bound on the rate", "Borne sur le taux"}, "", 4}});
  for (int unit = 0; unit < 620; ++unit) {
    dead.add({std::int64_t{(unit * 37) % 620}, 3.0 / (1 + unit)});
  }
}

void describe_errors(Results& results) {
  results.scalar("accuracy", 97.45, "%", {"Accuracy on test", "Exactitude sur test"}, 2);
  results.scalar("ece", 3.1e-9, "", {"Expected calibration error", "Erreur de calibration"});
  results.scalar("temperature", std::numeric_limits<double>::infinity(), "", "T");
  results.figure("confusion_matrix_analysis", {"Confusion matrix", "Matrice de confusion"})
      .caption = Text("", "Une légende donnée seulement en français.");
  results.figure("confidence_analysis", {"Confidence", "Confiance"});
  results.figure("undrawn", {"A figure that gnuplot refused", "Une figure refusée par gnuplot"});
  Table& wide =
      results.table("per_class", {"Per class", "Par classe"},
                    {{"class", {"Class", "Classe"}, "", 0},
                     {"precision", {"Precision", "Précision"}, "%", 2},
                     {"recall", {"Recall", "Rappel"}, "%", 2},
                     {"f1", "F1", "%", 2},
                     {"support", {"Number of items", "Nombre d’éléments"}, "", 0},
                     {"confused", {"Most often taken for", "Le plus souvent prise pour"}, "", 0},
                     {"share", {"Share of its errors", "Part de ses erreurs"}, "%", 1}});
  for (int k = 0; k < 10; ++k) {
    wide.add(
        {std::string(k == 3 ? "three with quite a long name, \"<b>3</b>\"" : std::to_string(k)),
         98.0 - k * 0.31, 90.0 + k * 0.73, 94.0 + k * 0.2, std::int64_t{980 + 13 * k},
         std::to_string((k + 4) % 10), 40.0 - k});
  }
}

// Three clusters of 40 points in a row, each picture a shade of its own; every eighth point of the
// first is taken for the second.
void describe_map(Results& results) {
  PointMap map;
  map.axis = "t-SNE";
  map.classes = {"cat", {"dog", "chien"}, hostile};
  map.points.set_size(2, 120);
  map.labels.set_size(120);
  map.items.set_size(120);
  Pictures pictures;
  pictures.height = 4;
  pictures.width = 6;
  pictures.channels = 3;
  pictures.pixels.set_size(4 * 6 * 3, 120);
  for (arma::uword i = 0; i < 120; ++i) {
    const double angle = static_cast<double>(i);
    map.labels(i) = i % 3;
    map.points(0, i) = static_cast<double>(100 * (i % 3)) + 30 * std::cos(angle);
    map.points(1, i) = 20 * std::sin(angle) * std::sin(angle / 3);
    map.items(i) = 70000 + i;
    pictures.pixels.col(i).fill(static_cast<float>(i + 1) / 128);
  }
  map.predicted = map.labels;
  for (arma::uword i = 0; i < 120; i += 24) map.predicted(i) = 1;
  map.pictures = thumbnails_of(pictures);
  results.figure("classes", {"A map", "Une carte"}).panels.push_back({{}, map, 1});
  map.values = arma::linspace(0, 1, 120);
  map.value_label = {"trust", "confiance"};
  results.figure("trust", {"A map by value", "Une carte par valeur"})
      .panels.push_back({{}, map, 1});
  map.values.reset();
  map.background = arma::join_rows(map.points, map.points + 15);
  results.figure("placed", {"A map over another", "Une carte sur une autre"})
      .panels.push_back({{}, map, 1});
}

void describe_hostile(Results& results) {
  results.scalar("<b>", 1, hostile, hostile);
  results.reading(Level::warning, hostile);
  Figure& figure = results.figure("tsne_visualization", hostile);
  figure.caption = hostile;
  figure.readings.push_back({Level::good, hostile});
  results.table(hostile, hostile, {{hostile, hostile, hostile, 1}}).add({std::string(hostile)});
  results.array("<script>", arma::vec(3, arma::fill::ones), hostile);
}

void describe_run(RunRecord& run) {
  run.name = "mnist";
  run.seed = 42;
  run.started = "2025-03-01T07:05:09Z";
  run.seconds = 73.4;
  run.peak_memory_bytes = 312'456'789;
  run.environment = {{"blas", "OpenBLAS 0.3.21 (Haswell)"}, {"hostile", hostile}, {"lucarne", "0"}};
  run.pipeline_yaml = std::string("lucarne: 1\nname: mnist\n# ") + hostile + "\n";
  run.inputs = {{"../data/mnist/train-images-idx3-ubyte.gz", 9'912'422, std::string(64, 'a')},
                {hostile, 12, std::string(64, 'b')}};
  run.plugins = {{"lib/lucarne/plugins/liblucarne_weights.so", 98'304, std::string(64, 'c')}};
  run.model_file = "configs/models/mnist-mlp.onnx";
  run.model_layers = {"fc1  Gemm  256",   "relu1  Relu  256", "fc2  Gemm  128",
                      "relu2  Relu  128", "logits  Gemm  10", "probabilities  Softmax  10"};
  run.training_record =
      R"({"hidden": [256, 128], "optimizer": "adam", "seed": 42, "epochs": [
      {"loss": 0.2841, "train_accuracy": 0.9561, "validation_accuracy": 0.9520},
      {"loss": 0.1312, "train_accuracy": 0.9688, "validation_accuracy": 0.9613},
      {"loss": 0.1015, "train_accuracy": 0.9724, "validation_accuracy": 0.9627},
      {"loss": 0.0911, "train_accuracy": 0.9790, "validation_accuracy": 0.9665}]})";
  run.splits = {{"train", 50000}, {"validation", 10000}, {"test", 10000}};
  GateRecord held;
  held.text = "errors.accuracy >= 0.96";
  held.passed = true;
  held.found = 0.9721;
  held.relation = ">=";
  held.wanted = 0.96;
  GateRecord broken;
  broken.text = hostile;
  broken.reason = hostile;
  run.gates = {held, broken};
}

}  // namespace

SampleRun sample_run(Language language) {
  SampleRun sample;
  sample.record.language = language;
  describe_run(sample.record);
  const auto add = [&](const char* id, void (*describe)(Results&)) -> StageRecord& {
    StageRecord stage;
    stage.id = id;
    stage.plugin = id;
    stage.plugin_version = "0.1.0";
    stage.summary = "What this analysis answers, in one line.";
    stage.parameters = {{"layer", "fc1"}, {"samples", "10"}};
    stage.complete = describe != nullptr;
    stage.compute_seconds = 0.84;
    stage.drawing_seconds = 1.2;
    if (describe != nullptr) {
      sample.results.push_back(std::make_unique<Results>());
      describe(*sample.results.back());
      stage.results = sample.results.back().get();
    }
    return sample.record.stages.emplace_back(std::move(stage));
  };
  add("weights", describe_weights);
  add("activations", describe_activations).warnings = {"asked for 5 samples, 3 are in the split"};
  add("saliency", nullptr).error = std::string("layer 'fc9' not in model ") + hostile;
  add("errors", describe_errors).drawing_problems = {"gnuplot drew no 'undrawn.png'"};
  add("map", describe_map);
  add("hostile", describe_hostile).parameters = {{hostile, hostile}};
  return sample;
}
