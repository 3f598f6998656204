// SPDX-License-Identifier: MIT
#include "finite_difference.hpp"
#include "same.hpp"
#include "small_graph.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>

using namespace lucarne;

namespace {

using Attributes = std::map<std::string, Attribute>;

arma::fmat positive(arma::uword rows, arma::uword columns) {
  arma::fmat numbers = normal_numbers(rows, columns, 1);
  numbers.transform([](float x) { return 0.8F + std::abs(x); });
  return numbers;
}

/// Normal numbers at least 0.05 away from each of `points`.
arma::fmat away_from(std::vector<float> points, arma::uword rows, arma::uword columns) {
  arma::fmat numbers = normal_numbers(rows, columns, 2);
  for (const float point : points) {
    numbers.transform([=](float x) {
      return std::abs(x - point) < 0.05F ? point + (x < point ? -0.06F : 0.06F) : x;
    });
  }
  return numbers;
}

struct UnaryCase {
  std::string op;
  Attributes attributes;
  int opset;
  std::function<double(double)> formula;
  std::vector<float> kinks;  // where the slope jumps
  bool needs_positive = false;
};

double relu6(double x) { return std::clamp(x, 0.0, 6.0); }

std::vector<UnaryCase> unary_cases() {
  const auto elu = [](double a) {
    return [=](double x) { return x < 0 ? a * (std::exp(x) - 1) : x; };
  };
  const double selu_alpha = 1.67326319217681884765625;
  const double selu_gamma = 1.05070102214813232421875;
  return {
      {"Sqrt", {}, 13, [](double x) { return std::sqrt(x); }, {}, true},
      {"Reciprocal", {}, 13, [](double x) { return 1 / x; }, {}, true},
      {"Exp", {}, 13, [](double x) { return std::exp(x); }, {}},
      {"Log", {}, 13, [](double x) { return std::log(x); }, {}, true},
      {"Neg", {}, 13, [](double x) { return -x; }, {}},
      {"Abs", {}, 13, [](double x) { return std::abs(x); }, {0}},
      {"Erf", {}, 13, [](double x) { return std::erf(x); }, {}},
      {"Relu", {}, 13, [](double x) { return std::max(x, 0.0); }, {0}},
      {"LeakyRelu", {}, 13, [](double x) { return x < 0 ? 0.01 * x : x; }, {0}},
      {"LeakyRelu", {{"alpha", 0.3F}}, 13, [](double x) { return x < 0 ? 0.3 * x : x; }, {0}},
      {"Elu", {}, 13, elu(1), {}},
      {"Elu", {{"alpha", 2.0F}}, 13, elu(2), {0}},
      {"Selu", {}, 13, [=](double x) { return selu_gamma * elu(selu_alpha)(x); }, {0}},
      {"Celu",
       {{"alpha", 2.0F}},
       13,
       [=](double x) { return 2 * elu(1)(std::min(x, 0.0) / 2) + std::max(x, 0.0); },
       {}},
      {"ThresholdedRelu", {{"alpha", 0.5F}}, 13, [](double x) { return x > 0.5 ? x : 0; }, {0.5F}},
      {"HardSigmoid",
       {},
       13,
       [](double x) { return std::clamp(0.2 * x + 0.5, 0.0, 1.0); },
       {-2.5F, 2.5F}},
      {"HardSigmoid",
       {{"alpha", 0.5F}, {"beta", 0.25F}},
       13,
       [](double x) { return std::clamp(0.5 * x + 0.25, 0.0, 1.0); },
       {-0.5F, 1.5F}},
      {"HardSwish", {}, 14, [](double x) { return x * relu6(x + 3) / 6; }, {-3, 3}},
      {"Clip",
       {{"min", -1.0F}, {"max", 0.5F}},
       10,
       [](double x) { return std::clamp(x, -1.0, 0.5); },
       {-1, 0.5F}},
      {"Clip", {{"min", -1.0F}}, 10, [](double x) { return std::max(x, -1.0); }, {-1}},
      {"Clip", {}, 11, [](double x) { return x; }, {}},
      {"Sigmoid", {}, 13, [](double x) { return 1 / (1 + std::exp(-x)); }, {}},
      {"Tanh", {}, 13, [](double x) { return std::tanh(x); }, {}},
      {"Softplus", {}, 13, [](double x) { return std::log(1 + std::exp(x)); }, {}},
      {"Softsign", {}, 13, [](double x) { return x / (1 + std::abs(x)); }, {0}},
      {"Mish", {}, 18, [](double x) { return x * std::tanh(std::log(1 + std::exp(x))); }, {}},
      {"Gelu", {}, 20, [](double x) { return x * (1 + std::erf(x / std::sqrt(2))) / 2; }, {}},
      {"Gelu",
       {{"approximate", std::string("tanh")}},
       20,
       [](double x) {
         return x / 2 * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
       },
       {}},
  };
}

struct BinaryCase {
  std::string op;
  std::function<double(double, double)> formula;
};

std::vector<BinaryCase> binary_cases() {
  return {{"Add", [](double a, double b) { return a + b; }},
          {"Sub", [](double a, double b) { return a - b; }},
          {"Mul", [](double a, double b) { return a * b; }},
          {"Div", [](double a, double b) { return a / b; }},
          {"Pow", [](double a, double b) { return std::pow(a, b); }},
          {"Sum", [](double a, double b) { return a + b; }},
          {"Mean", [](double a, double b) { return (a + b) / 2; }},
          {"Max", [](double a, double b) { return std::max(a, b); }},
          {"Min", [](double a, double b) { return std::min(a, b); }},
          {"PRelu", [](double a, double b) { return a < 0 ? a * b : a; }}};
}

std::vector<float> row_of(const arma::fmat& numbers) { return {numbers.begin(), numbers.end()}; }

}  // namespace

