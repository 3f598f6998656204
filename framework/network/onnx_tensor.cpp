// SPDX-License-Identifier: MIT
#include "network/onnx_tensor.hpp"

#include "network/external_data.hpp"

#include <lucarne/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace lucarne {
namespace {

static_assert(std::endian::native == std::endian::little,
              "ONNX's raw_data is little endian and is copied as it lies");

Shape read_shape(const onnx::TensorProto& tensor, const std::string& title) {
  Shape shape;
  // Protobuf files end at 2 GiB, so that no tensor in one can hold more elements.
  const auto limit = static_cast<std::int64_t>(std::numeric_limits<std::int32_t>::max());
  std::int64_t count = 1;
  for (const std::int64_t size : tensor.dims()) {
    if (size < 0 || (size > 0 && count > limit / size)) {
      throw Error(fmt::format("{}: size {} in its shape is negative or too large", title, size));
    }
    count *= size;
    shape.push_back(static_cast<arma::uword>(size));
  }
  return shape;
}

/// Elements of one type, from the packed bytes or from the field of that type.
template <class Element, class Field>
std::vector<Element> elements(const onnx::TensorProto& tensor, const Field& field,
                              arma::uword count, const std::string& title) {
  std::vector<Element> values;
  if (tensor.has_raw_data()) {
    const std::string& bytes = tensor.raw_data();
    if (bytes.size() != count * sizeof(Element)) {
      throw Error(fmt::format("{}: its shape wants {} bytes, the file holds {}", title,
                              count * sizeof(Element), bytes.size()));
    }
    values.resize(count);
    if (count > 0) std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }
  if (static_cast<arma::uword>(field.size()) != count) {
    throw Error(fmt::format("{}: its shape wants {} elements, the file holds {}", title, count,
                            field.size()));
  }
  values.reserve(count);
  for (const auto value : field) values.push_back(static_cast<Element>(value));
  return values;
}

/// 0 for a type that is not read.
arma::uword element_bytes(std::int32_t type) {
  switch (type) {
    case onnx::TensorProto::BOOL: return 1;
    case onnx::TensorProto::FLOAT16: return 2;
    case onnx::TensorProto::FLOAT:
    case onnx::TensorProto::INT32: return 4;
    case onnx::TensorProto::DOUBLE:
    case onnx::TensorProto::INT64: return 8;
    default: return 0;
  }
}

/// IEEE 754 binary16: sign, 5 bits of exponent with bias 15, 10 bits of fraction.
float float_of_half(std::uint16_t half) {
  const int exponent = (half >> 10) & 0x1f;
  const auto fraction = static_cast<float>(half & 0x3ff);
  float value = std::ldexp(1024.0F + fraction, exponent - 25);
  if (exponent == 0) value = std::ldexp(fraction, -24);
  if (exponent == 0x1f) {
    value = fraction == 0.0F ? std::numeric_limits<float>::infinity()
                             : std::numeric_limits<float>::quiet_NaN();
  }
  return (half & 0x8000) != 0 ? -value : value;
}

}  // namespace

Constant take_constant(onnx::TensorProto& tensor, const std::string& title,
                       const std::filesystem::path& folder) {
  if (tensor.has_segment()) throw Error(title + ": tensors in segments are not supported");
  Constant constant{.shape = read_shape(tensor, title)};
  const arma::uword count = n_elements(constant.shape);
  if (tensor.data_location() == onnx::TensorProto::EXTERNAL || tensor.external_data_size() > 0) {
    const std::uintmax_t n_bytes = count * element_bytes(tensor.data_type());
    tensor.set_raw_data(external_data(tensor, folder, n_bytes, title));
  }
  switch (tensor.data_type()) {
    case onnx::TensorProto::FLOAT:
      constant.floats = arma::fvec(elements<float>(tensor, tensor.float_data(), count, title));
      break;
    case onnx::TensorProto::DOUBLE:
      constant.floats = arma::conv_to<arma::fvec>::from(
          elements<double>(tensor, tensor.double_data(), count, title));
      break;
    case onnx::TensorProto::FLOAT16: {
      const auto halves = elements<std::uint16_t>(tensor, tensor.int32_data(), count, title);
      constant.floats.set_size(count);
      std::ranges::transform(halves, constant.floats.begin(), float_of_half);
      break;
    }
    case onnx::TensorProto::BOOL: {
      constant.integral = true;
      constant.boolean = true;
      const auto truths = elements<std::uint8_t>(tensor, tensor.int32_data(), count, title);
      for (const std::uint8_t truth : truths) constant.integers.push_back(truth != 0 ? 1 : 0);
      break;
    }
    case onnx::TensorProto::INT64:
      constant.integral = true;
      constant.integers = elements<std::int64_t>(tensor, tensor.int64_data(), count, title);
      break;
    case onnx::TensorProto::INT32: {
      constant.integral = true;
      const auto narrow = elements<std::int32_t>(tensor, tensor.int32_data(), count, title);
      constant.integers.assign(narrow.begin(), narrow.end());
      break;
    }
    default: {
      const auto type = static_cast<onnx::TensorProto::DataType>(tensor.data_type());
      const bool known = onnx::TensorProto::DataType_IsValid(tensor.data_type());
      throw Error(fmt::format(
          "{}: elements of type {} are not supported; export the network in float32", title,
          known ? onnx::TensorProto::DataType_Name(type) : std::to_string(tensor.data_type())));
    }
  }
  tensor.Clear();
  return constant;
}

onnx::TensorProto tensor_proto(const std::string& name, const Constant& constant) {
  onnx::TensorProto tensor;
  tensor.set_name(name);
  for (const arma::uword size : constant.shape) tensor.add_dims(static_cast<std::int64_t>(size));
  if (constant.boolean) {
    tensor.set_data_type(onnx::TensorProto::BOOL);
    tensor.set_raw_data(std::string(constant.integers.begin(), constant.integers.end()));
  } else if (constant.integral) {
    tensor.set_data_type(onnx::TensorProto::INT64);
    tensor.set_raw_data(constant.integers.data(), constant.integers.size() * sizeof(std::int64_t));
  } else {
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    tensor.set_raw_data(constant.floats.memptr(), constant.floats.n_elem * sizeof(float));
  }
  return tensor;
}

}  // namespace lucarne
