// SPDX-License-Identifier: MIT
#include "data/data_error.hpp"
#include "network/network.hpp"
#include "same.hpp"
#include "support/make_onnx.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

const std::string batch_of_2 = "dim { dim_param: 'N' } dim { dim_value: 2 }";

/// A model of one input 'x' (N x 2) and one output 'y'.
std::string model(const std::string& graph, const std::string& opset = "13",
                  const std::string& input_dims = batch_of_2) {
  return "ir_version: 7 opset_import { version: " + opset + " } graph { name: 'g' input { " +
         float_value("x", input_dims) + " } output { name: 'y' } " + graph + " }";
}

std::string node(const std::string& op, const std::string& inputs, const std::string& outputs,
                 const std::string& more = "") {
  return "node { op_type: '" + op + "' input: [" + inputs + "] output: [" + outputs + "] " + more +
         " } ";
}

std::unique_ptr<Network> load(const std::string& text) {
  const TemporaryFolder folder;
  return load_onnx(folder.file("m.onnx", onnx_bytes(text)));
}

/// What load() says after the file's name.
std::string refusal(const std::string& text) {
  try {
    load(text);
  } catch (const DataError& error) {
    const std::string message = error.what();
    return message.substr(message.find("m.onnx: ") + 8);
  }
  return "loaded";
}

std::string raw_refusal(const std::string& bytes) {
  const TemporaryFolder folder;
  try {
    load_onnx(folder.file("m.onnx", bytes));
  } catch (const DataError& error) {
    const std::string message = error.what();
    return message.substr(message.find("m.onnx: ") + 8);
  }
  return "loaded";
}

const std::string w22 = "initializer { " + float_tensor("W", "2, 2", "1, 2, 3, 4") + " } ";

}  // namespace

TEST_CASE("nodes in any order are computed in the right one", "[onnx]") {
  const auto network = load(model(node("Relu", "'h'", "'y'", "name: 'r'") +
                                  node("MatMul", "'x', 'W'", "'h'", "name: 'm'") + w22));
  REQUIRE(network->layers().size() == 2);
  CHECK(network->layers()[0].name == "m");
  const auto pass = network->start_pass();
  pass->forward(arma::fvec{1, -1});
  // (1, -1) times [[1, 2], [3, 4]] = (-2, -2)
  CHECK(same(pass->tensor("h"), arma::fvec{-2, -2}));
  CHECK(same(pass->tensor("y"), arma::fvec{0, 0}));
}

TEST_CASE("nodes without a name take their output's, equal names are told apart", "[onnx]") {
  const auto network =
      load(model(node("Relu", "'x'", "'a'") + node("Tanh", "'a'", "'b'", "name: 'a'") +
                 node("Sigmoid", "'b'", "'y'", "name: 'a'")));
  CHECK(network->layers()[0].name == "a");
  CHECK(network->layers()[1].name == "a_2");
  CHECK(network->layers()[2].name == "a_3");
  CHECK(network->layer("b").op == "Tanh");
}

TEST_CASE("initialisers are read from each of the forms that exporters write", "[onnx]") {
  const std::string product = node("MatMul", "'x', 'W'", "'y'");
  const arma::fmat expected{{1, 2}, {3, 4}};
  CHECK(same(load(model(product + w22))->weights("y"), expected));
  CHECK(same(load(model(product + "initializer { name: 'W' dims: [2, 2] data_type: 11 "
                                  "double_data: [1, 2, 3, 4] }"))
                 ->weights("y"),
             expected));
  // 1.0f, 2.0f, 3.0f, 4.0f little endian.
  CHECK(same(load(model(product + "initializer { name: 'W' dims: [2, 2] data_type: 1 raw_data: "
                                  "'\\000\\000\\200\\077\\000\\000\\000\\100\\000\\000\\100\\100"
                                  "\\000\\000\\200\\100' }"))
                 ->weights("y"),
             expected));
  CHECK(same(load(model(node("Constant", "", "'W'",
                             "attribute { name: 'value' type: TENSOR t { " +
                                 float_tensor("", "2, 2", "1, 2, 3, 4") + " } }") +
                        product))
                 ->weights("y"),
             expected));
  CHECK(same(load(model(node("Identity", "'V'", "'W'") + product + "initializer { " +
                        float_tensor("V", "2, 2", "1, 2, 3, 4") + " }"))
                 ->weights("y"),
             expected));
}