TEST_CASE("functions of one element have the values of their formulas", "[operators]") {
  for (const UnaryCase& one : unary_cases()) {
    INFO(one.op << " of opset " << one.opset);
    const arma::fmat x = one.needs_positive ? positive(6, 4) : 2 * normal_numbers(6, 4, 3);
    const arma::fmat y =
        SmallGraph({2, 3}, one.opset).node(one.op, {"x"}, "y", one.attributes).output(x);
    REQUIRE(arma::size(y) == arma::size(x));
    for (arma::uword i = 0; i < x.n_elem; ++i) {
      // Float32 results of formulas of a few steps, in which numbers of size 1 may cancel.
      const double wanted = one.formula(static_cast<double>(x(i)));
      CHECK(static_cast<double>(y(i)) == Approx(wanted).epsilon(1e-6).margin(2e-7));
    }
  }
}

TEST_CASE("gradients of functions of one element agree with finite differences", "[gradient]") {
  for (const UnaryCase& one : unary_cases()) {
    INFO(one.op << " of opset " << one.opset);
    const auto network =
        SmallGraph({2, 3}, one.opset).node(one.op, {"x"}, "y", one.attributes).network();
    const arma::fmat x = one.needs_positive ? positive(6, 4) : away_from(one.kinks, 6, 4);
    CHECK(difference_to_finite(*network, "y", x) < 1e-3);
  }
}

TEST_CASE("functions that are flat but for steps have a gradient of zero", "[gradient]") {
  const arma::fvec x{-1.5F, -1, 0, 0.25F, 2.75F};
  const auto check = [&](const std::string& op, const arma::fvec& wanted) {
    const auto network = SmallGraph({5}).node(op, {"x"}, "y").network();
    const auto pass = network->start_pass();
    pass->forward(x);
    CHECK(same(pass->tensor("y"), wanted));
    CHECK(same(pass->gradient("y", arma::fvec(5, arma::fill::ones), "x"),
               arma::fvec(5, arma::fill::zeros)));
  };
  check("Sign", {-1, -1, 0, 1, 1});
  check("Floor", {-2, -1, 0, 0, 2});
  check("Ceil", {-1, -1, 0, 1, 3});
}

