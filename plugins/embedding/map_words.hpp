// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/text.hpp>

#include <string>

namespace embedding {

/// What a reader of a map is told about the method that made it.
struct MapWords {
  lucarne::Text name;     ///< as people write it
  std::string axis;       ///< what both axes are called, before their number
  lucarne::Text caution;  ///< a sentence: what of the map means nothing
};

/// requires: one of MapSettings::method's choices
const MapWords& words_of(const std::string& method);

}  // namespace embedding
