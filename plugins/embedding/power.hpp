// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

namespace embedding {

/// x to the power y to 3e-6 of it where the result is within 2^-120 .. 2^120, in products and sums
/// alone: the same bits with every C library. requires: x > 0 and finite
inline float power(float x, float y) {
  // x = m 2^e with m from sqrt(1/2) to sqrt(2).
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t shifted = bits - 0x3f3504f3U;
  const auto exponent = static_cast<float>(static_cast<std::int32_t>(shifted) >> 23);
  const float m = std::bit_cast<float>((shifted & 0x007fffffU) + 0x3f3504f3U);
  const float t = (m - 1) / (m + 1);
  const float t2 = t * t;
  // 2 artanh(t) / ln 2
  const float log2 =
      exponent +
      t * (2.88539008F +
           t2 * (0.96179669F + t2 * (0.57707802F + t2 * (0.41219858F + t2 * 0.3205989F))));
  const float raised = y * log2;
  const float clamped = raised < -126 ? -126.0F : raised > 126 ? 126.0F : raised;
  const auto whole = static_cast<std::int32_t>(clamped + (clamped < 0 ? -0.5F : 0.5F));
  const float rest = clamped - static_cast<float>(whole);
  const float fraction =
      1 +
      rest * (0.69314718F +
              rest * (0.24022651F +
                      rest * (0.05550411F +
                              rest * (0.00961813F + rest * (0.00133336F + rest * 0.00015404F)))));
  return fraction * std::bit_cast<float>(static_cast<std::uint32_t>(whole + 127) << 23);
}

}  // namespace embedding
