// SPDX-License-Identifier: MIT
#include "data/loaded_dataset.hpp"

#include "data/data_error.hpp"
#include "data/images/picture_list.hpp"
#include "data/normalisation.hpp"
#include "data/split_source.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <future>
#include <mutex>
#include <new>
#include <thread>

namespace lucarne {
namespace {

/// A file pair and, once it was started and `whole` is ready, what it holds.
struct Source {
  std::filesystem::path file;
  std::unique_ptr<SplitSource> opened;
  SplitSource::Content content;
  std::once_flag started;
  std::promise<void> promise;
  std::shared_future<void> whole = promise.get_future().share();
};

/// A named range of a source's items.
struct Split {
  std::string name;
  Source* source = nullptr;
  arma::uword first = 0;
  arma::uword count = 0;
  arma::uvec labels;

  void take_labels(const arma::uvec& all) { labels = all.subvec(first, first + count - 1); }
};

}  // namespace

struct LoadedDataset::Contents {
  explicit Contents(DatasetSpec wanted) : spec(std::move(wanted)) {
    if (!std::isfinite(scale()) || scale() == 0) {
      throw Error(fmt::format("data: wanted a finite scale other than 0, found {}", spec.scale));
    }
    if (!spec.train && !spec.test) throw Error("data: wanted files for train or test, found none");
    if (spec.format == DataFormat::images && spec.class_names.empty()) {
      spec.class_names = picture_class_names(spec);
    }
    if (spec.train) open_train();
    if (spec.test) {
      Source& test = open(*spec.test);
      splits.push_back({"test", &test, 0, test.opened->n_items(), {}});
    }
    check_shapes();
    for (Split& split : splits) {
      if (const arma::uvec* labels = split.source->opened->labels()) split.take_labels(*labels);
    }
  }

  // Called from any thread, also for a source that was started before.
  void start(Source& source) {
    std::call_once(source.started, [&] {
      const std::lock_guard lock(readers_mutex);
      readers.emplace_back([this, &source](const std::stop_token& stop) { fill(source, stop); });
    });
  }

  void wait(const Split& split) {
    start(*split.source);
    split.source->whole.get();
  }

  Source& open(const SplitFiles& files) {
    sources.push_back(std::make_unique<Source>());
    sources.back()->file = files.first();
    sources.back()->opened = open_split(spec, files);
    return *sources.back();
  }

  void open_train() {
    Source& train = open(*spec.train);
    const arma::uword count = train.opened->n_items();
    if (spec.validation >= count) {
      throw DataError(train.file,
                      fmt::format("wanted {} items for validation and at least one more "
                                  "to train on, found {}; lower data.validation",
                                  spec.validation, count));
    }
    const arma::uword n_train = count - spec.validation;
    splits.push_back({"train", &train, 0, n_train, {}});
    if (spec.validation > 0) {
      splits.push_back({"validation", &train, n_train, spec.validation, {}});
    }
  }

  void check_shapes() {
    const Source& first = *sources.front();
    for (const std::unique_ptr<Source>& source : sources) {
      const SplitSource& opened = *source->opened;
      if (opened.input_shapes() != first.opened->input_shapes()) {
        throw DataError(source->file, "wanted inputs of the shapes that they have in " +
                                          first.file.string() + ", found others");
      }
      if (opened.item_shape() == first.opened->item_shape()) continue;
      throw DataError(source->file,
                      fmt::format("wanted items of {} as in {}, found {}",
                                  to_string(first.opened->item_shape()), first.file.string(),
                                  to_string(source->opened->item_shape())));
    }
    const Shape& found = first.opened->item_shape();
    item_shape = spec.item_shape.empty() ? found : spec.item_shape;
    if (n_elements(item_shape) != n_elements(found)) {
      throw DataError(
          first.file,
          fmt::format("wanted items of {} ({} values), found {} ({} values)", to_string(item_shape),
                      n_elements(item_shape), to_string(found), n_elements(found)));
    }
    features = n_elements(item_shape);
    normalisation = Normalisation(spec.normalisation, item_shape, channels_last());
  }

