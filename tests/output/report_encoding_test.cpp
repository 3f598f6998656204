// SPDX-License-Identifier: MIT
#include "output/report_encoding.hpp"

#include <catch2/catch.hpp>

using namespace lucarne;

TEST_CASE("markup characters and both quotes are escaped", "[report]") {
  CHECK(escaped("<a href=\"x\" id='y'>&amp;") ==
        "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;");
}

TEST_CASE("text beyond ASCII passes unchanged", "[report]") {
  const std::string text = "Écart type × 10⁻⁷ \u2028 日本 \U0001F600";
  CHECK(escaped(text) == text);
}

TEST_CASE("bytes that are not UTF-8 become the replacement character", "[report]") {
  const std::string r = "\xEF\xBF\xBD";
  CHECK(escaped("a\xFF"
                "b") == "a" + r + "b");
  CHECK(escaped("\xC3") == r);                          // cut short
  CHECK(escaped("\xC0\xBC") == r + r);                  // '<' in an overlong form
  CHECK(escaped("\xE0\x80\xBC") == r + r + r);          // the same in three bytes
  CHECK(escaped("\xED\xA0\x80") == r + r + r);          // a surrogate
  CHECK(escaped("\xF4\x90\x80\x80") == r + r + r + r);  // beyond U+10FFFF
}

TEST_CASE("control characters that HTML forbids are replaced and line breaks stay", "[report]") {
  CHECK(escaped(std::string_view("a\0b", 3)) ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(escaped("a\x1B[31m") == "a\xEF\xBF\xBD[31m");
  CHECK(escaped("a\n\tb\r") == "a\n\tb\r");
}

TEST_CASE("a link keeps its slashes and can be neither a scheme nor a query nor a fragment",
          "[report]") {
  CHECK(link_to("weights/layer-1_a.png") == "weights/layer-1_a.png");
  CHECK(link_to("javascript:alert(1)") == "javascript%3Aalert%281%29");
  CHECK(link_to("a b?c#d\"e%") == "a%20b%3Fc%23d%22e%25");
  CHECK(link_to("é") == "%C3%A9");
}

// RFC 4648, section 10.
TEST_CASE("base64 gives the test vectors of its RFC", "[report]") {
  CHECK(base64("").empty());
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xFF\xFE\xFB") == "//77");
}

TEST_CASE("only a whole PNG has a size", "[report]") {
  const std::string header("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\xB0\0\0\x02\x58\x08\0\0\0\0", 29);
  const std::string end("\0\0\0\0\0\0\0\0IEND\xae\x42\x60\x82", 16);
  const auto size = png_size(header + end);
  REQUIRE(size);
  CHECK(size->width == 1200);
  CHECK(size->height == 600);
  CHECK_FALSE(png_size(header));
  CHECK_FALSE(png_size(""));
  CHECK_FALSE(png_size("GIF89a" + header + end));
}
