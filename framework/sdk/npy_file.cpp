// SPDX-License-Identifier: MIT
#include <lucarne/error.hpp>
#include <lucarne/npy_file.hpp>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>

namespace lucarne {
namespace {

// Far above what a parameter names; a lying header must not reserve memory.
constexpr arma::uword most_elements = arma::uword{1} << 30U;

struct Header {
  std::string type;
  Shape shape;
  std::size_t end = 0;  // where the numbers begin
};

// What follows the key and its colon in a Python dictionary; empty where the key is not there.
std::string value_of(const std::string& text, const std::string& key) {
  const std::size_t at = text.find(key);
  if (at == std::string::npos) return {};
  const std::size_t colon = text.find_first_not_of(' ', at + key.size());
  if (colon == std::string::npos || text[colon] != ':') return {};
  const std::size_t value = text.find_first_not_of(' ', colon + 1);
  return value == std::string::npos ? std::string() : text.substr(value);
}

Header parse_header(const std::string& bytes, const std::string& file,
                    const std::string& parameter) {
  const auto refuse = [&](const std::string& found) -> ParameterError {
    return {parameter, "'" + file + "' must be an NPY file; found " + found};
  };
  if (bytes.size() < 12 || bytes.compare(0, 6, "\x93NUMPY") != 0) {
    throw refuse("something else (no NPY header)");
  }
  const bool version1 = bytes[6] == 1;
  const std::size_t start = version1 ? 10 : 12;
  std::size_t length = 0;
  for (std::size_t i = start; i-- > 8;) {
    length = length * 256 + static_cast<unsigned char>(bytes[i]);
  }
  if (length > bytes.size() - start) throw refuse("a header that is cut short");
  const std::string text = bytes.substr(start, length);
  Header header;
  header.end = start + length;
  const std::string type = value_of(text, "'descr'");
  const std::size_t quote = type.find('\'', 1);
  if (!type.starts_with('\'') || quote == std::string::npos) {
    throw refuse("a header without 'descr'");
  }
  header.type = type.substr(1, quote - 1);
  if (value_of(text, "'fortran_order'").starts_with("True")) {
    throw ParameterError(parameter, "'" + file +
                                        "' must be in C order; found Fortran order; write it with "
                                        "numpy.ascontiguousarray");
  }
  const std::string sizes = value_of(text, "'shape'");
  const std::size_t close = sizes.find_first_not_of("0123456789, ", 1);
  if (!sizes.starts_with('(') || close == std::string::npos || sizes[close] != ')') {
    throw refuse("a header without 'shape'");
  }
  constexpr const char* digits = "0123456789";
  arma::uword total = 1;
  std::size_t begin = sizes.find_first_of(digits);
  while (begin < close) {
    const std::size_t end = sizes.find_first_not_of(digits, begin);
    const std::string size = sizes.substr(begin, end - begin);
    const arma::uword value = size.size() > 9 ? most_elements + 1 : std::stoull(size);
    header.shape.push_back(value);
    if (value > 0 && total > most_elements / value) throw refuse("a shape beyond 2^30 elements");
    total *= value;
    begin = sizes.find_first_of(digits, end);
  }
  return header;
}

template <class T>
arma::fvec converted(const char* bytes, arma::uword n) {
  arma::fvec values(n);
  for (arma::uword i = 0; i < n; ++i) {
    T one{};
    std::memcpy(&one, bytes + i * sizeof(T), sizeof(T));
    values(i) = static_cast<float>(one);
  }
  return values;
}

}  // namespace

NpyFile read_npy_file(const std::string& file, const std::string& parameter) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw ParameterError(parameter, "cannot open '" + file + "'");
  const std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  const Header header = parse_header(bytes, file, parameter);
  const arma::uword n = n_elements(header.shape);
  const std::string& type = header.type;
  const std::size_t size = type == "<f8" || type == "<i8"   ? 8
                           : type == "<f4" || type == "<i4" ? 4
                           : type == "|u1" || type == "|b1" ? 1
                                                            : 0;
  if (size == 0) {
    throw ParameterError(parameter, "'" + file +
                                        "' must hold float32, float64, int32, int64, uint8 or "
                                        "bool; found '" +
                                        type + "'");
  }
  if (bytes.size() - header.end < n * size) {
    throw ParameterError(
        parameter, "'" + file + "' must hold " + std::to_string(n) + " numbers; it is cut short");
  }
  const char* data = bytes.data() + header.end;
  NpyFile array{header.shape, {}};
  if (type == "<f4") array.values = converted<float>(data, n);
  if (type == "<f8") array.values = converted<double>(data, n);
  if (type == "<i4") array.values = converted<std::int32_t>(data, n);
  if (type == "<i8") array.values = converted<std::int64_t>(data, n);
  if (size == 1) array.values = converted<std::uint8_t>(data, n);
  if (!array.values.is_finite()) {
    throw ParameterError(parameter,
                         "'" + file + "' must hold finite numbers; found NaN or infinity");
  }
  return array;
}

}  // namespace lucarne
