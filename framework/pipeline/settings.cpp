// SPDX-License-Identifier: MIT
#include "pipeline/settings.hpp"

#include "pipeline/byte_size.hpp"

#include <algorithm>

namespace lucarne {
namespace {

const std::vector<std::string>& language_names() {
  static const std::vector<std::string> names = {"en", "fr"};
  return names;
}

const std::vector<std::string>& channel_names() {
  static const std::vector<std::string> names = {"rgb", "bgr", "grey"};
  return names;
}

const std::vector<std::string>& order_names() {
  static const std::vector<std::string> names = {"chw", "hwc"};
  return names;
}

const std::vector<std::string>& optimizer_names() {
  static const std::vector<std::string> names = {"sgd", "momentum", "adam"};
  return names;
}

// Names and enumerators stand in the same order. A name that is none (reported elsewhere) leaves
// `value` as it is.
template <class Enum>
void apply_name(const std::vector<std::string>& names, const std::string& name, Enum& value) {
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) value = static_cast<Enum>(found - names.begin());
}

template <class Enum>
const std::string& name_of(const std::vector<std::string>& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

template <class To, class From>
std::vector<To> converted(const std::vector<From>& values) {
  std::vector<To> result;
  for (const From value : values) result.push_back(static_cast<To>(value));
  return result;
}

}  // namespace

const std::vector<std::string>& format_names() {
  static const std::vector<std::string> names = {"idx", "npy", "npz", "csv", "images"};
  return names;
}

const std::vector<std::string>& split_keys(DataFormat format) {
  static const std::vector<std::string> pair = {"images", "labels"};
  static const std::vector<std::string> single = {"file"};
  static const std::vector<std::string> pictures = {"folder", "list"};
  if (format == DataFormat::images) return pictures;
  return takes_inputs(format) ? pair : single;
}

bool takes_inputs(DataFormat format) {
  return format == DataFormat::idx || format == DataFormat::npy;
}

const std::vector<std::string>& allowed_split_keys(DataFormat format) {
  static const std::vector<std::string> with_inputs = {"images", "inputs", "labels"};
  return takes_inputs(format) ? with_inputs : split_keys(format);
}

std::vector<std::string> required_split_keys(DataFormat format) {
  return format == DataFormat::images ? std::vector<std::string>{"folder"} : split_keys(format);
}

std::optional<DataFormat> format_of_key(const std::string& key) {
  if (key == "items" || key == "labels") return DataFormat::npz;
  if (key == "label_column") return DataFormat::csv;
  if (key == "resize" || key == "crop" || key == "channels" || key == "orientation") {
    return DataFormat::images;
  }
  return std::nullopt;
}

PipelineSettings::PipelineSettings(const Pipeline& pipeline)
    : name(pipeline.name),
      seed(pipeline.seed),
      language(name_of(language_names(), pipeline.language)),
      block_size(pipeline.block_size) {}

void PipelineSettings::declare(Parameters& parameters) {
  parameters.add("name", name, {.meaning = "name of the run's folder; default: the file's name"});
  parameters.add("seed", seed, {.meaning = "every random number follows from it"});
  parameters.add("language", language,
                 {.meaning = "language of figure labels and report", .choices = language_names()});
  parameters.add("block_size", block_size,
                 {.meaning = "items that pass through the network together; 0: 512, or as many as "
                             "have tensors of 512 MiB",
                  .unit = "items",
                  .max = 65536});
}

void PipelineSettings::apply(Pipeline& pipeline) const {
  pipeline.name = name;
  pipeline.seed = seed;
  apply_name(language_names(), language, pipeline.language);
  pipeline.block_size = block_size;
}

DataSettings::DataSettings(const DatasetSpec& spec)
    : format(name_of(format_names(), spec.format)),
      validation(spec.validation),
      scale(spec.scale),
      shape(converted<std::int64_t>(spec.item_shape)),
      classes(spec.class_names),
      items(spec.items_key),
      labels(spec.labels_key),
      label_column(spec.label_column),
      resize(converted<std::int64_t>(spec.pictures.resize)),
      crop(converted<std::int64_t>(spec.pictures.crop)),
      channels(name_of(channel_names(), spec.pictures.channels)),
      order(name_of(order_names(), spec.pictures.order)),
      orientation(spec.pictures.upright ? "exif" : "stored") {}

void DataSettings::declare(Parameters& parameters) {
  parameters.add("format", format,
                 {.meaning = "format of the data files", .choices = format_names()});
  parameters.add("validation", validation,
                 {.meaning = "items taken from the end of train for validation", .unit = "items"});
  parameters.add("scale", scale,
                 {.meaning = "values are divided by this", .min = 0, .above_min = true});
  parameters.add("shape", shape,
                 {.meaning = "shape of one item; default: the file's own", .min = 1, .max = 1e9});
  parameters.add("classes", classes,
                 {.meaning = "names of the classes in order of their labels; default: 0, 1, ..."});
  parameters.add("items", items, {.meaning = "npz only: name of the array of items"});
  parameters.add("labels", labels, {.meaning = "npz only: name of the array of labels"});
  parameters.add("label_column", label_column,
                 {.meaning = "csv only: name of the column of labels, or its number from 0"});
  declare_pictures(parameters);
}

void DataSettings::declare_pictures(Parameters& parameters) {
  parameters.add("resize", resize,
                 {.meaning = "images only: height and width that pictures are brought to; one "
                             "number: length of the shorter side; default: their own",
                  .unit = "pixels",
                  .min = 1,
                  .max = 65536});
  parameters.add("crop", crop,
                 {.meaning = "images only: height and width of the middle part that is used, after "
                             "resize; default: all",
                  .unit = "pixels",
                  .min = 1,
                  .max = 65536});
  parameters.add("channels", channels,
                 {.meaning = "images only: colours in the order that the network takes, or grey",
                  .choices = channel_names()});
  parameters.add("order", order,
                 {.meaning = "channels before (chw, PyTorch) or behind (hwc, Keras) height and "
                             "width",
                  .choices = order_names()});
  parameters.add(
      "orientation", orientation,
      {.meaning = "images only: JPEG files as stored, or turned as their Exif block says",
       .choices = {"stored", "exif"}});
}

void DataSettings::apply(DatasetSpec& spec) const {
  apply_name(format_names(), format, spec.format);
  spec.validation = validation;
  spec.scale = scale;
  spec.item_shape = converted<arma::uword>(shape);
  spec.class_names = classes;
  spec.items_key = items;
  spec.labels_key = labels;
  spec.label_column = label_column;
  spec.pictures.resize = converted<std::size_t>(resize);
  spec.pictures.crop = converted<std::size_t>(crop);
  apply_name(channel_names(), channels, spec.pictures.channels);
  apply_name(order_names(), order, spec.pictures.order);
  spec.pictures.upright = orientation == "exif";
}

NormalisationSettings::NormalisationSettings(const NormalisationSpec& spec)
    : mean(spec.mean), std(spec.std) {}

void NormalisationSettings::declare(Parameters& parameters) {
  parameters.add(
      "mean", mean,
      {.meaning = "subtracted from values already divided by scale; one for each channel "
                  "in the network's order, or one for all"});
  parameters.add(
      "std", std,
      {.meaning = "what is left is divided by this; one for each channel, or one for all",
       .min = 1e-12});
}

void NormalisationSettings::apply(NormalisationSpec& spec) const {
  spec.mean = mean;
  spec.std = std;
}

TrainingSettings::TrainingSettings(const TrainingSpec& spec)
    : hidden(converted<std::int64_t>(spec.hidden)),
      optimizer(name_of(optimizer_names(), spec.optimizer)),
      learning_rate(spec.learning_rate),
      momentum(spec.momentum),
      epochs(spec.epochs),
      batch_size(spec.batch_size),
      averaged_tail(spec.averaged_tail) {}

void TrainingSettings::declare(Parameters& parameters) {
  parameters.add("hidden", hidden,
                 {.meaning = "units of each hidden layer, from the input on; [] for none",
                  .unit = "units",
                  .min = 1,
                  .max = 65536});
  parameters.add("optimizer", optimizer,
                 {.meaning = "how the weights follow the gradient", .choices = optimizer_names()});
  parameters.add("learning_rate", learning_rate,
                 {.meaning = "size of a step", .min = 0, .above_min = true});
  parameters.add("momentum", momentum,
                 {.meaning = "share of the last step kept; for optimizer momentum only",
                  .min = 0,
                  .max = 0.9999});
  parameters.add("epochs", epochs,
                 {.meaning = "passes over the training items", .min = 1, .max = 1e6});
  parameters.add("batch_size", batch_size,
                 {.meaning = "items behind one step", .unit = "items", .min = 1, .max = 1e6});
  parameters.add("averaged_tail", averaged_tail,
                 {.meaning = "share of the last steps whose mean is the network; 0: the last step",
                  .min = 0,
                  .max = 1,
                  .source = "Polyak and Juditsky 1992"});
}

void TrainingSettings::apply(TrainingSpec& spec) const {
  spec.hidden = converted<arma::uword>(hidden);
  apply_name(optimizer_names(), optimizer, spec.optimizer);
  spec.learning_rate = learning_rate;
  spec.momentum = momentum;
  spec.epochs = epochs;
  spec.batch_size = batch_size;
  spec.averaged_tail = averaged_tail;
}

LimitSettings::LimitSettings(const StageLimits& limits)
    : seconds(limits.seconds),
      memory(limits.memory_bytes == 0 ? "" : byte_size_text(limits.memory_bytes)) {}

void LimitSettings::declare(Parameters& parameters) {
  parameters.add("seconds", seconds,
                 {.meaning = "longest time until the stage has its results",
                  .unit = "s",
                  .min = 0,
                  .max = 1e8,
                  .above_min = true});
  parameters.add("memory", memory,
                 {.meaning = "most memory, network and data included, such as 512MiB or 2GiB; not "
                             "given: as much as the machine has"});
}

StageLimits LimitSettings::limits() const {
  return {seconds, memory.empty() ? 0 : byte_size(memory).value()};
}

}  // namespace lucarne
