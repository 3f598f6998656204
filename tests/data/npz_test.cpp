// SPDX-License-Identifier: MIT
#include "data/loaded_dataset.hpp"
#include "data/npy.hpp"

#include "data_files.hpp"

#include <zlib.h>
#include <catch2/catch.hpp>

using namespace lucarne;

namespace {

struct Member {
  std::string name;
  std::string content;
  bool deflated = false;
  bool zip64 = false;
};

std::uint64_t crc_of(const std::string& content) {
  return crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size());
}

/// A zip file written by hand.
std::string zip(const std::vector<Member>& members, const std::string& comment = "") {
  std::string file;
  std::string directory;
  for (const Member& member : members) {
    const std::string packed = member.deflated ? deflate(member.content) : member.content;
    const std::string method = little(member.deflated ? 8 : 0, 2);
    const std::string crc = little(crc_of(member.content));
    const std::uint64_t all_ones = 0xffffffff;
    const std::string sizes = member.zip64 ? little(all_ones) + little(all_ones)
                                           : little(packed.size()) + little(member.content.size());
    // The field 1 of zip64, after another field that means nothing here.
    const std::string extra =
        member.zip64 ? little(0x7075, 2) + little(3, 2) + "abc" + little(1, 2) + little(16, 2) +
                           little(member.content.size(), 8) + little(packed.size(), 8)
                     : "";
    const std::string offset = little(file.size());
    const std::string time = little(0, 4);
    file += little(0x04034b50) + little(20, 2) + little(0, 2) + method + time + crc + sizes +
            little(member.name.size(), 2) + little(extra.size(), 2) + member.name + extra + packed;
    directory += little(0x02014b50) + little(20, 2) + little(20, 2) + little(0, 2) + method + time +
                 crc + sizes + little(member.name.size(), 2) + little(extra.size(), 2) +
                 little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) + offset + member.name +
                 extra;
  }
  return file + directory + little(0x06054b50) + little(0, 2) + little(0, 2) +
         little(members.size(), 2) + little(members.size(), 2) + little(directory.size()) +
         little(file.size()) + little(comment.size(), 2) + comment;
}

std::string array(const std::string& type, const Shape& shape, const std::string& bytes) {
  return npy_file(type, shape, reinterpret_cast<const std::byte*>(bytes.data()), bytes.size());
}

const Member images = {"images.npy", array("|u1", {2, 1, 2}, bytes_of({1, 2, 3, 4})), true};
const Member labels = {"labels.npy", array("<i8", {2}, little(1, 8) + little(0, 8))};

std::string npz_error(const std::string& content) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.file("a.npz", content);
  return message_of(folder, [&] { read_npz(file); });
}

}  // namespace

TEST_CASE("an NPZ file gives its arrays by name, stored or deflated", "[npz]") {
  const TemporaryFolder folder;
  const std::filesystem::path file =
      folder.file("a.npz", zip({images, labels, {"notes.txt", "no array"}}, "a comment"));
  const std::map<std::string, NpyArray> arrays = read_npz(file);
  REQUIRE(arrays.size() == 2);
  CHECK(arrays.at("images").shape == Shape{2, 1, 2});
  CHECK(arrays.at("images").as_float() == std::vector<float>{1, 2, 3, 4});
  CHECK(arrays.at("labels").as_float() == std::vector<float>{1, 0});
}

TEST_CASE("sizes in zip64 fields are read", "[npz]") {
  const TemporaryFolder folder;
  Member wide = images;
  wide.zip64 = true;
  CHECK(read_npz(folder.file("a.npz", zip({wide}))).at("images").shape == Shape{2, 1, 2});
}

TEST_CASE("an NPZ file serves as a data set", "[npz]") {
  const TemporaryFolder folder;
  DatasetSpec spec;
  spec.format = DataFormat::npz;
  spec.test = SplitFiles{folder.file("a.npz", zip({images, labels})), {}};
  const LoadedDataset data(spec);
  CHECK(data.item_shape() == Shape{1, 2});
  CHECK(arma::all(data.labels("test") == arma::uvec{1, 0}));
  CHECK(arma::approx_equal(data.inputs("test", arma::uvec{0, 1}), arma::fmat{{1, 3}, {2, 4}},
                           "absdiff", 0));
  CHECK(data.files().size() == 1);
}

TEST_CASE("an array that is not in the NPZ file is missed with the nearest name", "[npz]") {
  const TemporaryFolder folder;
  DatasetSpec spec;
  spec.format = DataFormat::npz;
  spec.test = SplitFiles{folder.file("a.npz", zip({images, labels})), {}};
  spec.items_key = "image";
  CHECK(message_of(folder, [&] { LoadedDataset data(spec); }) ==
        "a.npz: no array 'image', did you mean 'images'?");
  spec.items_key = "x_test";
  CHECK(message_of(folder, [&] { LoadedDataset data(spec); }) ==
        "a.npz: no array 'x_test'; arrays are images, labels");
}

