// SPDX-License-Identifier: MIT
#include "pipeline/pipeline_file.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

// The valid pipeline with one thing changed, and what is said of it.
std::string complaints(const std::string& what, const std::string& instead) {
  return PipelineFile(with(valid_yaml(), what, instead)).complaints();
}

}  // namespace

TEST_CASE("a valid pipeline raises no complaint", "[complaints]") {
  CHECK(PipelineFile(valid_yaml()).complaints().empty());
}

TEST_CASE("a misspelt key names the nearest one, at every level", "[complaints]") {
  CHECK(complaints("seed", "sede") ==
        "p.yaml:3:1: error: the pipeline has no key 'sede', did you mean 'seed'?\n"
        "  sede: 42\n"
        "  ^");
  CHECK(complaints("scale", "scael") ==
        "p.yaml:4:21: error: 'data' has no key 'scael', did you mean 'scale'?\n"
        "  data: {format: idx, scael: 255, validation: 2,\n"
        "                      ^");
  CHECK_THAT(complaints("{images: x.gz,", "{imags: x.gz,"),
             Catch::StartsWith("p.yaml:5:15: error: 'train' (format idx) lacks the key 'images'") &&
                 Catch::Contains("p.yaml:5:16: error: 'train' (format idx) has no key 'imags', "
                                 "did you mean 'images'?"));
  CHECK_THAT(
      complaints("{file: net.onnx}", "{file: net.onnx, tran: {}}"),
      Catch::StartsWith("p.yaml:6:25: error: 'model' has no key 'tran', did you mean 'train'?"));
  CHECK_THAT(complaints("{file: net.onnx}", "{file: net.onnx, train: {epoch: 1}}"),
             Catch::StartsWith(
                 "p.yaml:6:33: error: 'model.train' has no key 'epoch', did you mean 'epochs'?"));
  CHECK_THAT(
      complaints("{plugin: weights}", "{plugin: weights, wiht: {}}"),
      Catch::StartsWith("p.yaml:7:28: error: this stage has no key 'wiht', did you mean 'with'?"));
}

TEST_CASE("a key far from all others lists those there are", "[complaints]") {
  CHECK_THAT(
      complaints("{file: net.onnx}", "{file: net.onnx, zebra: 1}"),
      Catch::StartsWith("p.yaml:6:25: error: 'model' has no key 'zebra'; keys are file, train"));
}

TEST_CASE("a missing key is reported at the mapping that lacks it", "[complaints]") {
  CHECK(PipelineFile("name: x\n").complaints() ==
        "p.yaml:1:1: error: the pipeline lacks the key 'lucarne', the version of its format; begin "
        "it with 'lucarne: 1'\n  name: x\n  ^\n"
        "p.yaml:1:1: error: the pipeline lacks the key 'data'\n  name: x\n  ^\n"
        "p.yaml:1:1: error: the pipeline lacks the key 'model'\n  name: x\n  ^\n"
        "p.yaml:1:1: error: the pipeline lacks the key 'stages'\n  name: x\n  ^");
  CHECK_THAT(complaints("format: idx, ", ""),
             Catch::StartsWith("p.yaml:4:7: error: 'data' lacks the key 'format'\n"));
  CHECK_THAT(complaints("{file: net.onnx}", "{}"),
             Catch::StartsWith("p.yaml:6:8: error: 'model' lacks the key 'file'\n"));
  CHECK_THAT(complaints("{plugin: weights}", "{id: w}"),
             Catch::StartsWith("p.yaml:7:10: error: this stage lacks the key 'plugin'\n"));
}

TEST_CASE("the format version must be 1", "[complaints]") {
  CHECK_THAT(
      complaints("lucarne: 1", "lucarne: 2"),
      Catch::StartsWith("p.yaml:1:10: error: 'lucarne': wanted format version 1, found 2\n"));
  CHECK_THAT(complaints("lucarne: 1", "lucarne: '1'"),
             Catch::StartsWith("p.yaml:1:10: error: 'lucarne': wanted a whole number, found '1' in "
                               "quotes; leave the quotes out\n"));
}

