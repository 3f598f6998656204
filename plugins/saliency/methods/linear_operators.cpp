// SPDX-License-Identifier: MIT
#include "saliency/methods/linear_operators.hpp"

#include <algorithm>
#include <array>

namespace lucarne::saliency {
namespace {

// The inputs of a network that has several are taken out of one column by nodes of these names.
constexpr std::array<std::string_view, 20> moving{
    "Flatten", "Reshape",  "Squeeze",      "Unsqueeze",    "Identity", "Dropout",     "Transpose",
    "Concat",  "Slice",    "Split",        "Gather",       "Expand",   "Tile",        "Pad",
    "Cast",    "Constant", "DepthToSpace", "SpaceToDepth", "Input",    "IntegerInput"};

constexpr std::array<std::string_view, 16> summing{"Gemm",
                                                   "MatMul",
                                                   "Conv",
                                                   "ConvTranspose",
                                                   "Add",
                                                   "Sub",
                                                   "Sum",
                                                   "Mean",
                                                   "Neg",
                                                   "AveragePool",
                                                   "GlobalAveragePool",
                                                   "ReduceMean",
                                                   "ReduceSum",
                                                   "BatchNormalization",
                                                   "Resize",
                                                   "Upsample"};

constexpr std::array<std::string_view, 17> activations{
    "Relu", "LeakyRelu",   "PRelu",     "Elu",
    "Selu", "Celu",        "Gelu",      "Sigmoid",
    "Tanh", "Clip",        "Softplus",  "Softsign",
    "Mish", "HardSigmoid", "HardSwish", "ThresholdedRelu",
    "Erf"};

constexpr std::array<std::string_view, 5> functions{"Exp", "Log", "Sqrt", "Reciprocal", "Abs"};

constexpr std::array<std::string_view, 6> extrema{"MaxPool",   "GlobalMaxPool", "ReduceMax",
                                                  "ReduceMin", "Max",           "Min"};

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& names, std::string_view op) {
  return std::ranges::find(names, op) != names.end();
}

}  // namespace

bool is_linear(std::string_view op) { return contains(summing, op) || only_moves(op); }
bool is_convolution(std::string_view op) { return op == "Conv" || op == "ConvTranspose"; }
bool only_moves(std::string_view op) { return contains(moving, op); }
bool is_activation(std::string_view op) { return contains(activations, op); }
bool is_elementwise(std::string_view op) { return is_activation(op) || contains(functions, op); }
bool takes_extremum(std::string_view op) { return contains(extrema, op); }

}  // namespace lucarne::saliency