TEST_CASE("a file that is no zip file is refused", "[npz]") {
  const std::string expected =
      "a.npz: wanted the end record of a zip file in its last bytes, found none; the file is "
      "truncated or no NPZ file";
  CHECK(npz_error("") == expected);
  CHECK(npz_error("PK") == expected);
  CHECK(npz_error(std::string(100000, 'x')) == expected);
}

TEST_CASE("a cut off NPZ file is refused wherever it is cut", "[npz]") {
  const std::string whole = zip({images, labels});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK(npz_error(whole.substr(0, size)).find("a.npz: wanted the end record") == 0);
  }
  CHECK(npz_error(whole) == "nothing thrown");
}

TEST_CASE("no change of one byte in an NPZ file passes for other numbers", "[npz]") {
  const TemporaryFolder folder;
  const std::string whole = zip({images, labels});
  int n_refused = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x41);
    INFO("byte " << i);
    const std::filesystem::path file = folder.file("a.npz", damaged);
    std::map<std::string, NpyArray> arrays;
    if (message_of(folder, [&] { arrays = read_npz(file); }) != "nothing thrown") ++n_refused;
    // What nobody uses (times, versions) or what only renames an array may change.
    if (arrays.contains("images")) {
      CHECK(arrays["images"].as_float() == std::vector<float>{1, 2, 3, 4});
    }
    if (arrays.contains("labels")) {
      CHECK(arrays["labels"].as_float() == std::vector<float>{1, 0});
    }
  }
  // At least all of the members' contents, which their checksums guard.
  CHECK(n_refused > static_cast<int>(labels.content.size()));
}

TEST_CASE("a lying zip directory is refused with what it says", "[npz]") {
  const std::string whole = zip({labels});
  const std::size_t entry = whole.find("PK\x01\x02");
  const auto with = [&](std::size_t at, const std::string& bytes) {
    std::string changed = whole;
    return npz_error(changed.replace(at, bytes.size(), bytes));
  };
  const std::size_t size = labels.content.size();
  const std::string file_size = std::to_string(whole.size());
  CHECK(with(entry + 24, little(size + 1)) == "a.npz: member 'labels.npy' promises " +
                                                  std::to_string(size + 1) + " bytes, more than " +
                                                  std::to_string(size) + " packed bytes can hold");
  CHECK(with(entry + 24, little(size - 1)) ==
        "a.npz: ends at byte " + std::to_string(size - 1) +
            " of member 'labels.npy', but its header (2, 8 bytes each) promises " +
            std::to_string(size) + " bytes; the file is truncated or the header wrong");
  CHECK(with(entry + 20, little(4000000000)) ==
        "a.npz: its zip directory promises more packed bytes than the file has; the file is "
        "damaged");
  CHECK(with(entry + 42, little(4000000000)) ==
        "a.npz: member 'labels.npy' is said to begin at byte 4000000000 of a file of " + file_size +
            " bytes");
  CHECK(with(entry + 42, little(1)) == "a.npz: member 'labels.npy' has no header at byte 1");
  CHECK(with(entry + 16, little(7)).find("but the zip directory says 00000007") !=
        std::string::npos);
  CHECK(with(entry + 10, little(12, 2)) ==
        "a.npz: wanted members that are stored or deflated, found 'labels.npy' with method 12; "
        "write it with numpy.savez or numpy.savez_compressed");
  CHECK(with(entry + 8, little(1, 2)).find("'labels.npy' encrypted") != std::string::npos);
  const std::size_t end = whole.size() - 22;
  CHECK(with(end + 16, little(4000000000)) ==
        "a.npz: its zip directory is said to have 56 bytes from byte 4000000000 on, in a file of " +
            file_size + " bytes; the file is truncated or damaged");
  CHECK(with(end + 10, little(2, 2)) == "a.npz: wanted entry 2 of 2 of the zip directory at byte " +
                                            std::to_string(end) +
                                            ", found something else; the file is damaged");
}

TEST_CASE("a member that is longer than the directory says is refused", "[npz]") {
  std::string whole = zip({{"labels.npy", labels.content + "x", true}});
  whole.replace(whole.find("PK\x01\x02") + 24, 4, little(labels.content.size()));
  CHECK(npz_error(whole) == "a.npz: member 'labels.npy' goes on after the " +
                                std::to_string(labels.content.size()) +
                                " bytes that the zip directory promises; the file is damaged");
}

TEST_CASE("members that share their packed bytes are refused", "[npz]") {
  // The directory of three members of the same size, all made to point to the first.
  const std::string bytes(4096, 'z');
  const Member one = {"a.npy", bytes};
  std::string whole = zip({one, {"b.npy", bytes}, {"c.npy", bytes}});
  const std::size_t first_directory = whole.find("PK\x01\x02");
  const std::size_t second_member = whole.find("PK\x03\x04", 4);
  whole.erase(second_member, first_directory - second_member);
  whole.replace(whole.size() - 6, 4, little(second_member));
  CHECK(npz_error(whole) ==
        "a.npz: its zip directory promises more packed bytes than the file has; the file is "
        "damaged");
}
