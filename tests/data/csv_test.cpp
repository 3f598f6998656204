// SPDX-License-Identifier: MIT
#include "data_files.hpp"

#include "data/loaded_dataset.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

struct Csv {
  std::string label_column = "label";
  std::vector<std::string> class_names = {};
  Shape item_shape = {};

  DatasetSpec spec(const std::filesystem::path& file) const {
    DatasetSpec spec;
    spec.format = DataFormat::csv;
    spec.test = SplitFiles{file, {}};
    spec.label_column = label_column;
    spec.class_names = class_names;
    spec.item_shape = item_shape;
    return spec;
  }

  /// The labels in the first row, each item's values below.
  arma::fmat read(const std::string& content) const {
    const TemporaryFolder folder;
    const LoadedDataset data(spec(folder.file("a.csv", content)));
    arma::fmat inputs;
    data.read("test", 0, data.n_items("test"), inputs);
    const arma::frowvec labels = arma::conv_to<arma::frowvec>::from(data.labels("test"));
    return arma::join_cols(labels, inputs);
  }

  std::string csv_error(const std::string& content) const {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder.file("a.csv", content);
    return message_of(folder, [&] { LoadedDataset(spec(file)).wait("test"); });
  }
};

using Rows = std::vector<std::vector<float>>;

bool same(const arma::fmat& found, const Rows& expected) {
  Rows rows;
  for (arma::uword row = 0; row < found.n_rows; ++row) {
    rows.push_back(arma::conv_to<std::vector<float>>::from(found.row(row)));
  }
  return rows == expected;
}

}  // namespace

TEST_CASE("a CSV file with a header is read by the name of its label column", "[csv]") {
  const std::string content = "x,label,y\n1,0,2.5\n-3e2,1,+.5\n";
  CHECK(same(Csv{}.read(content), {{0, 1}, {1, -300}, {2.5f, 0.5f}}));
}

TEST_CASE("a CSV file without a header is read by the index of its label column", "[csv]") {
  const Csv csv{.label_column = "0"};
  CHECK(same(csv.read("7,1,2\n3,4,5\n"), {{7, 3}, {1, 4}, {2, 5}}));
  CHECK(same(csv.read("7,1,2"), {{7}, {1}, {2}}));
}

TEST_CASE("an index works with a header too", "[csv]") {
  CHECK(same(Csv{.label_column = "0"}.read("class,x\n7,1\n"), {{7}, {1}}));
}

TEST_CASE("CRLF, blank lines, blanks around fields and a byte order mark are no matter", "[csv]") {
  CHECK(same(Csv{}.read("\xef\xbb\xbflabel, x\r\n\r\n 1 ,\t2\r\n  \r\n0,3\r\n\r\n"),
             {{1, 0}, {2, 3}}));
}

TEST_CASE("quoted fields may hold commas, quotes and line ends", "[csv]") {
  const std::string content = "\"label\",\"x, \"\"y\"\"\n or z\"\n\"1\",\"2\"\n";
  CHECK(same(Csv{}.read(content), {{1}, {2}}));
  CHECK(Csv{}.csv_error("\"label\",\"x, \"\"y\"\"\n or z\"\n1,q\n") ==
        "a.csv:3: column 'x, \"y\"? or z': wanted a finite number within the range of float, found "
        "'q'");
}

TEST_CASE("labels may be names of classes", "[csv]") {
  const Csv csv{.label_column = "1", .class_names = {"cat", "dog, small"}};
  CHECK(same(csv.read("5,cat\n6,\"dog, small\"\n7,1\n"), {{0, 1, 1}, {5, 6, 7}}));
  CHECK(csv.csv_error("5,cat\n6,cap\n") ==
        "a.csv:2: column 1: wanted a class's number or name, found 'cap', did you mean 'cat'?");
  CHECK(Csv{}.csv_error("label,x\ncat,5\n") ==
        "a.csv:2: column 'label': wanted a class's number, found 'cat'; give data.class_names if "
        "the labels are names");
}

TEST_CASE("a CSV file may be packed and its items given a shape", "[csv]") {
  const TemporaryFolder folder;
  const Csv csv{.item_shape = {2, 2}};
  const LoadedDataset data(csv.spec(folder.file("a.csv", gzip("label,a,b,c,d\n3,1,2,3,4\n"))));
  CHECK(data.item_shape() == Shape{2, 2});
  CHECK(data.class_names().size() == 4);
  CHECK(same(data.inputs("test", arma::uvec{0}), {{1}, {2}, {3}, {4}}));
}

TEST_CASE("records that run over the reader's buffer are read whole", "[csv]") {
  // 300 lines of 1000 numbers of 7 characters: 2.1 MB, the buffer has 1 MB.
  std::string content;
  for (int line = 0; line < 300; ++line) {
    content += std::to_string(line % 3);
    for (int i = 0; i < 1000; ++i) content += ',' + std::to_string(100000 + line + i);
    content += "\n";
  }
  const arma::fmat found = Csv{.label_column = "0"}.read(content);
  REQUIRE(found.n_rows == 1001);
  REQUIRE(found.n_cols == 300);
  double expected = 0;
  for (int line = 0; line < 300; ++line) {
    expected += line % 3 + 1000.0 * (100000 + line) + 999.0 * 1000 / 2;
  }
  const double sum = arma::accu(arma::conv_to<arma::mat>::from(found));
  CHECK(sum == expected);
  CHECK(found(1000, 299) == 101298.0f);
}