TEST_CASE("initialisers that are listed as inputs are not fed", "[onnx]") {
  const auto network =
      load("ir_version: 3 opset_import { version: 9 } graph { name: 'g' input { " +
           float_value("W", "dim { dim_value: 2 } dim { dim_value: 2 }") + " } input { " +
           float_value("x", batch_of_2) + " } output { name: 'y' } " +
           node("MatMul", "'x', 'W'", "'y'") + w22 + "}");
  CHECK(network->input_name() == "x");
}

TEST_CASE("a fixed batch is computed as any number of items", "[onnx]") {
  const auto network =
      load(model(node("Relu", "'x'", "'y'"), "13", "dim { dim_value: 1 } dim { dim_value: 2 }"));
  const auto pass = network->start_pass();
  pass->forward(arma::fmat(2, 5, arma::fill::ones));
  CHECK(pass->tensor("y").n_cols == 5);
}

TEST_CASE("an operator that is not supported is refused with what to do", "[onnx]") {
  const std::string told = refusal(model(node("Einsum", "'x'", "'y'", "name: 'e1'")));
  CHECK_THAT(told, Catch::StartsWith("node 'e1' (Einsum, opset 13): the operator is not supported; "
                                     "export the network with these alone: Abs, Add, "));
  CHECK_THAT(told, Catch::Contains(", Reshape, ") && Catch::Contains(", Softmax, "));
  CHECK(refusal(model(node("Relu", "'x'", "'y'", "name: 'r' domain: 'com.example'"))) ==
        "node 'r' (Relu) is of domain 'com.example'; only ONNX's own operators are supported, "
        "export without others");
  CHECK(refusal(model(node("Relu", "'x'", "'y'"), "22")) ==
        "opset 22; 1 to 21 are supported, export the network with opset 13");
  CHECK(refusal(model(node("Relu", "'x'", "'y'"), "99")) ==
        "opset 99; 1 to 21 are supported, export the network with opset 13");
  CHECK(refusal(model(node("Relu", "'x'", "'y'",
                           "attribute { name: 'slope' type: FLOAT f: 1 } name: 'r'"))) ==
        "node 'r' (Relu, opset 13): attribute 'slope' is not supported");
}

TEST_CASE("a graph that does not hold together is refused by name", "[onnx]") {
  CHECK(refusal(model(node("Relu", "'z'", "'y'", "name: 'r'"))) ==
        "node 'r' (Relu) reads tensor 'z', which is no input, no initialiser and no node's output");
  CHECK(refusal(model(node("Relu", "'b'", "'a'") + node("Relu", "'a'", "'b'") +
                      node("Relu", "'x'", "'y'"))) ==
        "the graph has a cycle; it lies among node 'a' (Relu), node 'b' (Relu)");
  CHECK(refusal(model(node("Relu", "'x'", "'y'") + node("Tanh", "'x'", "'y'", "name: 't'"))) ==
        "tensor 'y' has two origins; the second is node 't' (Tanh)");
  CHECK(refusal(model(node("Relu", "'x'", "'x'", "name: 'r'"))) ==
        "tensor 'x' has two origins; the second is node 'r' (Relu)");
  CHECK(refusal(model(node("Relu", "'x'", "'h'"))) == "output 'y' is produced by no node");
  CHECK(refusal(model(w22 + w22 + node("MatMul", "'x', 'W'", "'y'"))) ==
        "initialiser 'W' is there twice");
  CHECK(refusal(model(node("Identity", "'W'", "'y'") + w22)) ==
        "output 'y' does not depend on the input");
  CHECK(refusal("ir_version: 7 opset_import { version: 13 } graph { output { name: 'y' } " + w22 +
                node("Relu", "'W'", "'y'") + "}") == "the graph has no input");
  CHECK(refusal("ir_version: 7 graph { name: 'g' }") ==
        "the file does not say which opset its operators are of (opset_import)");
}

