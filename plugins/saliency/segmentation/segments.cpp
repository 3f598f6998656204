// SPDX-License-Identifier: MIT
#include "saliency/segmentation/segments.hpp"

#include "saliency/segmentation/quickshift.hpp"
#include "saliency/segmentation/slic.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace lucarne::saliency {

arma::uvec numbered_by_first(const arma::uvec& segments) {
  std::map<arma::uword, arma::uword> numbers;
  arma::uvec result(segments.n_elem);
  for (arma::uword i = 0; i < segments.n_elem; ++i) {
    result(i) = numbers.try_emplace(segments(i), numbers.size()).first->second;
  }
  return result;
}

arma::uvec connected_parts(const arma::uvec& segments, arma::uword height, arma::uword width) {
  constexpr arma::uword none = ~arma::uword{0};
  arma::uvec parts(segments.n_elem);
  parts.fill(none);
  arma::uword next = 0;
  std::vector<arma::uword> open;
  for (arma::uword start = 0; start < parts.n_elem; ++start) {
    if (parts(start) != none) continue;
    const auto visit = [&](arma::uword pixel) {
      if (parts(pixel) != none || segments(pixel) != segments(start)) return;
      parts(pixel) = next;
      open.push_back(pixel);
    };
    visit(start);
    while (!open.empty()) {
      const arma::uword pixel = open.back();
      open.pop_back();
      if (pixel % width > 0) visit(pixel - 1);
      if (pixel % width + 1 < width) visit(pixel + 1);
      if (pixel >= width) visit(pixel - width);
      if (pixel / width + 1 < height) visit(pixel + width);
    }
    ++next;
  }
  return parts;
}

bool segments_follow_picture(const Settings& settings) {
  return settings.segments == "quickshift" || settings.segments == "slic";
}

arma::uvec segments_of(const Pictures& pictures, arma::uword number, const Settings& settings) {
  const LabPicture picture = lab_picture(pictures, number);
  if (settings.segments == "slic") {
    return slic(picture, {settings.n_segments, settings.compactness});
  }
  return quickshift(picture, {settings.kernel_size, settings.max_dist, settings.ratio});
}

namespace {

arma::uword feature_of(const PictureLayout& layout, arma::uword pixel, arma::uword channel) {
  return layout.channels_last ? pixel * layout.channels + channel
                              : channel * layout.height * layout.width + pixel;
}

}  // namespace

arma::umat groups_of_pixels(const arma::umat& segments, const PictureLayout& layout) {
  arma::umat groups(segments.n_rows * layout.channels, segments.n_cols);
  for (arma::uword item = 0; item < segments.n_cols; ++item) {
    for (arma::uword pixel = 0; pixel < segments.n_rows; ++pixel) {
      for (arma::uword channel = 0; channel < layout.channels; ++channel) {
        groups(feature_of(layout, pixel, channel), item) = segments(pixel, item);
      }
    }
  }
  return groups;
}

arma::umat pixels_of_groups(const arma::umat& groups, const PictureLayout& layout) {
  arma::umat segments(layout.height * layout.width, groups.n_cols);
  for (arma::uword item = 0; item < groups.n_cols; ++item) {
    for (arma::uword pixel = 0; pixel < segments.n_rows; ++pixel) {
      segments(pixel, item) = groups(feature_of(layout, pixel, 0), item);
    }
  }
  return segments;
}

}  // namespace lucarne::saliency