TEST_CASE("functions of one element stay finite at large inputs", "[operators]") {
  const arma::fvec x{-1000, -100, 100, 1000};
  const auto value = [&](const std::string& op, int opset) {
    return SmallGraph({4}, opset).node(op, {"x"}, "y").output(x);
  };
  CHECK(same(value("Softplus", 13), arma::fvec{0, 0, 100, 1000}, 1e-30F));
  CHECK(same(value("Mish", 18), arma::fvec{0, 0, 100, 1000}, 1e-30F));
  CHECK(same(value("Gelu", 20), arma::fvec{0, 0, 100, 1000}, 1e-30F));
  CHECK(same(value("Elu", 13), arma::fvec{-1, -1, 100, 1000}));
  for (const std::string op : {"Softplus", "Mish", "Gelu", "Elu", "Celu", "Selu"}) {
    INFO(op);
    const auto network = SmallGraph({4}, 20).node(op, {"x"}, "y").network();
    const auto pass = network->start_pass();
    pass->forward(x);
    CHECK(pass->gradient("y", arma::fvec(4, arma::fill::ones), "x").is_finite());
  }
}

TEST_CASE("slopes at a kink are those of PyTorch", "[gradient]") {
  const auto slope = [](const std::string& op, float at, int opset, const Attributes& attributes) {
    const auto network = SmallGraph({1}, opset).node(op, {"x"}, "y", attributes).network();
    const auto pass = network->start_pass();
    pass->forward(arma::fvec{at});
    return pass->gradient("y", arma::fvec{1}, "x")(0);
  };
  CHECK(slope("Abs", 0, 13, {}) == 0);
  CHECK(slope("Relu", 0, 13, {}) == 0);
  CHECK(slope("LeakyRelu", 0, 13, {{"alpha", 0.25F}}) == 0.25F);
  CHECK(slope("Elu", 0, 13, {{"alpha", 2.0F}}) == 2);
  CHECK(slope("HardSwish", -3, 14, {}) == -0.5F);
  CHECK(slope("HardSwish", 3, 14, {}) == 1.5F);
  CHECK(slope("Clip", 0, 10, {{"min", 0.0F}, {"max", 6.0F}}) == 1);
  CHECK(slope("Clip", 6, 10, {{"min", 0.0F}, {"max", 6.0F}}) == 1);
}

TEST_CASE("Clip takes its bounds from constants since opset 11", "[operators]") {
  const arma::fvec x{-2, 0, 3};
  const auto clipped = [&](std::vector<std::string> inputs) {
    return SmallGraph({3})
        .floats("low", {}, {-1})
        .floats("high", {1}, {2})
        .node("Clip", std::move(inputs), "y");
  };
  CHECK(same(clipped({"x", "low", "high"}).output(x), arma::fvec{-1, 0, 2}));
  CHECK(same(clipped({"x", "", "high"}).output(x), arma::fvec{-2, 0, 2}));
  CHECK(same(clipped({"x", "low"}).output(x), arma::fvec{-1, 0, 3}));
  // Where the bounds cross, all becomes the upper one.
  CHECK(same(clipped({"x", "high", "low"}).output(x), arma::fvec{-1, -1, -1}));
  CHECK(SmallGraph({3}).floats("low", {2}, {1, 2}).node("Clip", {"x", "low"}, "y").refusal() ==
        "node 'y_node' (Clip, opset 13): min has shape 2, one number is wanted");
  CHECK(SmallGraph({3}).node("Clip", {"x", "x"}, "y").refusal() ==
        "node 'y_node' (Clip, opset 13): min 'x' is computed from the items; only a constant is "
        "supported");
  CHECK(SmallGraph({3}).node("Clip", {"x"}, "y", {{"min", 0.0F}}).refusal() ==
        "node 'y_node' (Clip, opset 13): attribute 'min' is not supported");
}

TEST_CASE("operators are refused in an opset that does not have them", "[operators]") {
  CHECK(SmallGraph({1}, 19).node("Gelu", {"x"}, "y").refusal() ==
        "node 'y_node' (Gelu, opset 19): the operator exists since opset 20");
  CHECK(SmallGraph({1}, 20)
            .node("Gelu", {"x"}, "y", {{"approximate", std::string("erf")}})
            .refusal() ==
        "node 'y_node' (Gelu, opset 20): attribute 'approximate' is 'erf'; 'none' or 'tanh' is "
        "wanted");
  CHECK(SmallGraph({1}).node("Celu", {"x"}, "y", {{"alpha", 0.0F}}).refusal() ==
        "node 'y_node' (Celu, opset 13): alpha is 0, by which the items would be divided");
}