TEST_CASE("a label column that is not there is missed with the nearest name", "[csv]") {
  CHECK(Csv{.label_column = "lable"}.csv_error("label,x\n1,2\n") ==
        "a.csv:1: no column 'lable', did you mean 'label'?");
  CHECK(Csv{.label_column = "class"}.csv_error("x,y\n1,2\n") ==
        "a.csv:1: no column 'class'; columns are x, y");
  CHECK(Csv{}.csv_error("1,2\n3,4\n") ==
        "a.csv:1: no column 'label', as the first line is no header but numbers; give the label's "
        "column as an index from 0 to 1");
  CHECK(Csv{.label_column = "2"}.csv_error("1,2\n3,4\n").find("no column '2'") !=
        std::string::npos);
  CHECK(Csv{}.csv_error("label,label,x\n1,2,3\n") ==
        "a.csv:1: wanted one column 'label' of labels, found 2");
}

TEST_CASE("a line with too few or too many fields is refused by its number", "[csv]") {
  CHECK(Csv{}.csv_error("label,x\n1,2\n\n1\n") == "a.csv:4: wanted 2 fields as in line 1, found 1");
  CHECK(Csv{}.csv_error("label,x\n1,2,\n") == "a.csv:2: wanted 2 fields as in line 1, found 3");
}

TEST_CASE("a first line that is much longer than the others is refused in their place", "[csv]") {
  // 10 000 columns times 20 000 lines were 800 MB; the file has 100 kB.
  std::string content = "label";
  for (int i = 0; i < 10000; ++i) content += ",x";
  content += "\n";
  for (int i = 0; i < 20000; ++i) content += "1,2\n";
  CHECK(Csv{}.csv_error(content) == "a.csv:2: wanted 10001 fields as in line 1, found 2");
}

TEST_CASE("what is no finite number is refused by line and column", "[csv]") {
  const auto error = [](const std::string& field) {
    return Csv{}.csv_error("label,x\n1,2\n0," + field + "\n");
  };
  const std::string before =
      "a.csv:3: column 'x': wanted a finite number within the range of float, found '";
  for (const std::string field :
       {"abc", "", "1.5.2", "1 2", "0x10", "nan", "-inf", "1e39", "1e999", "+-1", "1e99999"}) {
    CHECK(error(field) == before + field + "'");
  }
  CHECK(error("1e-999") == "nothing thrown");
  CHECK(error("bad\x01\xff") == before + "bad?\?'");
}

TEST_CASE("wrong labels in a CSV file are refused by line", "[csv]") {
  CHECK(Csv{}.csv_error("label,x\n1,2\n-1,2\n") ==
        "a.csv:3: label of item 1: wanted 0 or more, found -1");
  CHECK(Csv{}.csv_error("label,x\n0.5,2\n") ==
        "a.csv:2: label of item 0: wanted a whole number, found 0.5");
  CHECK(
      Csv{.class_names = {"a", "b"}}.csv_error("label,x\n2,2\n") ==
      "a.csv:2: label of item 0: wanted at most 1, found 2, as there are 2 class names; add names "
      "or correct the label");
}

TEST_CASE("misused quotes are refused by line", "[csv]") {
  CHECK(Csv{}.csv_error("label,x\n1,\"2\n0,3\n") ==
        "a.csv:2: a quote is opened in this record and never closed");
  CHECK(Csv{}.csv_error("label,x\n1,\"2\"3\n") ==
        "a.csv:2: field 2: text after the closing quote, wanted a comma");
  CHECK(Csv{}.csv_error("label,x\n1,2\"3\"\n") ==
        "a.csv:2: field 2: a quote within a field that does not begin with one; write the whole "
        "field in quotes, each quote in it twice");
}

TEST_CASE("CSV files without items or columns are refused", "[csv]") {
  CHECK(Csv{}.csv_error("") == "a.csv: wanted lines of numbers, found none");
  CHECK(Csv{}.csv_error("\n\n") == "a.csv: wanted lines of numbers, found none");
  CHECK(Csv{}.csv_error("label,x\n") == "a.csv: holds no items, only a header");
  CHECK(Csv{}.csv_error("label;x\n1;2\n") ==
        "a.csv:1: wanted a label and at least one number, separated by commas, found 'label;x'");
}

TEST_CASE("a record that never ends is refused before it fills the memory", "[csv]") {
  // 17 MiB without a line feed, the limit being 16; packed it has 17 kB.
  const std::string message = Csv{}.csv_error(gzip(std::string(std::size_t{17} << 20, 'x')));
  CHECK(message ==
        "a.csv:1: wanted a record of at most 16 MiB, found a longer one; is a quote never closed, "
        "or is this no text?");
}
