// SPDX-License-Identifier: MIT
#include "output/drawing.hpp"
#include "output/drawing_process.hpp"
#include "output/files.hpp"
#include "output/gnuplot.hpp"
#include "output/picture_files.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <png.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>

namespace fs = std::filesystem;
using namespace lucarne;

namespace {

// PATH for the time of a test.
class PathIs {
 public:
  explicit PathIs(const std::string& path) : previous_(std::getenv("PATH")) {
    setenv("PATH", path.c_str(), 1);
  }
  ~PathIs() { setenv("PATH", previous_.c_str(), 1); }
  PathIs(const PathIs&) = delete;
  PathIs& operator=(const PathIs&) = delete;

 private:
  std::string previous_;
};

// A gnuplot of our own making, in a folder of its own.
fs::path fake_gnuplot(const TemporaryFolder& folder, const std::string& script) {
  const fs::path program = folder.file("bin/gnuplot", "#!/bin/sh\n" + script);
  fs::permissions(program, fs::perms::owner_all);
  return program.parent_path();
}

std::deque<Figure> two_figures() {
  std::deque<Figure> figures(2);
  for (std::size_t k = 0; k < 2; ++k) {
    figures[k].name = k == 0 ? "first" : "second";
    figures[k].width = 300;
    figures[k].height = 200;
    Plot plot;
    plot.series.emplace_back();
    plot.series[0].x = {1, 2, 3};
    plot.series[0].y = {1, 2, 3};
    figures[k].panels.push_back({"", plot});
  }
  return figures;
}

std::vector<unsigned char> pixels_of(const fs::path& png) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_file(&image, png.c_str()) != 0);
  image.format = PNG_FORMAT_RGB;
  std::vector<unsigned char> pixels(PNG_IMAGE_SIZE(image));
  REQUIRE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr) != 0);
  return pixels;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_CASE("without gnuplot scripts and data are written and the user is told", "[drawing]") {
  const TemporaryFolder folder;
  const PathIs path("");
  const DrawingOutcome outcome = draw_figures(two_figures(), folder.path(), Language::english);
  CHECK(outcome.drawn.empty());
  CHECK(outcome.problems ==
        std::vector<std::string>{
            "gnuplot not found; install gnuplot-nox (apt-get install gnuplot-nox) and run again; "
            "the numbers are complete"});
  CHECK(names_in(folder.path()) ==
        std::vector<std::string>{"first.gp", "first.tsv", "second.gp", "second.tsv"});
  CHECK(gnuplot_version().empty());
}

TEST_CASE("a program in the current folder is never taken for gnuplot", "[drawing]") {
  const TemporaryFolder folder;
  fake_gnuplot(folder, "exit 0\n");
  const fs::path previous = fs::current_path();
  fs::current_path(folder.path() / "bin");
  const PathIs path(".:");
  CHECK(find_program("gnuplot").empty());
  fs::current_path(previous);
}

TEST_CASE("the version is gnuplot's own words", "[drawing]") {
  CHECK(gnuplot_version().starts_with("gnuplot "));
  CHECK(gnuplot_version().find('\n') == std::string::npos);
}

TEST_CASE("a figure that fails does not take the others with it", "[drawing]") {
  const TemporaryFolder folder;
  // Stands before the real one and spoils what it is told of one figure.
  const fs::path real = find_program("gnuplot");
  const TemporaryFolder fake;
  const PathIs path(fake_gnuplot(
      fake,
      "PATH=/usr/bin:/bin\nsed -u \"s/^call 'first.gp'/draw/\" | " + real.string() + " \"$@\"\n"));
  const DrawingOutcome outcome = draw_figures(two_figures(), folder.path(), Language::english);
  CHECK(outcome.drawn == std::vector<std::string>{"second"});
  REQUIRE(outcome.problems.size() == 1);
  CHECK(
      outcome.problems[0].starts_with("figure 'first': gnuplot ended with exit status 1; it left "
                                      "no PNG; it said: "));
  CHECK(fs::exists(folder.path() / "second.png"));
  CHECK(fs::exists(folder.path() / "second.svg"));
  CHECK_FALSE(fs::exists(folder.path() / "first.png"));
}

