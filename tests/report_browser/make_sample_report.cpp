// SPDX-License-Identifier: MIT
#include "output/files.hpp"
#include "sample_run.hpp"

#include <zlib.h>

#include <chrono>
#include <cstdio>
#include <cstring>

namespace fs = std::filesystem;
using namespace lucarne;

namespace {

std::string big_endian(unsigned long number) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift & 0xFFU);
  return bytes;
}

std::string chunk(const std::string& kind, const std::string& content) {
  const std::string checked = kind + content;
  const unsigned long sum =
      crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
  return big_endian(content.size()) + checked + big_endian(sum);
}

// A grey picture: shades, with a frame one pixel wide so that a cut edge shows.
std::string png(unsigned width, unsigned height) {
  std::string rows;
  for (unsigned y = 0; y < height; ++y) {
    rows += '\0';  // no filter
    for (unsigned x = 0; x < width; ++x) {
      const bool frame = x == 0 || y == 0 || x + 1 == width || y + 1 == height;
      rows += static_cast<char>(frame ? 0 : 64 + (x * 160 / width + y * 30 / height));
    }
  }
  uLongf size = compressBound(static_cast<uLong>(rows.size()));
  std::string packed(size, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &size,
           reinterpret_cast<const Bytef*>(rows.data()), static_cast<uLong>(rows.size()));
  packed.resize(size);
  const std::string eight_bit_grey("\x08\0\0\0\0", 5);
  return "\x89PNG\r\n\x1a\n" +
         chunk("IHDR", big_endian(width) + big_endian(height) + eight_bit_grey) +
         chunk("IDAT", packed) + chunk("IEND", "");
}

// Pictures that are there already stay: put real ones there to see them in the report.
void write_if_absent(const fs::path& file, const std::string& content) {
  if (!fs::exists(file)) write_file(file, content);
}

void write_stage_files(const StageRecord& stage, const fs::path& folder) {
  fs::create_directories(folder);
  write_file(folder / "results.json", "{}\n");
  unsigned k = 0;
  for (const Figure& figure : stage.results->figures()) {
    write_file(folder / (figure.name + ".gp"), "# script\n");
    write_file(folder / (figure.name + ".0.bin"), "data");
    if (figure.name == "undrawn") continue;
    write_if_absent(folder / (figure.name + ".png"), png(1200, 500 + 300 * k++));
    write_file(folder / (figure.name + ".svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
  }
  for (const Array& array : stage.results->arrays()) write_file(folder / (array.name + ".npy"), "");
}

}  // namespace

// usage: make_sample_report FOLDER [en|fr]
int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: make_sample_report FOLDER [en|fr]\n", stderr);
    return 2;
  }
  const fs::path folder = argv[1];
  const bool french = argc > 2 && std::strcmp(argv[2], "fr") == 0;
  SampleRun sample = sample_run(french ? Language::french : Language::english);
  for (const StageRecord& stage : sample.record.stages) {
    if (stage.results != nullptr) write_stage_files(stage, folder / stage.id);
  }
  fs::remove(folder / "report.html");
  fs::remove(folder / "run.json");
  sample.record.outputs = files_under(folder);
  const auto start = std::chrono::steady_clock::now();
  const std::string html = report_html(sample.record, folder);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  write_file(folder / "report.html", html);
  write_file(folder / "run.json", manifest_json(sample.record));
  std::printf("%s: %zu bytes, made in %.1f ms\n", (folder / "report.html").c_str(), html.size(),
              took.count());
  return 0;
}