TEST_CASE("operators of two inputs repeat a constant along every kind of dimension",
          "[operators][gradient]") {
  // Items of 2 x 3 x 20: runs short and long, per last axis, per channel, scalars, whole items.
  const arma::uword rows = 120;
  const arma::fmat x = positive(rows, 2);
  for (const BinaryCase& one : binary_cases()) {
    for (const Shape& shape : {Shape{}, Shape{1}, Shape{20}, Shape{3, 1}, Shape{3, 20},
                               Shape{2, 1, 20}, Shape{2, 1, 1}, Shape{1, 2, 3, 20}}) {
      const arma::uword count = n_elements(shape);
      arma::fmat c = positive(count, 1) + 0.5F;
      INFO(one.op << " with a constant of shape " << to_string(shape));
      const auto graph = [&](bool constant_first) {
        SmallGraph made({2, 3, 20});
        made.floats("c", shape, row_of(c));
        made.node(one.op,
                  constant_first ? std::vector<std::string>{"c", "x"}
                                 : std::vector<std::string>{"x", "c"},
                  "y");
        return made;
      };
      const bool slopes = one.op == "PRelu";
      for (const bool constant_first :
           slopes ? std::vector<bool>{false} : std::vector<bool>{false, true}) {
        const arma::fmat y = graph(constant_first).output(x);
        double largest = 0;
        for (arma::uword i = 0; i < x.n_elem; ++i) {
          const arma::uword at = i % rows;
          const arma::uword sizes[] = {2, 3, 20};
          arma::uword from = 0;
          arma::uword step = 1;
          arma::uword rest = at;
          for (std::size_t back = 0; back < 3; ++back) {
            const arma::uword size = sizes[2 - back];
            const arma::uword own = back < shape.size() ? shape[shape.size() - 1 - back] : 1;
            if (own > 1) from += step * (rest % size);
            step *= own;
            rest /= size;
          }
          const auto left = static_cast<double>(x(i));
          const auto right = static_cast<double>(c(from));
          const double wanted =
              constant_first ? one.formula(right, left) : one.formula(left, right);
          largest =
              std::max(largest, std::abs(static_cast<double>(y(i)) - wanted) / std::abs(wanted));
        }
        CHECK(largest < 1e-6);
      }
    }
  }
}

TEST_CASE("gradients go to both operands and are summed where one was repeated", "[gradient]") {
  // a is 2 x 3, b what is left of it by a product with a column: 2 x 1. Both depend on the items.
  for (const BinaryCase& one : binary_cases()) {
    for (const bool swapped : {false, true}) {
      if (swapped && one.op == "PRelu") continue;
      INFO(one.op << (swapped ? " of b and a" : " of a and b"));
      SmallGraph graph({2, 3});
      graph.floats("W", {3, 1}, {0.5F, 0.2F, 0.4F}).node("MatMul", {"x", "W"}, "b");
      graph.node("Exp", {"x"}, "a");
      graph.node(one.op,
                 swapped ? std::vector<std::string>{"b", "a"} : std::vector<std::string>{"a", "b"},
                 "y");
      arma::fmat x = normal_numbers(6, 4, 7);
      x.transform([](float value) { return 0.5F + 0.2F * std::abs(value); });
      CHECK(difference_to_finite(*graph.network(), "y", x) < 1e-3);
    }
  }
}

TEST_CASE("the gradient of a repeated operand is the sum over what it was repeated to",
          "[gradient]") {
  // y = a + b, a of 2 x 3, b of 2 x 1 = a's row times (1, 0, 0). dy/dx with ones: 1, and 3 more in
  // the first column.
  SmallGraph graph({2, 3});
  graph.floats("W", {3, 1}, {1, 0, 0}).node("MatMul", {"x", "W"}, "b").node("Add", {"x", "b"}, "y");
  const auto network = graph.network();
  const auto pass = network->start_pass();
  pass->forward(arma::fvec{1, 2, 3, 4, 5, 6});
  CHECK(same(pass->tensor("y"), arma::fvec{2, 3, 4, 8, 9, 10}));
  CHECK(same(pass->gradient("y", arma::fvec(6, arma::fill::ones), "x"),
             arma::fvec{4, 1, 1, 4, 1, 1}));
  CHECK(same(pass->gradient("y", arma::fvec(6, arma::fill::ones), "b"), arma::fvec{3, 3}));
}