  bool channels_last() const { return spec.pictures.order == PictureForm::Order::hwc; }

  // requires: the source was waited for
  void values(const Source& source, arma::uword item, std::span<float> into) const {
    if (source.opened->on_demand()) {
      ItemValues decoded;
      decoded.bytes = Buffer<std::uint8_t>(into.size());
      for (std::size_t i = 0; i < into.size() / features; ++i) {
        source.opened->load(item + i, decoded.bytes.span().subspan(i * features, features));
      }
      decoded.scaled(0, scale(), into);
    } else {
      source.content.values.scaled(item * features, scale(), into);
    }
    normalisation.apply(into);
  }

  // Runs on a reader's thread.
  void fill(Source& source, const std::stop_token& stop) {
    try {
      source.content = source.opened->read(stop);
      const std::size_t bad = source.content.values.first_not_finite(scale());
      if (bad < source.content.values.size()) {
        throw DataError(
            source.file,
            fmt::format("item {}, element {}: wanted a finite number within "
                        "the range of float, found {}",
                        bad / features, bad % features, source.content.values.floats.span()[bad]));
      }
      if (source.opened->labels() == nullptr) {
        for (Split& split : splits) {
          if (split.source == &source) split.take_labels(source.content.labels);
        }
      }
      source.promise.set_value();
    } catch (const std::bad_alloc&) {
      source.promise.set_exception(std::make_exception_ptr(
          DataError(source.file, fmt::format("not enough memory for its {} items of {}",
                                             source.opened->n_items(), to_string(item_shape)))));
    } catch (...) {
      source.promise.set_exception(std::current_exception());
    }
  }

  const Split& split(const std::string& name) const {
    const auto found = std::ranges::find(splits, name, &Split::name);
    if (found != splits.end()) return *found;
    throw Error(fmt::format("no split '{}'; splits are {}", name, join(names())));
  }

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const Split& split : splits) all.push_back(split.name);
    return all;
  }

  const arma::uvec& labels(const Split& split) {
    if (split.source->opened->labels() == nullptr) wait(split);
    return split.labels;
  }

  float scale() const { return static_cast<float>(spec.scale); }

  DatasetSpec spec;
  Shape item_shape;
  std::size_t features = 0;
  Normalisation normalisation;
  std::vector<std::unique_ptr<Source>> sources;
  std::vector<Split> splits;
  mutable std::once_flag named;
  mutable std::vector<std::string> class_names;
  // Last, so that the threads are stopped and joined before what they write to goes.
  std::mutex readers_mutex;
  std::vector<std::jthread> readers;
};

LoadedDataset::LoadedDataset(DatasetSpec spec)
    : contents_(std::make_unique<Contents>(std::move(spec))) {}

LoadedDataset::~LoadedDataset() {
  // All at once: the destructor of the vector would stop and join one after the other.
  for (std::jthread& reader : contents_->readers) reader.request_stop();
}

std::vector<std::string> LoadedDataset::splits() const { return contents_->names(); }

arma::uword LoadedDataset::n_items(const std::string& split) const {
  return contents_->split(split).count;
}

const Shape& LoadedDataset::item_shape() const { return contents_->item_shape; }

std::vector<Shape> LoadedDataset::input_shapes() const {
  return contents_->sources.front()->opened->input_shapes();
}

const std::vector<std::string>& LoadedDataset::class_names() const {
  std::call_once(contents_->named, [this] {
    std::vector<std::string> names = contents_->spec.class_names;
    if (names.empty()) {
      arma::uword largest = 0;
      for (const Split& split : contents_->splits) {
        largest = std::max(largest, contents_->labels(split).max());
      }
      for (arma::uword label = 0; label <= largest; ++label) {
        names.push_back(std::to_string(label));
      }
    }
    contents_->class_names = std::move(names);
  });
  return contents_->class_names;
}

const arma::uvec& LoadedDataset::labels(const std::string& split) const {
  return contents_->labels(contents_->split(split));
}