TEST_CASE("an input without fixed item sizes is refused", "[onnx]") {
  const std::string relu = node("Relu", "'x'", "'y'");
  CHECK(refusal(model(relu, "13", "dim { dim_param: 'N' } dim { dim_param: 'width' }")) ==
        "input 'x': dimension 1 has no fixed size ('width'); only the batch may be open, export "
        "the network with fixed sizes");
  CHECK(refusal(model(relu, "13", "dim { dim_param: 'N' } dim { dim_value: -4 }")) ==
        "input 'x': dimension 1 is -4");
  CHECK(refusal(model(relu, "13", "")) ==
        "input 'x' has no shape; a batch dimension and the item's own are wanted");
  CHECK(refusal(model(relu, "13",
                      "dim { dim_param: 'N' } dim { dim_value: 4294967296 } dim { dim_value: "
                      "4294967296 }")) ==
        "tensor 'x' has items of shape 4294967296 x 4294967296; 1 to 268435456 elements are "
        "supported");
  CHECK(refusal("ir_version: 7 opset_import { version: 13 } graph { input { name: 'x' type { "
                "tensor_type { elem_type: 11 } } } output { name: 'y' } " +
                relu + "}") ==
        "input 'x' is no tensor of float32, int64, int32 or bool; export the network in float32");
}

TEST_CASE("initialisers that lie about their size are refused before memory is taken", "[onnx]") {
  const auto with = [](const std::string& tensor) {
    return refusal(
        model(node("MatMul", "'x', 'W'", "'y'") + "initializer { name: 'W' " + tensor + " }"));
  };
  CHECK(with("dims: [2, 2] data_type: 1 float_data: [1, 2, 3]") ==
        "initialiser 'W': its shape wants 4 elements, the file holds 3");
  CHECK(with("dims: [2, 2] data_type: 1 raw_data: 'abcde'") ==
        "initialiser 'W': its shape wants 16 bytes, the file holds 5");
  CHECK(with("dims: [2, -2] data_type: 1 float_data: [1]") ==
        "initialiser 'W': size -2 in its shape is negative or too large");
  CHECK(with("dims: [65536, 65536, 65536, 65536] data_type: 1 float_data: [1]") ==
        "initialiser 'W': size 65536 in its shape is negative or too large");
  CHECK(with("dims: [536870912] data_type: 1 raw_data: 'abcd'") ==
        "initialiser 'W': its shape wants 2147483648 bytes, the file holds 4");
  CHECK(with("dims: [2, 2] data_type: 3 raw_data: 'abcd'") ==
        "initialiser 'W': elements of type INT8 are not supported; export the network in float32");
}

TEST_CASE("float16 and bool are read, and float16 becomes float exactly", "[onnx]") {
  // 1, -2, 65504 (the largest), 2^-24 (the smallest) as raw 0x3c00, 0xc000, 0x7bff, 0x0001.
  const std::string product = node("MatMul", "'x', 'W'", "'y'");
  CHECK(same(load(model(product + "initializer { name: 'W' dims: [2, 2] data_type: 10 raw_data: "
                                  "'\\000\\074\\000\\300\\377\\173\\001\\000' }"))
                 ->weights("y"),
             arma::fmat{{1, -2}, {65504, std::ldexp(1.0F, -24)}}));
  CHECK(same(load(model(product + "initializer { name: 'W' dims: [2, 2] data_type: 10 int32_data: "
                                  "[15360, 49152, 31743, 0] }"))
                 ->weights("y"),
             arma::fmat{{1, -2}, {65504, 0}}));
  CHECK(refusal(model(product + "initializer { name: 'W' dims: [2, 2] data_type: 10 int32_data: "
                                "[15360, 31744, 31743, 0] }")) ==
        "tensor 'W' holds inf at element 1 of 4; finite numbers are wanted, train the network "
        "again");
  CHECK(refusal(model(product + "initializer { name: 'W' dims: [2, 2] data_type: 11 double_data: "
                                "[1, 1e300, 1, 1] }")) ==
        "tensor 'W' holds inf at element 1 of 4; finite numbers are wanted, train the network "
        "again");
  const auto network = load(
      model(node("Where", "'m', 'x', 'c'", "'y'") + "initializer { " + float_tensor("c", "1", "9") +
            " } initializer { name: 'm' dims: [2] data_type: 9 raw_data: '\\001\\000' }"));
  const auto pass = network->start_pass();
  pass->forward(arma::fvec{1, 2});
  CHECK(same(pass->tensor("y"), arma::fvec{1, 9}));
}

