// SPDX-License-Identifier: MIT
#include "pipeline/byte_size.hpp"
#include "pipeline/gate.hpp"
#include "pipeline/settings.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <string_view>

namespace lucarne {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* name_pattern = "^[A-Za-z0-9_-]{1,100}$";

// A whole bound without ".0", as people write it.
Json bound(double value) {
  constexpr double largest_exact = 9007199254740992;  // 2^53
  if (value == std::floor(value) && std::abs(value) <= largest_exact) {
    return static_cast<std::int64_t>(value);
  }
  return value;
}

Json number_schema(const char* type, const About& about) {
  Json schema = {{"type", type}};
  // The whole numbers that the reader knows end here.
  if (type == std::string_view("integer") && !about.max) {
    schema["maximum"] = std::numeric_limits<std::int64_t>::max();
  }
  if (about.min) schema[about.above_min ? "exclusiveMinimum" : "minimum"] = bound(*about.min);
  if (about.max) schema["maximum"] = bound(*about.max);
  if (about.zero.empty()) return schema;
  return {{"anyOf", {schema, {{"const", about.zero}}}}};
}

// Any scalar serves as text: an editor takes the class name 7 for a number, we take it for "7".
Json text_schema(const About& about) {
  if (!about.choices.empty()) {
    Json choices = about.choices;
    for (const std::string& choice : about.choices) {
      if (choice == "true" || choice == "false") choices.push_back(choice == "true");
      if (const auto number = Json::parse(choice, nullptr, false); number.is_number()) {
        choices.push_back(number);
      }
    }
    return {{"enum", choices}};
  }
  return {{"type", {"string", "number", "boolean"}}};
}

// A text that is a name: what an editor takes for a fraction holds a point, which no name does.
Json name_schema() {
  return {{"type", {"string", "integer", "boolean"}}, {"pattern", name_pattern}};
}

// A file's name may look like a number too.
Json path_schema(const char* what) {
  return {{"type", {"string", "number", "boolean"}}, {"minLength", 1}, {"description", what}};
}

// One value may stand for a list of one.
Json list_schema(const Json& item) {
  return {{"anyOf", {item, {{"type", "array"}, {"items", item}}}}};
}

Json value_schema(const Parameter& parameter) {
  const About& about = parameter.about;
  switch (parameter.kind) {
    case Kind::boolean: return {{"type", "boolean"}};
    case Kind::integer: return number_schema("integer", about);
    case Kind::number: return number_schema("number", about);
    case Kind::text: return text_schema(about);
    case Kind::integers: return list_schema(number_schema("integer", about));
    case Kind::numbers: return list_schema(number_schema("number", about));
    case Kind::texts: return list_schema(text_schema(about));
    case Kind::items: return {{"type", "string"}, {"pattern", "^[^.]+\\..+$"}};
  }
  return {};
}

Json parameter_schema(const Parameter& parameter) {
  Json schema = value_schema(parameter);
  const About& about = parameter.about;
  schema["description"] = about.meaning + (about.unit.empty() ? "" : " (" + about.unit + ")");
  const auto* text = std::get_if<std::string>(&parameter.default_value);
  if (text != nullptr && text->empty()) return schema;
  schema["default"] =
      std::visit([](const auto& value) { return Json(value); }, parameter.default_value);
  return schema;
}

Json object_schema(const Parameters& parameters) {
  Json schema = {{"type", "object"}, {"additionalProperties", false}};
  schema["properties"] = Json::object();
  for (const Parameter& parameter : parameters.all()) {
    schema["properties"][parameter.name] = parameter_schema(parameter);
  }
  return schema;
}

Json split_schema(DataFormat format) {
  Json schema = {{"type", "object"}, {"additionalProperties", false}};
  for (const std::string& key : split_keys(format)) {
    schema["properties"][key] = path_schema("path, from this file's folder");
  }
  schema["required"] = required_split_keys(format);
  if (!takes_inputs(format)) return schema;
  schema["properties"]["inputs"] = {
      {"type", "object"},
      {"minProperties", 1},
      {"additionalProperties", path_schema("path, from this file's folder")},
      {"description", "a file for each input of a network that has several"}};
  schema["required"] = {"labels"};
  schema["oneOf"] = {{{"required", {"images"}}}, {{"required", {"inputs"}}}};
  return schema;
}

Json normalisation_schema() {
  NormalisationSettings settings{NormalisationSpec{}};
  Parameters parameters;
  settings.declare(parameters);
  Json schema = object_schema(parameters);
  schema["description"] = "what is done to each channel's values, divided by scale";
  return schema;
}

Json data_schema() {
  DataSettings settings{DatasetSpec{}};
  Parameters parameters;
  settings.declare(parameters);
  Json schema = object_schema(parameters);
  schema["description"] = "the labelled data";
  schema["properties"]["format"].erase("default");
  schema["properties"]["train"] = {
      {"description", "items that the network was or will be trained on"}};
  schema["properties"]["test"] = {{"description", "items that it has not seen"}};
  schema["properties"]["classes"]["anyOf"][1]["uniqueItems"] = true;
  schema["properties"]["resize"]["anyOf"][1]["maxItems"] = 2;
  schema["properties"]["crop"] = schema["properties"]["crop"]["anyOf"][1];
  schema["properties"]["crop"]["minItems"] = 2;
  schema["properties"]["crop"]["maxItems"] = 2;
  schema["properties"]["normalize"] = normalisation_schema();
  schema["required"] = {"format"};
  schema["allOf"] = {
      {{"if", {{"properties", {{"validation", {{"minimum", 1}}}}}, {"required", {"validation"}}}},
       {"then", {{"required", {"train"}}}}}};
  schema["anyOf"] = {{{"required", {"train"}}}, {{"required", {"test"}}}};
  for (std::size_t i = 0; i < format_names().size(); ++i) {
    const auto format = static_cast<DataFormat>(i);
    Json allowed = {{"train", split_schema(format)}, {"test", split_schema(format)}};
    for (const Parameter& parameter : parameters.all()) {
      const auto only = format_of_key(parameter.name);
      if (only && *only != format) allowed[parameter.name] = false;
    }
    if (format == DataFormat::images) allowed["shape"] = false;
    const Json chosen = {{"properties", {{"format", {{"const", format_names()[i]}}}}}};
    schema["allOf"].push_back({{"if", chosen}, {"then", {{"properties", allowed}}}});
  }
  return schema;
}

Json model_schema() {
  TrainingSettings settings{TrainingSpec{}};
  Parameters parameters;
  settings.declare(parameters);
  Json train = object_schema(parameters);
  train["description"] = "how to train the network where its file does not exist";
  return {{"type", "object"},
          {"additionalProperties", false},
          {"description", "the network"},
          {"properties",
           {{"file",
             {{"type", "string"},
              {"pattern", "[^/]\\.(onnx|npz)$"},
              {"description", "path of the network, from this file's folder"}}},
            {"train", train}}},
          {"required", {"file"}}};
}

Json limits_schema() {
  LimitSettings settings;
  Parameters parameters;
  settings.declare(parameters);
  Json schema = object_schema(parameters);
  schema["description"] = "what the stage's own process may take";
  schema["properties"]["memory"]["type"] = "string";
  schema["properties"]["memory"]["pattern"] = byte_size_pattern;
  return schema;
}

Json stage_schema(const std::vector<PluginDescription>& plugins) {
  Json names = Json::array();
  Json rules = Json::array();
  std::string summaries = "the analysis to run";
  for (const PluginDescription& plugin : plugins) {
    names.push_back(plugin.name);
    summaries += "\n" + plugin.name + ": " + plugin.summary;
    Json with = object_schema(*plugin.parameters);
    with["type"] = {"object", "null"};
    rules.push_back({{"if", {{"properties", {{"plugin", {{"const", plugin.name}}}}}}},
                     {"then", {{"properties", {{"with", with}}}}}});
  }
  Json schema = {
      {"type", "object"},
      {"additionalProperties", false},
      {"properties",
       {{"plugin", {{"type", "string"}, {"enum", names}, {"description", summaries}}},
        {"id", name_schema()},
        {"isolate",
         {{"type", "boolean"},
          {"description",
           "run in a process of its own, so that a crash costs this stage only; default: true for "
           "plugins that do not come with Lucarne"}}},
        {"limits", limits_schema()},
        {"with", {{"description", "parameters of the plugin"}}}}},
      {"required", {"plugin"}},
      {"if", {{"properties", {{"isolate", {{"const", false}}}}}, {"required", {"isolate"}}}},
      {"then", {{"properties", {{"limits", false}}}}}};
  schema["properties"]["id"]["description"] =
      "name of the stage and of its folder; default: the plugin's name";
  if (!rules.empty()) schema["allOf"] = rules;
  return schema;
}

Json sweep_schema() {
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", {"values"}},
          {"description", "one run for each combination of these values"},
          {"properties",
           {{"mode",
             {{"type", "string"},
              {"enum", {"grid", "zip"}},
              {"default", "grid"},
              {"description", "every combination, or first with first, second with second"}}},
            {"values",
             {{"type", "object"},
              {"minProperties", 1},
              {"additionalProperties", {{"type", "array"}, {"minItems", 1}}},
              {"description", "path of a key, as in --set, and the list of its values"}}},
            {"scalars",
             {{"type", "array"},
              {"items", {{"type", "string"}, {"pattern", "\\."}}},
              {"description", "stage.scalar: what the overview shows"}}}}}};
}

}  // namespace

std::string json_schema(const std::vector<PluginDescription>& plugins) {
  PipelineSettings settings;
  Parameters parameters;
  settings.declare(parameters);
  Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                 {"title", "Lucarne pipeline"}};
  schema.update(object_schema(parameters));
  Json& properties = schema["properties"];
  properties["name"].update(name_schema());
  properties["lucarne"] = {{"const", 1}, {"description", "version of the pipeline format"}};
  properties["data"] = data_schema();
  properties["model"] = model_schema();
  properties["stages"] = {{"type", "array"},
                          {"minItems", 1},
                          {"items", stage_schema(plugins)},
                          {"description", "the analyses, in the order of the report"}};
  properties["expect"] = list_schema({{"type", "string"}, {"pattern", gate_pattern()}});
  properties["expect"]["description"] =
      "gates: what must hold of the results, or the run ends with exit code 5";
  properties["sweep"] = sweep_schema();
  schema["required"] = {"lucarne", "data", "model", "stages"};
  return schema.dump(2) + "\n";
}

}  // namespace lucarne
