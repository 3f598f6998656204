// SPDX-License-Identifier: MIT
#include "output/report_curves.hpp"
#include "output/report_parts.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace lucarne {
namespace {

using Json = nlohmann::ordered_json;

std::string readable(const Json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool is_record_of_epochs(const Json& value) {
  return value.is_array() && !value.empty() &&
         std::all_of(value.begin(), value.end(), [](const Json& item) { return item.is_object(); });
}

// Everything that is no epoch: {"optimizer": "adam", ...}, nested or not.
void gather_parameters(const Json& object, const std::string& prefix,
                       std::vector<std::pair<std::string, std::string>>& parameters) {
  for (const auto& [name, value] : object.items()) {
    if (is_record_of_epochs(value)) continue;
    if (value.is_object()) {
      gather_parameters(value, prefix + name + ".", parameters);
    } else {
      parameters.emplace_back(prefix + name, readable(value));
    }
  }
}

std::vector<double> column(const Json& epochs, const std::string& name) {
  std::vector<double> values;
  for (const Json& epoch : epochs) {
    const auto found = epoch.find(name);
    const bool known = found != epoch.end() && found->is_number();
    values.push_back(known ? found->get<double>() : std::numeric_limits<double>::quiet_NaN());
  }
  return values;
}

bool any_finite(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

void put_epochs(ReportWriter& out, const Json& epochs) {
  const ReportWords& words = out.words();
  const std::vector<double> loss = column(epochs, "loss");
  const std::vector<double> train = column(epochs, "train_accuracy");
  const std::vector<double> validation = column(epochs, "validation_accuracy");
  std::vector<Curve> accuracy = {{words.train_accuracy, train}};
  if (any_finite(validation)) accuracy.push_back({words.validation_accuracy, validation});
  out.put("<div class=\"curves\">\n");
  put_curves(out, words.loss, {{words.loss, loss}});
  put_curves(out, accuracy.size() > 1 ? words.accuracy : words.train_accuracy, accuracy);
  out.put("</div>\n");

  Table table{"epochs", words.epochs, {{"epoch", words.epoch, "", 0}}, {}};
  std::vector<std::vector<double>> columns;
  const auto add = [&](const char* name, const char* label, const std::vector<double>& values) {
    if (!any_finite(values)) return;
    table.columns.push_back({name, label, "", 4});
    columns.push_back(values);
  };
  add("loss", words.loss, loss);
  add("train_accuracy", words.train_accuracy, train);
  add("validation_accuracy", words.validation_accuracy, validation);
  if (columns.empty()) return;
  for (std::size_t epoch = 0; epoch < epochs.size(); ++epoch) {
    std::vector<Cell> row = {static_cast<std::int64_t>(epoch + 1)};
    for (const std::vector<double>& values : columns) row.emplace_back(values[epoch]);
    table.add(std::move(row));
  }
  put_table(out, table);
}

}  // namespace

void put_training(ReportWriter& out, const std::string& record) {
  const ReportWords& words = out.words();
  out.put("<section aria-labelledby=\"training\">\n<h2 id=\"training\">{}</h2>\n", words.training);
  const Json json = Json::parse(record, nullptr, false);
  if (json.is_object()) {
    for (const Json& value : json) {
      if (!is_record_of_epochs(value)) continue;
      put_epochs(out, value);
      break;
    }
    std::vector<std::pair<std::string, std::string>> parameters;
    gather_parameters(json, "", parameters);
    if (!parameters.empty()) {
      out.put("<details><summary>{}</summary>\n", words.training_parameters);
      put_pairs(out, parameters, words.parameter, words.value);
      out.put("</details>\n");
    }
  } else {
    out.put("<pre tabindex=\"0\">{}</pre>\n", record);
  }
  out.put("</section>\n");
}

}  // namespace lucarne