TEST_CASE("a gnuplot that has crashed is started again for the next figure", "[drawing]") {
  const TemporaryFolder folder;
  const fs::path real = find_program("gnuplot");
  const TemporaryFolder fake;
  const fs::path met = fake.path() / "met";
  const PathIs path(fake_gnuplot(
      fake,
      fmt::format(
          "PATH=/usr/bin:/bin\n[ -e '{0}' ] || {{ : > '{0}'; kill -9 $$; }}\nexec {1} \"$@\"\n",
          met.string(), real.string())));
  const DrawingOutcome outcome = draw_figures(two_figures(), folder.path(), Language::english);
  CHECK(outcome.drawn == std::vector<std::string>{"first", "second"});
  CHECK(outcome.problems.empty());
}

TEST_CASE("a gnuplot that dies in a figure costs that figure", "[drawing]") {
  const TemporaryFolder folder;
  const fs::path real = find_program("gnuplot");
  const TemporaryFolder fake;
  const PathIs path(fake_gnuplot(fake, "exec /bin/bash -c 'exec " + real.string() +
                                           " \"$@\" < <(/bin/sed -u s/^call.*first.gp.*/exit\\ "
                                           "status\\ 7/ 2>/dev/null)' gnuplot \"$@\"\n"));
  const DrawingOutcome outcome = draw_figures(two_figures(), folder.path(), Language::english);
  CHECK(outcome.drawn == std::vector<std::string>{"second"});
  CHECK(
      outcome.problems ==
      std::vector<std::string>{"figure 'first': gnuplot ended with exit status 7; it left no PNG"});
}

TEST_CASE("what gnuplot is told of a folder is no command", "[drawing]") {
  const TemporaryFolder folder;
  const fs::path odd = folder.path() / "'it's' 'a' `touch x` @y\nexit 'z' $(touch y)";
  fs::create_directory(odd);
  const DrawingOutcome outcome = draw_figures(two_figures(), odd, Language::english);
  CHECK(outcome.problems.empty());
  CHECK(outcome.drawn.size() == 2);
}

TEST_CASE("gnuplot stays for many commands and says how it ended", "[drawing]") {
  Gnuplot gnuplot(find_program("gnuplot"));
  const Gnuplot::Answer first = gnuplot.run("print 'lucarne: done and more'", 30);
  CHECK(first.done);
  CHECK(first.said == "lucarne: done and more\n");
  CHECK(gnuplot.run("a = 2", 30).said.empty());
  CHECK(gnuplot.run("print a + 1", 30).said == "3\n");
  const Gnuplot::Answer late = gnuplot.run("pause 20", 1);
  CHECK_FALSE(late.done);
  CHECK(late.ending == "no end within 1 s");
  CHECK_FALSE(gnuplot.running());
  CHECK(gnuplot.run("print 1", 30).ending == "no end within 1 s");
  CHECK(Gnuplot("/nowhere/gnuplot").run("print 1", 30).ending == "No such file or directory");
}

TEST_CASE("a gnuplot that succeeds without pictures is found out", "[drawing]") {
  const TemporaryFolder folder;
  const TemporaryFolder fake;
  const PathIs path(fake_gnuplot(fake, "exit 0\n"));
  const DrawingOutcome outcome = draw_figures(two_figures(), folder.path(), Language::english);
  CHECK(outcome.drawn.empty());
  CHECK(outcome.problems ==
        std::vector<std::string>{
            "figure 'first': gnuplot ended with exit status 0; it left no PNG",
            "figure 'second': gnuplot ended with exit status 0; it left no PNG"});
}

TEST_CASE("a program that does not end is killed", "[drawing]") {
  const TemporaryFolder folder;
  const ProcessOutcome outcome = run_program("/bin/sleep", {"30"}, folder.path(), 1);
  CHECK_FALSE(outcome.success);
  CHECK(outcome.ending == "no end within 1 s");
}

