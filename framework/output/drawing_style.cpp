// SPDX-License-Identifier: MIT
#include "output/drawing_style.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace lucarne::style {
namespace {

constexpr Rgb rgb(unsigned hex) {
  return {static_cast<double>(hex >> 16 & 0xFF) / 255, static_cast<double>(hex >> 8 & 0xFF) / 255,
          static_cast<double>(hex & 0xFF) / 255};
}

// Found by a search from the hues of Okabe and Ito (2008): any two are at least 27 apart (CIE 1976
// colour difference) for common sight and for each kind of colour blindness, and 40 from white.
constexpr std::array<Rgb, 10> categories = {
    rgb(0x0B4FA1), rgb(0xE78638), rgb(0x74A474), rgb(0xAE1B00), rgb(0xA96CA1),
    rgb(0x4EBCFF), rgb(0x570700), rgb(0x55484D), rgb(0xFFBE00), rgb(0x1A003D)};

constexpr std::array<Stop, 2> grey_stops = {{{0, rgb(0x000000)}, {1, rgb(0xFFFFFF)}}};
constexpr std::array<Stop, 5> sequential_stops = {{{0, rgb(0xF7FBFF)},
                                                   {0.25, rgb(0xC6DBEF)},
                                                   {0.5, rgb(0x6BAED6)},
                                                   {0.75, rgb(0x2171B5)},
                                                   {1, rgb(0x08306B)}}};
constexpr std::array<Stop, 4> hot_stops = {
    {{0, rgb(0x000000)}, {0.37, rgb(0xE60000)}, {0.74, rgb(0xFFE100)}, {1, rgb(0xFFFFFF)}}};
constexpr std::array<Stop, 7> diverging_stops = {{{0, rgb(0x053061)},
                                                  {0.15, rgb(0x2166AC)},
                                                  {0.3, rgb(0x67A9CF)},
                                                  {0.5, rgb(0xFFFFFF)},
                                                  {0.7, rgb(0xEF8A62)},
                                                  {0.85, rgb(0xB2182B)},
                                                  {1, rgb(0x67001F)}}};

unsigned byte_of(double value) {
  return static_cast<unsigned>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
}

// source: WCAG 2.1, relative luminance
double luminance(const Rgb& colour) {
  const auto linear = [](double v) {
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

Rgb mixed(const Rgb& a, const Rgb& b, double share_of_b) {
  const auto mix = [share_of_b](double x, double y) { return x + (y - x) * share_of_b; };
  return {mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue)};
}

}  // namespace

std::string text_of(const Rgb& colour, double opacity) {
  const std::string opaque = fmt::format("{:02x}{:02x}{:02x}", byte_of(colour.red),
                                         byte_of(colour.green), byte_of(colour.blue));
  if (!(opacity < 1)) return "#" + opaque;
  return fmt::format("#{:02x}", byte_of(1 - opacity)) + opaque;
}

Rgb colour(Colour colour) {
  switch (colour) {
    case Colour::primary: return rgb(0x4C78A8);
    case Colour::secondary: return rgb(0xE69F00);
    case Colour::correct: return rgb(0x2FA084);
    case Colour::wrong: return rgb(0xC8402F);
    case Colour::neutral: return rgb(0x9A9A9A);
    case Colour::accent: return rgb(0xD62728);
    case Colour::category0: break;
  }
  const int k = std::max(0, static_cast<int>(colour) - static_cast<int>(Colour::category0));
  const std::size_t round = static_cast<std::size_t>(k) / categories.size();
  const Rgb& base = categories[static_cast<std::size_t>(k) % categories.size()];
  // Beyond ten classes the same hues come again, lighter, then darker.
  if (round == 0) return base;
  return round % 2 == 1 ? mixed(base, rgb(0xFFFFFF), 0.45) : mixed(base, rgb(0x000000), 0.35);
}

std::string ink_of(Colour of) { return of == Colour::neutral ? ink : text_of(colour(of)); }

std::span<const Stop> stops(Palette palette) {
  switch (palette) {
    case Palette::grey: return grey_stops;
    case Palette::sequential: return sequential_stops;
    case Palette::hot: return hot_stops;
    case Palette::diverging: return diverging_stops;
  }
  return grey_stops;
}

Rgb shade(Palette palette, double at) {
  const std::span<const Stop> all = stops(palette);
  if (!(at > 0)) return all.front().colour;
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (at > all[i].at) continue;
    return mixed(all[i - 1].colour, all[i].colour,
                 (at - all[i - 1].at) / (all[i].at - all[i - 1].at));
  }
  return all.back().colour;
}

const char* ink_on(const Rgb& background) {
  // Above this luminance black has the higher contrast: (L + 0.05)^2 = 1.05 * 0.05.
  return luminance(background) > 0.179 ? "#000000" : "#ffffff";
}

}  // namespace lucarne::style
