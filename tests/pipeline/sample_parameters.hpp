// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/parameters.hpp>

/// One parameter of every kind, as an analysis would declare them.
struct SampleParameters {
  bool signs = false;
  arma::uword samples = 10;
  std::int64_t shift = -1;
  double rate = 0.5;
  std::string target = "predicted";
  std::string title;
  std::vector<std::int64_t> units = {1, 2};
  std::vector<double> levels = {0.5, 0.9};
  std::vector<std::string> layers;
  lucarne::ItemsFrom items;
  lucarne::Parameters parameters;

  SampleParameters() {
    parameters.add("signs", signs, {.meaning = "keep the sign"});
    parameters.add("samples", samples,
                   {.meaning = "how many items are shown", .unit = "items", .min = 1, .max = 100});
    parameters.add("shift", shift, {.meaning = "shift of the origin"});
    parameters.add("rate", rate,
                   {.meaning = "share | kept",
                    .min = 0,
                    .max = 1,
                    .above_min = true,
                    .source = "van der Maaten 2008"});
    parameters.add("target", target,
                   {.meaning = "class explained", .choices = {"predicted", "true"}});
    parameters.add("title", title, {.meaning = "words above the figure"});
    parameters.add("units", units, {.meaning = "units looked at", .min = 0});
    parameters.add("levels", levels, {.meaning = "levels drawn", .max = 1});
    parameters.add("layers", layers, {.meaning = "layers looked at; empty: all"});
    parameters.add("items", items, {.meaning = "items to show instead"});
  }
  SampleParameters(const SampleParameters&) = delete;
  SampleParameters& operator=(const SampleParameters&) = delete;
};