TEST_CASE("a program's ending, output and errors are reported", "[drawing]") {
  const TemporaryFolder folder;
  const ProcessOutcome spoken =
      run_program("/bin/sh", {"-c", "echo out; echo err >&2; read x || exit 3"}, folder.path(), 10);
  CHECK(spoken.output == "out\n");
  CHECK(spoken.errors == "err\n");
  CHECK(spoken.ending == "exit status 3");
  const ProcessOutcome killed = run_program("/bin/sh", {"-c", "kill -9 $$"}, folder.path(), 10);
  CHECK(killed.ending == "signal 9");
  const ProcessOutcome absent = run_program("/nowhere/gnuplot", {}, folder.path(), 10);
  CHECK_FALSE(absent.success);
  CHECK(absent.ending == "No such file or directory");
}

TEST_CASE("pictures are written without trying filters", "[drawing]") {
  const TemporaryFolder folder;
  draw_figures(two_figures(), folder.path(), Language::english);
  fs::create_directory(folder.path() / "plain");
  const fs::path plain = folder.path() / "plain";
  for (const char* file : {"first.gp", "first.tsv"}) fs::copy(folder.path() / file, plain / file);
  REQUIRE(run_program(find_program("gnuplot"), {"first.gp"}, plain, 30).success);
  CHECK(pixels_of(folder.path() / "first.png") == pixels_of(plain / "first.png"));
  CHECK(content_of(folder.path() / "first.png") != content_of(plain / "first.png"));
}

TEST_CASE("pictures that are cut off or something else are refused", "[drawing]") {
  const TemporaryFolder folder;
  const std::string png = std::string("\x89PNG\r\n\x1a\n") + "...";
  CHECK(png_fault(folder.path() / "none.png") == "it left no PNG");
  CHECK(png_fault(folder.file("empty.png", "")) == "it left no PNG");
  CHECK(png_fault(folder.file("text.png", "hello")) == "what it left is no PNG");
  CHECK(png_fault(folder.file("cut.png", png)) == "its PNG is cut off");
  CHECK(svg_fault(folder.file("text.svg", "hello")) == "what it left is no SVG");
  CHECK(svg_fault(folder.file("cut.svg", "<svg><g>")) == "its SVG is cut off");
  CHECK(svg_fault(folder.file("whole.svg", "<svg><g/></svg>\n\n")).empty());
}

TEST_CASE("a full disk while data is written is an error", "[drawing]") {
  const TemporaryFolder folder;
  const auto previous_signal = std::signal(SIGXFSZ, SIG_IGN);
  rlimit previous{};
  getrlimit(RLIMIT_FSIZE, &previous);
  std::deque<Figure> figures(1);
  figures[0].name = "tiles";
  Tiles tiles;
  tiles.height = tiles.width = 100;
  tiles.pictures = arma::fmat(10000, 1, arma::fill::zeros);
  figures[0].panels.push_back({"", tiles});
  const rlimit small{1000, previous.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  std::string message;
  try {
    draw_figures(figures, folder.path(), Language::english);
  } catch (const OutputError& error) {
    message = error.what();
  }
  setrlimit(RLIMIT_FSIZE, &previous);
  std::signal(SIGXFSZ, previous_signal);
  CHECK(message.starts_with("cannot write '" + (folder.path() / "tiles.f32").string() + "': "));
  CHECK(names_in(folder.path()).empty());
}

TEST_CASE("each figure is drawn again by hand, also where the folder has moved", "[drawing]") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "old");
  draw_figures(two_figures(), folder.path() / "old", Language::english);
  const std::vector<unsigned char> png = pixels_of(folder.path() / "old" / "first.png");
  const std::string svg = content_of(folder.path() / "old" / "first.svg");
  REQUIRE(!png.empty());
  const fs::path moved = folder.path() / "it's a new \"place\"";
  fs::rename(folder.path() / "old", moved);
  fs::remove(moved / "first.png");
  fs::remove(moved / "first.svg");
  const ProcessOutcome run = run_program(find_program("gnuplot"), {"first.gp"}, moved, 30);
  CHECK(run.errors.empty());
  CHECK(run.success);
  CHECK(pixels_of(moved / "first.png") == png);
  CHECK(content_of(moved / "first.svg") == svg);
}
