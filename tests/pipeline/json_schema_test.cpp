// SPDX-License-Identifier: MIT
#include "pipeline/pipeline_file.hpp"
#include "pipeline/sample_parameters.hpp"
#include "pipeline/scalars.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace lucarne;

namespace {

// What a JSON Schema validator sees of a YAML document.
nlohmann::json as_json(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null: return nullptr;
    case YamlNode::Kind::scalar: {
      if (node.quoted) return node.text;
      if (const auto whole = read_integer(node); whole.value) return *whole.value;
      if (const auto number = read_number(node); number.value) return *number.value;
      if (const auto boolean = read_boolean(node); boolean.value) return *boolean.value;
      return node.text;
    }
    case YamlNode::Kind::sequence: {
      nlohmann::json list = nlohmann::json::array();
      for (const YamlNode& item : node.items) list.push_back(as_json(item));
      return list;
    }
    case YamlNode::Kind::mapping: {
      nlohmann::json object = nlohmann::json::object();
      for (const auto& [key, value] : node.entries) object[key.text] = as_json(value);
      return object;
    }
  }
  return {};
}

nlohmann::json as_json(const std::string& yaml) {
  Diagnostics diagnostics;
  return as_json(parse_yaml(yaml, diagnostics));
}

// Validates documents with python3-jsonschema: for each "ok", or the path of what is wrong.
std::vector<std::string> validated(const std::string& schema,
                                   const std::vector<nlohmann::json>& documents) {
  const TemporaryFolder folder;
  folder.file("schema.json", schema);
  folder.file("documents.json", nlohmann::json(documents).dump());
  folder.file("validate.py",
              "import json, sys\n"
              "import jsonschema\n"
              "schema = json.load(open('schema.json'))\n"
              "jsonschema.Draft7Validator.check_schema(schema)\n"
              "validator = jsonschema.Draft7Validator(schema)\n"
              "for document in json.load(open('documents.json')):\n"
              "    errors = sorted('/'.join(map(str, e.path)) for e in "
              "validator.iter_errors(document))\n"
              "    print('|'.join(errors) + '!' if errors else 'ok')\n");
  const std::string command =
      "cd '" + folder.path().string() + "' && python3 -W ignore validate.py > out.txt 2> error.txt";
  const int status = std::system(command.c_str());
  INFO("needs the Debian package python3-jsonschema\n" << content_of(folder.path() / "error.txt"));
  REQUIRE(status == 0);
  std::istringstream lines(content_of(folder.path() / "out.txt"));
  std::vector<std::string> verdicts;
  for (std::string line; std::getline(lines, line);) verdicts.push_back(line);
  return verdicts;
}

// A plugin with every kind of parameter and one with none.
std::string schema() {
  static const SampleParameters sample;
  static const Parameters none;
  return json_schema({{"saliency", "1.0", "which pixels matter", &sample.parameters},
                      {"weights", "1.0", "what units look for", &none}});
}

std::string document(const std::string& what, const std::string& instead) {
  return with(valid_yaml(), what, instead);
}

}  // namespace

TEST_CASE("the schema accepts what the reader accepts", "[schema]") {
  const std::vector<std::string> texts = {
      valid_yaml(),
      document("{file: net.onnx}", "{file: a.npz, train: {hidden: 5, momentum: 0.5}}"),
      document("format: idx", "format: npy"),
      document("[{plugin: weights}]", "[{plugin: weights, id: a-1, with: }]"),
      document("{plugin: weights}",
               "{plugin: saliency, with: {samples: 1, rate: 1, layers: fc1, "
               "units: 3, levels: [], title: 8, items: a.b, signs: true}}"),
      document("{plugin: weights}", "{plugin: saliency, with: {target: true}}"),
      "lucarne: 1\ndata: {format: npz, test: {file: x}, items: a, labels: b, classes: [0, yes]}\n"
      "model: {file: a.onnx}\nstages: [{plugin: weights}]",
      "lucarne: 1\ndata: {format: images, test: {folder: x, list: y}, train: {folder: z}, resize: "
      "8, "
      "crop: [8, 8], channels: grey, normalize: {mean: 1, std: [1, 2]}}\n"
      "model: {file: a.onnx}\nstages: [{plugin: weights}]",
      "lucarne: 1\ndata: {format: csv, test: {file: x}, label_column: 3, shape: 7}\n"
      "model: {file: a.onnx}\nstages: [{plugin: weights}]",
  };
  std::vector<nlohmann::json> documents;
  for (const std::string& text : texts) documents.push_back(as_json(text));
  // The pipeline that ships, but for the plugins, which this schema does not know.
  documents.push_back(as_json(content_of(std::string(LUCARNE_SOURCE_DIR) + "/configs/mnist.yaml")));
  documents.back()["stages"] = nlohmann::json::array({{{"plugin", "weights"}}});
  const std::vector<std::string> expected(documents.size(), "ok");
  CHECK(validated(schema(), documents) == expected);
}