TEST_CASE("data in a file of their own are read from the network's folder alone", "[onnx]") {
  const auto with = [](const std::string& entries, const TemporaryFolder& folder) {
    return folder.file(
        "m.onnx",
        onnx_bytes(model(node("MatMul", "'x', 'W'", "'y'") +
                         "initializer { name: 'W' dims: [2, 2] data_type: 1 data_location: "
                         "EXTERNAL " +
                         entries + " }")));
  };
  const auto entry = [](const std::string& key, const std::string& value) {
    return "external_data { key: '" + key + "' value: '" + value + "' } ";
  };
  const TemporaryFolder folder;
  const float numbers[] = {99, 1, 2, 3, 4};
  folder.file("weights.bin", std::string(reinterpret_cast<const char*>(numbers), sizeof numbers));
  const std::string here = entry("location", "weights.bin");
  CHECK(same(
      load_onnx(with(here + entry("offset", "4") + entry("length", "16"), folder))->weights("y"),
      arma::fmat{{1, 2}, {3, 4}}));
  const auto told = [&](const std::string& entries) {
    try {
      load_onnx(with(entries, folder));
    } catch (const DataError& error) {
      const std::string message = error.what();
      return message.substr(message.find("m.onnx: ") + 8);
    }
    return std::string("loaded");
  };
  const std::string title = "initialiser 'W': ";
  const std::string outside =
      "outside of the network's folder; put that file beside the network, or save the network in "
      "one file";
  CHECK(told(entry("location", "../../etc/passwd")) ==
        title + "its data lie in '../../etc/passwd', " + outside);
  CHECK(told(entry("location", "/etc/passwd")) ==
        title + "its data lie in '/etc/passwd', " + outside);
  std::filesystem::create_symlink("/etc/passwd", folder.path() / "link");
  CHECK(told(entry("location", "link")) == title + "its data lie in 'link', " + outside);
  CHECK(told("") == "initialiser 'W': its data lie in '', " + outside);
  CHECK(told(entry("location", "gone.bin")) ==
        title + "its data lie in 'gone.bin', which is not there; put that file beside the network");
  CHECK(told(here + entry("offset", "8")) ==
        title + "16 bytes from byte 8 on are wanted of 'weights.bin', which has 20");
  CHECK(told(here + entry("offset", "18446744073709551615")) ==
        title +
            "16 bytes from byte 18446744073709551615 on are wanted of 'weights.bin', which has 20");
  CHECK(told(here + entry("length", "12")) ==
        title + "its shape wants 16 bytes, of 'weights.bin' it has 12");
  CHECK(told(here + entry("offset", "-4")) ==
        title + "offset '-4' of its data in another file is no number of bytes");
}

TEST_CASE("inputs that disagree on the number of items are refused", "[onnx]") {
  CHECK(refusal("ir_version: 7 opset_import { version: 13 } graph { name: 'g' input { " +
                float_value("a", batch_of_2) + " } input { " +
                float_value("b", "dim { dim_value: 4 } dim { dim_value: 2 }") +
                " } output { name: 'y' } " + node("Add", "'a', 'b'", "'y'") + "}") ==
        "input 'a' takes any number of items and input 'b' 4; the first dimension of every input "
        "is to be the batch, of one size");
}

TEST_CASE("weights that are NaN or infinite are refused with their place", "[onnx]") {
  const auto with = [](const std::string& values) {
    return refusal(model(node("MatMul", "'x', 'W'", "'y'") + "initializer { " +
                         float_tensor("W", "2, 2", values) + " }"));
  };
  CHECK(with("1, nan, 3, 4") ==
        "tensor 'W' holds nan at element 1 of 4; finite numbers are wanted, train the network "
        "again");
  CHECK(with("1, 2, 3, -inf") ==
        "tensor 'W' holds -inf at element 3 of 4; finite numbers are wanted, train the network "
        "again");
}

