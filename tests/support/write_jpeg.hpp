// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>
// Wants <cstdio> before it.
#include <jpeglib.h>

/// A JPEG file of best quality and whole colours. `components`: 1 grey, 3 RGB, 4 CMYK as Adobe
/// stores it (255 minus the ink). `orientation` above 0 adds an Exif block that states it.
inline std::string jpeg_bytes(unsigned height, unsigned width, int components,
                              std::vector<int> samples, int orientation = 0) {
  std::string bytes;
  for (const int sample : samples) bytes += static_cast<char>(sample);
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &memory, &size);
  jpeg.image_height = height;
  jpeg.image_width = width;
  jpeg.input_components = components;
  jpeg.in_color_space = components == 1 ? JCS_GRAYSCALE : components == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 100, TRUE);
  for (int i = 0; i < jpeg.num_components; ++i) {
    jpeg.comp_info[i].h_samp_factor = jpeg.comp_info[i].v_samp_factor = 1;
  }
  jpeg_start_compress(&jpeg, TRUE);
  if (orientation > 0) {
    // TIFF, big endian: header, one directory entry (tag 0x0112, a short), no next directory.
    std::string exif("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 25);
    exif += static_cast<char>(orientation);
    exif += std::string(6, '\0');
    jpeg_write_marker(&jpeg, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(exif.data()),
                      static_cast<unsigned>(exif.size()));
  }
  auto* row = reinterpret_cast<JSAMPLE*>(bytes.data());
  for (unsigned y = 0; y < height; ++y) {
    jpeg_write_scanlines(&jpeg, &row, 1);
    row += width * static_cast<unsigned>(components);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  std::string file(reinterpret_cast<const char*>(memory), size);
  std::free(memory);
  return file;
}