TEST_CASE("the schema refuses what the reader refuses, at the same place", "[schema]") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {document("seed", "sede"), "!"},
      {document("lucarne: 1", "lucarne: 2"), "lucarne!"},
      {document("name: digits", "name: a b"), "name!"},
      {document("seed: 42", "seed: -1"), "seed!"},
      {document("seed: 42", "language: de"), "language!"},
      {document("seed: 42", "block_size: -1"), "block_size!"},
      {document("scale: 255", "scale: 0"), "data/scale!"},
      {document("train: {images: x.gz, labels: y.gz}", "train: {file: x.gz}"),
       "data/train|data/train|data/train!"},
      {document("scale: 255", "normalize: {std: 0}"), "data/normalize/std!"},
      {document("{file: net.onnx}", "{}"), "model!"},
      {document("net.onnx", "net.pkl"), "model/file!"},
      {document("{file: net.onnx}", "{file: n.onnx, train: {epochs: 0}}"), "model/train/epochs!"},
      {document("[{plugin: weights}]", "[]"), "stages!"},
      {document("{plugin: weights}", "{plugin: weigths}"), "stages/0/plugin!"},
      {document("{plugin: weights}", "{plugin: weights, id: a b}"), "stages/0/id!"},
      {document("{plugin: weights}", "{plugin: weights, with: {bins: 1}}"), "stages/0/with!"},
      {document("{plugin: weights}", "{plugin: saliency, with: {samples: 0}}"),
       "stages/0/with/samples!"},
      {document("{plugin: weights}", "{plugin: saliency, with: {samples: 2.5}}"),
       "stages/0/with/samples!"},
      {document("{plugin: weights}", "{plugin: saliency, with: {rate: 0}}"), "stages/0/with/rate!"},
      {document("{plugin: weights}", "{plugin: saliency, with: {target: best}}"),
       "stages/0/with/target!"},
      {document("{plugin: weights}", "{plugin: saliency, with: {units: [1, -1]}}"),
       "stages/0/with/units!"},
      {document("{plugin: weights}", "{plugin: saliency, with: {items: mistakes}}"),
       "stages/0/with/items!"},
  };
  std::vector<nlohmann::json> documents;
  std::vector<std::string> expected;
  for (const auto& [text, verdict] : cases) {
    documents.push_back(as_json(text));
    expected.push_back(verdict);
  }
  documents.push_back(as_json(document("scale: 255", "items: x")));
  std::vector<std::string> verdicts = validated(schema(), documents);
  // A key of another format: versions of python3-jsonschema differ in where they place this.
  CHECK_THAT(verdicts.back(), Catch::StartsWith("data"));
  verdicts.pop_back();
  CHECK(verdicts == expected);
}

TEST_CASE("the schema tells meaning, unit and default of a parameter", "[schema]") {
  const nlohmann::json all = nlohmann::json::parse(schema());
  CHECK(all["$schema"] == "http://json-schema.org/draft-07/schema#");
  const nlohmann::json& rules = all["properties"]["stages"]["items"]["allOf"];
  const nlohmann::json& with = rules[0]["then"]["properties"]["with"]["properties"];
  CHECK(with["samples"] == nlohmann::json{{"type", "integer"},
                                          {"minimum", 1},
                                          {"maximum", 100},
                                          {"description", "how many items are shown (items)"},
                                          {"default", 10}});
  CHECK(with["rate"]["exclusiveMinimum"] == 0);
  CHECK(with["target"]["enum"] == nlohmann::json{"predicted", "true", true});
  CHECK_FALSE(with["items"].contains("default"));
}

TEST_CASE("a schema without plugins is a schema still", "[schema]") {
  const nlohmann::json all = nlohmann::json::parse(json_schema({}));
  CHECK_FALSE(all["properties"]["stages"]["items"].contains("allOf"));
}