TEST_CASE("files that are no ONNX files are refused", "[onnx]") {
  const std::string message =
      "is no ONNX file, or is damaged; a whole file from an exporter is wanted";
  CHECK(raw_refusal("") == message);
  CHECK(raw_refusal("hello, I am a text file\n") == message);
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(load_onnx(folder.path() / "m.onnx"),
                    Catch::EndsWith("m.onnx: cannot be read: No such file or directory"));
}

TEST_CASE("every cut of a file is refused or gives a whole network", "[onnx]") {
  const std::string whole = onnx_bytes(model(node("MatMul", "'x', 'W'", "'y'", "name: 'm'") + w22));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string said = raw_refusal(whole.substr(0, size));
    CAPTURE(size);
    CHECK((said != "loaded" && !said.empty()));
  }
}

TEST_CASE("a file with any byte changed is refused or gives a whole network", "[onnx]") {
  const std::string whole = onnx_bytes(model(node("MatMul", "'x', 'W'", "'y'", "name: 'm'") + w22));
  for (std::size_t place = 0; place < whole.size(); ++place) {
    for (const char change : {'\x01', '\x10', '\x80', '\xff'}) {
      std::string changed = whole;
      changed[place] = static_cast<char>(changed[place] ^ change);
      CAPTURE(place, static_cast<int>(change));
      CHECK_NOTHROW(raw_refusal(changed));  // anything but a DataError passes through it
    }
  }
}

TEST_CASE("many nodes of one name are told apart in a moment", "[onnx]") {
  std::string nodes = node("Relu", "'x'", "'t0'", "name: 'n'");
  for (int i = 1; i < 5000; ++i) {
    nodes += node("Relu", "'t" + std::to_string(i - 1) + "'", "'t" + std::to_string(i) + "'",
                  "name: 'n'");
  }
  const auto network = load(model(nodes + node("Relu", "'t4999'", "'y'")));
  CHECK(network->layers()[4999].name == "n_5000");
}

TEST_CASE("a large tensor claimed by a small file takes no memory when it is read", "[onnx]") {
  // 64 Mi elements an item; each scalar Add written out would take 256 MiB.
  std::string nodes = "initializer { " + float_tensor("c", "1", "1") + " } ";
  std::string last = "x";
  for (int i = 0; i < 200; ++i) {
    const std::string next = i == 199 ? std::string("y") : fmt::format("a{}", i);
    nodes += node("Add", "'" + last + "', 'c'", "'" + next + "'");
    last = next;
  }
  const auto network =
      load(model(nodes, "13", "dim { dim_param: 'N' } dim { dim_value: 67108864 }"));
  CHECK(network->layers().size() == 200);
}

TEST_CASE("nodes of old opsets mean what they meant then", "[onnx]") {
  const std::string axis =
      "attribute { name: 'broadcast' type: INT i: 1 } attribute { name: 'axis' type: INT i: 1 }";
  const std::string b = "initializer { " + float_tensor("b", "2", "10, 20") + " } ";
  const auto added = load(model(node("Add", "'x', 'b'", "'y'", axis) + b, "6"));
  const auto pass = added->start_pass();
  pass->forward(arma::fmat("1; 2"));
  CHECK(pass->tensor("y")(0) == 11);
  CHECK(pass->tensor("y")(1) == 22);

  CHECK(refusal(model(node("Dropout", "'x'", "'y'", "name: 'd'"), "6")) ==
        "node 'd' (Dropout, opset 6): it is in training mode; export the network after "
        "model.eval()");
  const std::string beyond =
      "name: 'a' attribute { name: 'broadcast' type: INT i: 1 } "
      "attribute { name: 'axis' type: INT i: 2 }";
  CHECK(refusal(model(node("Add", "'x', 'b'", "'y'", beyond) + b, "6")) ==
        "node 'a' (Add, opset 6): attribute 'axis' is to be below 2");
}