TEST_CASE("Min and Max share the gradient among equals", "[gradient]") {
  const auto gradient = [](std::vector<std::string> inputs) {
    SmallGraph graph({2});
    graph.floats("c", {2}, {1, 5});
    graph.node("Max", std::move(inputs), "y");
    const auto network = graph.network();
    const auto pass = network->start_pass();
    pass->forward(arma::fvec{1, 2});
    return pass->gradient("y", arma::fvec{1, 1}, "x");
  };
  // PyTorch's torch.max(a, b) gives a half to each of two equals.
  CHECK(same(gradient({"x", "c"}), arma::fvec{0.5F, 0}));
  CHECK(same(gradient({"x", "x"}), arma::fvec{1, 1}));
  CHECK(same(gradient({"x", "x", "c"}), arma::fvec{2 / 3.0F, 0}, 1e-7F));
  CHECK(same(gradient({"x"}), arma::fvec{1, 1}));
}

TEST_CASE("Sum, Mean, Min and Max take any number of inputs", "[operators]") {
  const auto value = [](const std::string& op) {
    return SmallGraph({2})
        .floats("c", {}, {4})
        .floats("d", {1, 2}, {-2, 9})
        .node(op, {"x", "c", "d"}, "y")
        .output(arma::fvec{1, 5});
  };
  CHECK(same(value("Sum"), arma::fvec{3, 18}));
  CHECK(same(value("Mean"), arma::fvec{1, 6}, 5e-7F));
  CHECK(same(value("Max"), arma::fvec{4, 9}));
  CHECK(same(value("Min"), arma::fvec{-2, 4}));
  CHECK(SmallGraph({2}).node("Max", {}, "y").refusal() != "made");
}

TEST_CASE("Pow of exponent 2, 3 and others has the slopes of its formula", "[gradient]") {
  for (const float exponent : {2.0F, 3.0F, 0.5F, -1.0F, 1.7F}) {
    SmallGraph graph({6});
    graph.floats("e", {}, {exponent}).node("Pow", {"x", "e"}, "y");
    const arma::fmat x = positive(6, 2);
    const arma::fmat y = graph.output(x);
    for (arma::uword i = 0; i < x.n_elem; ++i) {
      const double wanted = std::pow(static_cast<double>(x(i)), static_cast<double>(exponent));
      CHECK(static_cast<double>(y(i)) == Approx(wanted).epsilon(1e-6));
    }
    CHECK(difference_to_finite(*graph.network(), "y", x) < 1e-3);
  }
  // Flat where the exponent is 0, also at 0.
  const auto flat = SmallGraph({1}).floats("e", {}, {0}).node("Pow", {"x", "e"}, "y").network();
  const auto pass = flat->start_pass();
  pass->forward(arma::fvec{0});
  CHECK(pass->tensor("y")(0) == 1);
  CHECK(pass->gradient("y", arma::fvec{1}, "x")(0) == 0);
}

TEST_CASE("operators of two inputs pass a batch of no items", "[operators]") {
  SmallGraph graph({2, 3});
  graph.floats("c", {2, 1}, {1, 2}).node("Mul", {"x", "c"}, "a").node("Max", {"a", "x"}, "y");
  const auto network = graph.network();
  const auto pass = network->start_pass();
  pass->forward(arma::fmat(6, 0));
  CHECK(pass->tensor("y").n_cols == 0);
  CHECK(pass->gradient("y", arma::fmat(6, 0), "x").n_cols == 0);
}

TEST_CASE("PRelu's slopes may not enlarge the items", "[operators]") {
  CHECK(SmallGraph({2, 1}).floats("s", {3}, {1, 2, 3}).node("PRelu", {"x", "s"}, "y").refusal() ==
        "node 'y_node' (PRelu, opset 13): slopes of shape 3 do not repeat over items of shape 2 x "
        "1");
}
