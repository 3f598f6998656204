// SPDX-License-Identifier: MIT
#include "host/isolated_wire.hpp"

#include <lucarne/error.hpp>

#include <utility>

namespace lucarne {
namespace {

[[noreturn]] void refuse() { throw Error("a message of a stage's process is damaged"); }

void archive_flag(Archive& archive, bool& flag) {
  auto byte = static_cast<std::uint8_t>(flag ? 1 : 0);
  archive(byte);
  flag = byte != 0;
}

void archive_bound(Archive& archive, std::optional<double>& bound) {
  bool given = bound.has_value();
  archive_flag(archive, given);
  double number = bound.value_or(0);
  archive(number);
  bound = given ? std::optional(number) : std::nullopt;
}

template <class T, class Field>
void archive_list(Archive& archive, std::vector<T>& values, Field&& field) {
  std::uint64_t size = values.size();
  archive(size);
  // Each takes a byte at least, so that a lying size allocates no more than was sent.
  if (archive.reading()) {
    if (size > archive.left()) refuse();
    values.resize(size);
  }
  for (T& value : values) field(value);
}

template <std::size_t i = 0>
void emplace(Value& value, std::size_t index) {
  if constexpr (i == std::variant_size_v<Value>) {
    refuse();
  } else if (i == index) {
    value.emplace<i>();
  } else {
    emplace<i + 1>(value, index);
  }
}

void archive_value(Archive& archive, Value& value) {
  std::uint64_t index = value.index();
  archive(index);
  if (archive.reading()) emplace(value, index);
  std::visit(
      [&archive](auto& held) {
        using T = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<T, bool>) {
          archive_flag(archive, held);
        } else {
          archive(held);
        }
      },
      value);
}

void archive_parameter(Archive& archive, Parameter& parameter) {
  About& about = parameter.about;
  archive(parameter.name, parameter.kind, about.meaning, about.unit);
  if (parameter.kind < Kind::boolean || parameter.kind > Kind::items) refuse();
  archive_bound(archive, about.min);
  archive_bound(archive, about.max);
  archive_flag(archive, about.above_min);
  archive(about.zero, about.choices, about.source);
  archive_value(archive, parameter.default_value);
}

void archive_files(Archive& archive, std::optional<SplitFiles>& files) {
  bool given = files.has_value();
  archive_flag(archive, given);
  if (!given) return;
  if (!files) files.emplace();
  std::string items = files->items.string();
  std::string labels = files->labels.string();
  archive(items, labels);
  std::vector<NamedItems> inputs = files->inputs;
  archive_list(archive, inputs, [&](NamedItems& one) {
    std::string file = one.file.string();
    archive(one.input, file);
    one.file = file;
  });
  *files = {items, labels, std::move(inputs)};
}

}  // namespace

void Declaration::archive(Archive& archive) {
  archive_list(archive, parameters, [&](Parameter& one) { archive_parameter(archive, one); });
  archive_list(archive, products, [&](Product& one) { archive(one.name, one.meaning); });
}

void PrepareOrder::archive(Archive& archive) {
  archive(stage, seed, block_size, model, hidden, names);
  archive_list(archive, values, [&](Value& value) { archive_value(archive, value); });
  archive(data.format, data.validation, data.scale, data.item_shape, data.class_names,
          data.items_key, data.labels_key, data.label_column);
  archive(data.pictures.resize, data.pictures.crop, data.pictures.channels, data.pictures.order);
  archive_flag(archive, data.pictures.upright);
  archive(data.normalisation.mean, data.normalisation.std, data.picture_bytes_held);
  archive_files(archive, data.train);
  archive_files(archive, data.test);
  if (names.size() != values.size()) refuse();
}

void PrepareReply::archive(Archive& archive) {
  archive_list(archive, requests, [&](Request& request) {
    archive(request.split, request.layers);
    archive_list(archive, request.gradients, [&](GradientRequest& gradient) {
      archive(gradient.target, gradient.fixed_class);
    });
  });
}

}  // namespace lucarne
