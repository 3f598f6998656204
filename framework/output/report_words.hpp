// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/text.hpp>

namespace lucarne {

/// All that the report says of itself, in one language. What plugins say comes with their results.
struct ReportWords {
  const char* language_tag;  ///< of the page: BCP 47
  const char* kind;          ///< what this page is
  const char* complete;
  const char* incomplete;
  const char* missing_from_run;  ///< heading over the reasons
  const char* stopped_early;     ///< the reason where no stage gives one
  const char* failed;
  const char* colon;  ///< with the space that the language wants

  const char* contents;
  const char* skip;  ///< link past the table of contents
  const char* key_numbers;
  const char* to_check;    ///< heading over all warnings
  const char* all_stages;  ///< heading over the stages

  const char* date;
  const char* duration;
  const char* memory;
  const char* seed;

  const char* network;
  const char* network_file;
  const char* layers;
  const char* layer;
  const char* operation;
  const char* output;
  const char* training;
  const char* training_parameters;
  const char* epochs;
  const char* epoch;
  const char* loss;
  const char* accuracy;
  const char* train_accuracy;
  const char* validation_accuracy;
  const char* data;
  const char* split;
  const char* items;

  const char* plugin;
  const char* version;
  const char* process_ended;  ///< heading over how a stage's own process ended
  const char* ended_how;
  const char* ended_where;
  const char* backtrace;
  const char* last_lines;  ///< of standard error
  const char* parameters;
  const char* parameter;
  const char* value;
  const char* readings;
  const char* good;
  const char* note;
  const char* warning;
  const char* figures;
  const char* numbers;
  const char* quantity;
  const char* key;  ///< name in results.json
  const char* tables;
  const char* arrays;
  const char* array;
  const char* meaning;
  const char* type;
  const char* shape;
  const char* all_results;
  const char* no_picture;
  const char* enlarge;
  const char* close;
  const char* files;  ///< before the links under a figure
  const char* script;
  const char* figure_data;
  const char* rows_left_out;  ///< before a number
  const char* sort_hint;

  const char* item;
  const char* map_true;  ///< before the class of an item
  const char* map_predicted;
  const char* map_hint;
  const char* map_keys;  ///< what the map says of itself to a screen reader
  const char* map_part;  ///< before "n / of so many": points that can be explored
  const char* map_zoom_in;
  const char* map_zoom_out;
  const char* map_show_all;
  const char* map_only_wrong;
  const char* map_classes;

  const char* gates;  ///< heading over them
  const char* about_gates;
  const char* gate;
  const char* gates_passed;  ///< before a number
  const char* gates_failed;
  const char* passed;  ///< of one gate
  const char* found;
  const char* wanted;

  const char* manifest;
  const char* manifest_file;  ///< before its link
  const char* environment;
  const char* component;
  const char* stages;
  const char* stage;
  const char* state;
  const char* computing;
  const char* drawing;
  const char* inputs;
  const char* plugins;
  const char* outputs;
  const char* file;
  const char* size;
  const char* pipeline;
};

const ReportWords& report_words(Language language);

}  // namespace lucarne