void LoadedDataset::read(const std::string& split, arma::uword first, arma::uword count,
                         arma::fmat& inputs) const {
  const Split& range = contents_->split(split);
  if (count > range.count || first > range.count - count) {
    throw Error(fmt::format("wanted {} items from item {} on, found {} in split '{}'", count, first,
                            range.count, split));
  }
  contents_->wait(range);
  const std::size_t features = contents_->features;
  inputs.set_size(features, count);
  contents_->values(*range.source, range.first + first, {inputs.memptr(), inputs.n_elem});
}

arma::fmat LoadedDataset::inputs(const std::string& split, const arma::uvec& items) const {
  const Split& range = contents_->split(split);
  contents_->wait(range);
  const std::size_t features = contents_->features;
  arma::fmat inputs(features, items.n_elem, arma::fill::none);
  for (arma::uword i = 0; i < items.n_elem; ++i) {
    if (items[i] >= range.count) {
      throw Error(fmt::format("wanted item {}, found {} items in split '{}'", items[i], range.count,
                              split));
    }
    contents_->values(*range.source, range.first + items[i], {inputs.colptr(i), features});
  }
  return inputs;
}

Pictures LoadedDataset::pictures(const arma::fmat& inputs) const {
  const PictureLayout layout = picture_layout(contents_->item_shape);
  if (!layout || inputs.n_rows != contents_->features) return {};
  arma::fmat values = inputs;
  contents_->normalisation.undo({values.memptr(), values.n_elem});
  if (layout.channels == 3) {
    // What is beyond black and white, but for rounding, is that of arrays whose range is unknown:
    // those are stretched. Bytes are known to end at 255.
    const bool bytes = contents_->sources.front()->opened->holds_bytes();
    const float slack = bytes ? arma::fdatum::inf : 1e-4F;
    if (bytes) values *= contents_->scale() / 255;
    values.transform([slack](float value) {
      if (value < 0 && value >= -slack) return 0.0F;
      return value > 1 && value <= 1 + slack ? 1.0F : value;
    });
  }
  Pictures pictures = pictures_of(values, layout);
  if (contents_->spec.pictures.channels == PictureForm::Channels::bgr) {
    for (arma::uword i = 0; i < pictures.pixels.n_elem; i += 3) {
      std::swap(pictures.pixels[i], pictures.pixels[i + 2]);
    }
  }
  return pictures;
}

void LoadedDataset::begin() const {
  // The test split first: most analyses begin with it.
  for (auto source = contents_->sources.rbegin(); source != contents_->sources.rend(); ++source) {
    contents_->start(**source);
  }
}

void LoadedDataset::wait(const std::string& split) const {
  contents_->wait(contents_->split(split));
}

std::uint64_t LoadedDataset::bytes_held() const {
  std::uint64_t bytes = 0;
  for (const std::unique_ptr<Source>& source : contents_->sources) {
    const SplitSource& opened = *source->opened;
    if (opened.on_demand()) continue;
    bytes += opened.n_items() * contents_->features * (opened.holds_bytes() ? 1 : sizeof(float));
  }
  return bytes;
}

std::vector<std::filesystem::path> LoadedDataset::files() const {
  std::vector<std::filesystem::path> all;
  for (const auto& [name, file] : named_files()) {
    if (std::ranges::find(all, file) == all.end()) all.push_back(file);
  }
  return all;
}

std::vector<std::pair<std::string, std::filesystem::path>> LoadedDataset::named_files() const {
  std::vector<std::pair<std::string, std::filesystem::path>> named;
  const auto add = [&named](const std::optional<SplitFiles>& files, const char* items,
                            const char* labels) {
    if (!files) return;
    if (!files->items.empty()) named.emplace_back(items, files->items);
    for (const NamedItems& one : files->inputs) {
      named.emplace_back(std::string(items) + " of input '" + one.input + "'", one.file);
    }
    if (!files->labels.empty()) named.emplace_back(labels, files->labels);
  };
  add(contents_->spec.train, "train items", "train labels");
  add(contents_->spec.test, "test items", "test labels");
  return named;
}

}  // namespace lucarne