TEST_CASE("values of a wrong type or out of range say what was wanted", "[complaints]") {
  const auto [what, instead, message] = GENERATE(table<std::string, std::string, std::string>({
      {"seed: 42", "seed: ten", "3:7: error: 'seed': wanted a whole number, found 'ten'"},
      {"seed: 42", "seed: -1", "3:7: error: 'seed' must be at least 0, found -1"},
      {"seed: 42", "seed: [1]", "3:7: error: 'seed': wanted a whole number, found a list"},
      {"seed: 42", "seed:", "3:1: error: 'seed': wanted a whole number, found nothing"},
      {"seed: 42", "language: frensh",
       "3:11: error: 'language' must be one of en, fr; found 'frensh'"},
      {"seed: 42", "block_size: -1",
       "3:13: error: 'block_size' must be at least 0 items, found -1"},
      {"name: digits", "name: my digits",
       "2:7: error: 'name': wanted letters, digits, '-' and '_', at most 100 of them, found 'my "
       "digits'"},
      {"name: digits", "name: ../x",
       "2:7: error: 'name': wanted letters, digits, '-' and '_', at most 100 of them, found "
       "'../x'"},
      {"scale: 255", "scale: 0", "4:28: error: 'scale' must be above 0, found 0"},
      {"scale: 255", "scale: .inf", "4:28: error: 'scale': wanted a finite number, found '.inf'"},
      {"idx", "idk",
       "4:16: error: 'format' must be one of idx, npy, npz, csv, images; found 'idk', did you "
       "mean 'idx'?"},
      {"validation: 2", "validation: 1e3",
       "4:45: error: 'validation': wanted a whole number in plain digits, found '1e3'"},
      {"scale: 255", "shape: [28, 0]", "4:33: error: 'shape' must be at least 1, found 0"},
      {"scale: 255", "shape: [99999, 99999]",
       "4:28: error: 'shape': wanted at most 1e9 elements in one item"},
      {"scale: 255", "classes: [a, b, a]", "4:37: error: 'classes': 'a' is given twice"},
      {"scale: 255", "label_column: x",
       "4:21: error: 'label_column' is for format csv, found format idx; leave it out"},
      {"{file: net.onnx}", "net.onnx",
       "6:8: error: 'model': wanted a mapping, such as {file: network.onnx}, found 'net.onnx'"},
      {"file: net.onnx", "file: net.pkl",
       "6:15: error: 'file': wanted a network in a file *.onnx or *.npz, found 'net.pkl'"},
      {"file: net.onnx", "file: [a]",
       "6:15: error: 'file': wanted the name of a file, found a list"},
      {"net.onnx}", "net.onnx, train: {optimizer: adm}}",
       "6:44: error: 'optimizer' must be one of sgd, momentum, adam; found 'adm', did you mean "
       "'adam'?"},
      {"net.onnx}", "net.onnx, train: }",
       "6:25: error: 'train': wanted a mapping, such as {epochs: 10}, found nothing"},
      {"[{plugin: weights}]", "[]",
       "7:9: error: 'stages': wanted at least one stage, found an empty "
       "list"},
      {"[{plugin: weights}]", "weights",
       "7:9: error: 'stages': wanted a list, such as - plugin: weights, found 'weights'"},
      {"[{plugin: weights}]", "[weights]",
       "7:10: error: wanted a stage, found 'weights'; write 'plugin: weights'"},
      {"weights}", "weights, id: a b}",
       "7:32: error: 'id': wanted letters, digits, '-' and '_', at most 100 of them, found 'a b'"},
      {"weights}", "weights, with: [1]}",
       "7:34: error: 'with': wanted a mapping, such as {samples: 10}, found a list"},
  }));
  CHECK_THAT(complaints(what, instead), Catch::StartsWith("p.yaml:" + message + "\n"));
}

TEST_CASE("each wrong item of a list is pointed at", "[complaints]") {
  CHECK(complaints("net.onnx}", "net.onnx, train: {hidden: [ten, 8, 0]}}") ==
        "p.yaml:6:42: error: 'hidden': wanted a whole number, found 'ten'\n"
        "  model: {file: net.onnx, train: {hidden: [ten, 8, 0]}}\n"
        "                                           ^\n"
        "p.yaml:6:50: error: 'hidden' must be at least 1, found 0\n"
        "  model: {file: net.onnx, train: {hidden: [ten, 8, 0]}}\n"
        "                                                   ^");
}

TEST_CASE("stages with the same id are told apart by line", "[complaints]") {
  const std::string text = complaints("[{plugin: weights}]",
                                      "\n  - plugin: weights\n  - {plugin: errors, id: weights}\n");
  CHECK(text ==
        "p.yaml:9:5: error: stage id 'weights' is used twice, first on line 8; give this stage an "
        "'id:' of its own\n"
        "    - {plugin: errors, id: weights}\n"
        "      ^");
}

