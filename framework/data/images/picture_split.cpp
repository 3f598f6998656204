// SPDX-License-Identifier: MIT
#include "data/images/picture_split.hpp"

#include "data/data_error.hpp"
#include "data/images/picture_list.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace lucarne {
namespace {

constexpr unsigned most_decoders = 4;

class PictureSplit final : public SplitSource {
 public:
  PictureSplit(const DatasetSpec& spec, const SplitFiles& files)
      : form_(spec.pictures),
        bytes_held_(spec.picture_bytes_held),
        pictures_(list_pictures(files)) {
    labels_ = picture_labels(pictures_, files, spec.class_names);
    const Picture first = read_picture(pictures_.front().file, form_);
    height_ = first.height;
    width_ = first.width;
    if (first.channels == 1) {
      item_shape_ = {height_, width_};
    } else if (form_.order == PictureForm::Order::chw) {
      item_shape_ = {first.channels, height_, width_};
    } else {
      item_shape_ = {height_, width_, first.channels};
    }
  }

  arma::uword n_items() const override { return pictures_.size(); }
  const Shape& item_shape() const override { return item_shape_; }
  const arma::uvec* labels() const override { return &labels_; }
  bool holds_bytes() const override { return true; }
  bool on_demand() const override {
    return n_elements(item_shape_) > bytes_held_ / pictures_.size();
  }

  Content read(const std::stop_token& stop) override {
    Content content;
    content.labels = labels_;
    const std::size_t size = n_elements(item_shape_);
    if (!on_demand()) content.values.bytes = Buffer<std::uint8_t>(size * pictures_.size());
    const std::span<std::uint8_t> into = content.values.bytes.span();
    decode_all(stop, [&](arma::uword item) {
      const Picture picture = checked(item);
      if (!into.empty()) write_values(picture, form_, into.subspan(item * size, size));
    });
    return content;
  }

  void load(arma::uword item, std::span<std::uint8_t> into) const override {
    write_values(checked(item), form_, into);
  }

 private:
  Picture checked(arma::uword item) const {
    Picture picture = read_picture(pictures_[item].file, form_);
    if (picture.height == height_ && picture.width == width_) return picture;
    throw DataError(
        pictures_[item].file,
        fmt::format("wanted pictures of one size, found {} x {} pixels, but {} x {} in '{}'; give "
                    "data.resize: [height, width], or data.resize and data.crop",
                    picture.height, picture.width, height_, width_,
                    pictures_.front().file.string()));
  }

  // Every item by `task` on a few threads. Of several that fail the first one's error is thrown, so
  // that the message does not depend on the threads.
  void decode_all(const std::stop_token& stop, const std::function<void(arma::uword)>& task) const {
    std::atomic<arma::uword> next{0};
    std::mutex mutex;
    std::atomic<arma::uword> first_bad{pictures_.size()};
    std::exception_ptr failure;
    const auto work = [&] {
      for (arma::uword item = next++; item < first_bad && !stop.stop_requested(); item = next++) {
        try {
          task(item);
        } catch (...) {
          const std::lock_guard lock(mutex);
          if (item < first_bad) {
            first_bad = item;
            failure = std::current_exception();
          }
        }
      }
    };
    {
      std::vector<std::jthread> decoders;
      const unsigned count = std::clamp(std::thread::hardware_concurrency(), 1U, most_decoders);
      for (unsigned i = 1; i < count; ++i) decoders.emplace_back(work);
      work();
    }
    if (stop.stop_requested()) throw Cancelled();
    if (failure) std::rethrow_exception(failure);
  }

  PictureForm form_;
  std::uint64_t bytes_held_;
  std::vector<ListedPicture> pictures_;
  arma::uvec labels_;
  std::size_t height_ = 0;
  std::size_t width_ = 0;
  Shape item_shape_;
};

}  // namespace

std::unique_ptr<SplitSource> open_pictures(const DatasetSpec& spec, const SplitFiles& files) {
  return std::make_unique<PictureSplit>(spec, files);
}

}  // namespace lucarne
