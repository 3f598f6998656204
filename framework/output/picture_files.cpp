// SPDX-License-Identifier: MIT
#include "output/picture_files.hpp"

#include "output/files.hpp"

#include <fstream>
#include <iterator>
#include <string_view>

namespace lucarne {
namespace {

using namespace std::string_view_literals;

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Before the first mark gnuplot opens a group whose stroke is left over from whatever the same
// process drew before; nothing is in it, but the file would depend on that.
std::string with_first_stroke_reset(std::string bytes) {
  constexpr std::string_view first_group = "</defs>\n<g ";
  constexpr std::string_view stroke = "stroke=\"";
  const std::size_t begin = bytes.find(first_group);
  if (begin == std::string::npos) return bytes;
  const std::size_t close = bytes.find('>', begin + first_group.size());
  const std::size_t value = bytes.find(stroke, begin);
  if (value == std::string::npos || close == std::string::npos || value > close) return bytes;
  const std::size_t from = value + stroke.size();
  return bytes.replace(from, bytes.find('"', from) - from, "currentColor");
}

}  // namespace

std::string png_fault(const std::filesystem::path& file) {
  const std::string bytes = bytes_of(file);
  if (bytes.empty()) return "it left no PNG";
  if (!bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) return "what it left is no PNG";
  // The last chunk: length 0, its name and its checksum.
  if (!bytes.ends_with("\0\0\0\0IEND\xae\x42\x60\x82"sv)) return "its PNG is cut off";
  return "";
}

std::string svg_fault(const std::filesystem::path& file) {
  const std::string bytes = bytes_of(file);
  if (bytes.empty()) return "it left no SVG";
  if (bytes.find("<svg") == std::string::npos) return "what it left is no SVG";
  const std::size_t last = bytes.find_last_not_of(" \n\r\t");
  if (!std::string_view(bytes).substr(0, last + 1).ends_with("</svg>")) return "its SVG is cut off";
  return "";
}

void finish_svg(const std::filesystem::path& svg) {
  const std::string bytes = with_first_stroke_reset(read_file(svg));
  constexpr std::string_view picture = "<image ";
  std::string sharp;
  std::size_t from = 0;
  for (std::size_t at = 0; (at = bytes.find(picture, from)) != std::string::npos;) {
    sharp.append(bytes, from, at + picture.size() - from);
    sharp += "style='image-rendering:pixelated' ";
    from = at + picture.size();
  }
  sharp.append(bytes, from);
  write_unflushed_file(svg, sharp);
}

}  // namespace lucarne