TEST_CASE("a missing file is shown with the path tried and the nearest name", "[complaints]") {
  CHECK_THAT(complaints("train: {images: x.gz", "train: {images: x.g"),
             Catch::StartsWith("p.yaml:5:24: error: 'images': wanted a data file, found no file "
                               "'DIR/x.g', did you mean 'x.gz'?\n"));
  CHECK_THAT(complaints("train: {images: x.gz", "train: {images: sub/../../nowhere/x.gz"),
             Catch::Contains("nowhere/x.gz'; its folder does not exist\n"));
  CHECK_THAT(complaints("train: {images: x.gz", "train: {images: ."),
             Catch::Contains("'images': wanted a data file, found a folder: 'DIR/'\n"));
  CHECK_THAT(complaints("net.onnx", "nett.onnx"),
             Catch::StartsWith("p.yaml:6:15: error: 'file': wanted a network, found no file "
                               "'DIR/nett.onnx', did you mean 'net.onnx'? Or add 'train:' to train "
                               "one\n"));
  CHECK_THAT(complaints("net.onnx", "completely-different.onnx"),
             Catch::Contains("'DIR/completely-different.onnx'; add 'train:' to train one\n"));
}

TEST_CASE("a network to be trained must be one to be saved", "[complaints]") {
  CHECK(complaints("{file: net.onnx}", "{file: new/later.onnx, train: {}}").empty());
  CHECK_THAT(complaints("{file: net.onnx}", "{file: later.npz, train: {}}"),
             Catch::StartsWith("p.yaml:6:15: error: 'file': networks trained here are saved as "
                               "ONNX; name it *.onnx\n"));
}

TEST_CASE("validation needs a train split, and data need one split at least", "[complaints]") {
  CHECK_THAT(
      complaints("train: {images: x.gz, labels: y.gz}, ", ""),
      Catch::StartsWith("p.yaml:4:45: error: 'validation' takes items from the end of train, "
                        "found no 'train'\n"));
  CHECK_THAT(PipelineFile("lucarne: 1\ndata: {format: npz}\nmodel: {file: net.onnx}\n"
                          "stages: [{plugin: weights}]\n")
                 .complaints(),
             Catch::StartsWith("p.yaml:2:7: error: 'data' lacks the keys 'train' and 'test'; give "
                               "one or both\n"));
}

TEST_CASE("everything wrong is said in one go", "[complaints]") {
  const std::string text = PipelineFile(
                               "lucarne: 1\nsede: 1\nname: a b\nname: c\ndata: {format: xyz}\n"
                               "model: {file: none.onnx}\nstages: [{plugin: 1 2, id: -}, {}]\n")
                               .complaints();
  for (const char* place :
       {":2:1:", ":3:7:", ":4:1:", ":5:7:", ":5:16:", ":6:15:", ":7:19:", ":7:32:"}) {
    CHECK_THAT(text, Catch::Contains("p.yaml" + std::string(place) + " error: "));
  }
}

TEST_CASE("a pipeline that is no mapping is refused", "[complaints]") {
  CHECK(PipelineFile("hello\n").complaints() ==
        "p.yaml:1:1: error: wanted a pipeline, a mapping that begins with 'lucarne: 1', found "
        "'hello'\n  hello\n  ^");
  CHECK(PipelineFile("").complaints() == "p.yaml: error: wanted a pipeline, found an empty file");
  CHECK(PipelineFile("# only a comment\n").complaints() ==
        "p.yaml: error: wanted a pipeline, found an empty file");
}

TEST_CASE("a pipeline file that is not there names the nearest one", "[complaints]") {
  const TemporaryFolder folder;
  folder.file("mnist.yaml", "lucarne: 1\n");
  Diagnostics diagnostics("mnits.yaml");
  CHECK_THROWS_WITH(read_yaml(folder.path() / "mnits.yaml", diagnostics),
                    "mnits.yaml: error: wanted a pipeline file, found no file '" +
                        (folder.path() / "mnits.yaml").string() + "', did you mean 'mnist.yaml'?");
  Diagnostics of_folder("d");
  CHECK_THROWS_WITH(read_yaml(folder.path(), of_folder),
                    Catch::Contains("wanted a pipeline file, found a folder: "));
}
