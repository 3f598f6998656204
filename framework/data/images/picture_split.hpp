// SPDX-License-Identifier: MIT
#pragma once

#include "data/split_source.hpp"

#include <memory>

namespace lucarne {

/// A split of PNG and JPEG files. The first one is decoded here and gives the shape of all; the
/// others are decoded by read(), on up to four threads, into one byte a value. Where all together
/// would take more than the spec's `picture_bytes_held`, read() only looks at each, and load()
/// decodes them anew: 1 GiB holds 7 000 pictures of 224 x 224 in colours.
/// throws: DataError
std::unique_ptr<SplitSource> open_pictures(const DatasetSpec& spec, const SplitFiles& files);

}  // namespace lucarne
