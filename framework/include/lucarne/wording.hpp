// SPDX-License-Identifier: MIT
#pragma once

#include <lucarne/export.hpp>
#include <lucarne/text.hpp>

#include <cstdint>
#include <initializer_list>

namespace lucarne {

/// A number inside a sentence: "97.30" and "97,30"; a dash where it is not finite.
LUCARNE_API Text number(double value, int decimals = 0);

/// A count inside a sentence, digits in groups of three from five digits on: "10,000" and
/// "10 000" with a narrow space that does not break.
LUCARNE_API Text count(std::uint64_t n);

/// A share between 0 and 1 as "97.3 %" and "97,3 %".
LUCARNE_API Text percent(double share, int decimals = 1);

/// `pattern` with its "{}" replaced by `values` in order, in each language. Braces in the values
/// stay as they are.
/// requires: as many "{}" in each language as values
LUCARNE_API Text filled(const Text& pattern, std::initializer_list<Text> values);

}  // namespace lucarne
