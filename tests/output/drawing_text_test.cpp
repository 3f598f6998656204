// SPDX-License-Identifier: MIT
#include "output/drawing_text.hpp"

#include <catch2/catch.hpp>

#include <cstdint>

using lucarne::fit_text;
using lucarne::FittedText;
using lucarne::gnuplot_string;
using lucarne::printable;
using lucarne::text_width;

TEST_CASE("gnuplot strings are single-quoted, and quotes are a variable", "[drawing]") {
  CHECK(gnuplot_string("it's") == "'it'.quote.'s'");
  CHECK(gnuplot_string("'; system('x") == "''.quote.'; system('.quote.'x'");
  CHECK(gnuplot_string("a\nb") == "'ab'");
  CHECK(gnuplot_string("`x` \\ \" $(y)") == "'`x` \\ \" $(y)'");
}

TEST_CASE("control characters and marks that reorder text are dropped", "[drawing]") {
  CHECK(printable("a\x01\x1b[31mb\x7f") == "a[31mb");
  CHECK(printable("a\tb\nc") == "a b\nc");
  CHECK(printable("ab\u202E\u2066\u200F\uFEFFc") == "abc");
  CHECK(printable("été − 99 %") == "été − 99 %");
}

TEST_CASE("bytes that are no UTF-8 become the replacement character", "[drawing]") {
  CHECK(printable("a\xff") == "a\uFFFD");
  CHECK(printable("\xc3") == "\uFFFD");
  CHECK(printable("\xe2\x82") == "\uFFFD\uFFFD");
  CHECK(printable("\xc0\xaf") == "\uFFFD\uFFFD");                      // overlong '/'
  CHECK(printable("\xed\xa0\x80") == "\uFFFD\uFFFD\uFFFD");            // a surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond U+10FFFF
}

TEST_CASE("widths grow with the font and are those of DejaVu Sans", "[drawing]") {
  // 'M' is 863 thousandths wide, 'i' 278.
  CHECK(text_width("Mi", 1000) == Approx(863 + 278));
  CHECK(text_width("Mi", 10) == Approx(11.41));
  CHECK(text_width("", 10) == 0);
  CHECK(text_width("M", 10, true) > text_width("M", 10));
}

TEST_CASE("text that fits stays as it is", "[drawing]") {
  const FittedText text = fit_text("short", 500, 18, 11, 1);
  CHECK(text.lines == std::vector<std::string>{"short"});
  CHECK(text.size == 18);
}

TEST_CASE("text breaks at blanks before it shrinks, and shrinks before it is cut", "[drawing]") {
  const std::string words = "eleven words that together are longer than any one line here";
  const FittedText broken = fit_text(words, 300, 18, 11, 3);
  CHECK(broken.size == 18);
  CHECK(broken.lines.size() == 2);
  const FittedText shrunk = fit_text(words, 420, 18, 11, 1);
  CHECK(shrunk.lines == std::vector<std::string>{words});
  CHECK(shrunk.size < 18);
  const FittedText cut = fit_text(words, 100, 18, 11, 1);
  CHECK(cut.size == 11);
  CHECK(cut.lines.size() == 1);
  CHECK(cut.lines[0].ends_with("…"));
  CHECK(cut.width() <= 100);
}

TEST_CASE("fitted text never exceeds its room", "[drawing]") {
  for (const double width : {20.0, 55.0, 130.0, 400.0}) {
    for (const std::size_t lines : {1U, 2U, 3U}) {
      const FittedText text =
          fit_text("Correlation between neuroneswithoutanyblankatall and others\nsecond", width, 20,
                   11, lines, true);
      INFO(width << " pixels, " << lines << " lines");
      CHECK(text.lines.size() <= lines);
      CHECK(text.width(true) <= width);
    }
  }
}

TEST_CASE("line breaks of the author are kept", "[drawing]") {
  CHECK(fit_text("true: 7\npredicted: 1", 500, 16, 11, 3).lines ==
        std::vector<std::string>{"true: 7", "predicted: 1"});
}

TEST_CASE("marks set off by a blank stay with their word", "[drawing]") {
  // The whole is a pixel too wide for one line.
  for (const std::string word : {"« image »", "image :", "12 %"}) {
    const std::string before = "couche ";
    const std::string whole = before + word;
    const double width = lucarne::text_width(whole, 16) - 1;
    CHECK(fit_text(whole, width, 16, 16, 2).lines == std::vector<std::string>{"couche", word});
  }
  CHECK(fit_text("a : b", lucarne::text_width("a :", 16) + 1, 16, 16, 2).lines ==
        std::vector<std::string>{"a :", "b"});
  CHECK(fit_text("un :deux", lucarne::text_width("un", 16) + 1, 16, 16, 2).lines.front() == "un");
}

TEST_CASE("blank text has no lines", "[drawing]") {
  CHECK(fit_text("", 100, 16, 11, 1).lines.empty());
  CHECK(fit_text(" \n\t\x01", 100, 16, 11, 2).lines.empty());
}
