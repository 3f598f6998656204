// SPDX-License-Identifier: MIT
#include "output/drawing.hpp"

#include "output/drawing_layout.hpp"
#include "output/drawing_process.hpp"
#include "output/files.hpp"
#include "output/picture_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <set>
#include <string_view>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

constexpr int time_limit = 60;  // seconds; a stage's figures take less than one

// What gnuplot draws into until the picture is known to be whole.
std::string unfinished(const std::string& name, const char* kind) {
  return name + "." + kind + ".part";
}

std::string commands_for(const std::vector<std::string>& names) {
  std::string commands;
  for (const std::string& name : names) {
    for (const char* kind : {"png", "svg"}) {
      commands += fmt::format("call '{}.gp' '{}' '{}'; ", name, kind, unfinished(name, kind));
    }
  }
  return commands;
}

// Fontconfig complains where it may not write its cache; the figure does not suffer.
std::string complaints_in(const std::string& errors) {
  std::string kept;
  std::string_view rest = errors;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t first = line.find_first_not_of(" \t^\r");
    if (first == std::string_view::npos || line.starts_with("Fontconfig ")) continue;
    if (kept.size() < 500) kept += (kept.empty() ? "" : " | ") + std::string(line.substr(first));
  }
  return kept;
}

// Moves a figure's two pictures into place where both are whole; else says what is wrong.
std::string accept(const fs::path& folder, const std::string& name) {
  const fs::path png = folder / unfinished(name, "png");
  const fs::path svg = folder / unfinished(name, "svg");
  std::string fault = png_fault(png);
  if (fault.empty()) fault = svg_fault(svg);
  std::error_code failed;
  if (fault.empty()) {
    finish_svg(svg);
    fs::rename(png, folder / (name + ".png"), failed);
    if (!failed) fs::rename(svg, folder / (name + ".svg"), failed);
    if (failed) fault = failed.message();
  }
  std::error_code ignored;
  fs::remove(png, ignored);
  fs::remove(svg, ignored);
  return fault;
}

class Drawing {
 public:
  Drawing(fs::path gnuplot, fs::path folder)
      : gnuplot_(std::move(gnuplot)), folder_(std::move(folder)) {}

  // One process for many: starting gnuplot takes as long as drawing a figure. It stops at the first
  // error, so what is missing then is drawn one by one.
  DrawingOutcome draw(const std::vector<std::string>& names, std::size_t n_processes) {
    const std::size_t n_parts = std::clamp<std::size_t>(n_processes, 1, names.size());
    std::vector<std::future<Attempt>> parts;
    for (std::size_t part = 0; part < n_parts; ++part) {
      const auto begin = names.begin() + static_cast<std::ptrdiff_t>(part * names.size() / n_parts);
      const auto end =
          names.begin() + static_cast<std::ptrdiff_t>((part + 1) * names.size() / n_parts);
      // The calling thread takes the last part.
      const auto where = part + 1 < n_parts ? std::launch::async : std::launch::deferred;
      parts.push_back(std::async(
          where, [this, some = std::vector<std::string>(begin, end)] { return attempt(some); }));
    }
    std::vector<std::string> missing;
    for (std::size_t part = n_parts; part-- > 0;) {
      const Attempt attempt = parts[part].get();
      note(attempt);
      missing.insert(missing.end(), attempt.missing.begin(), attempt.missing.end());
    }
    for (const std::string& name : missing) {
      if (names.size() > 1) note(attempt({name}));
      if (!is_drawn(name))
        outcome_.problems.push_back(fmt::format("figure '{}': {}", name, fault_));
    }
    return std::move(outcome_);
  }

 private:
  struct Attempt {
    std::vector<std::string> drawn;
    std::vector<std::string> missing;
    std::string fault;    // of the last one that is missing
    std::string problem;  // where every figure was drawn, yet not all is well
  };

  Attempt attempt(const std::vector<std::string>& names) const {
    Attempt attempt;
    const ProcessOutcome run =
        run_program(gnuplot_, {"-d", "-e", commands_for(names)}, folder_, time_limit);
    const std::string complaints = complaints_in(run.errors);
    for (const std::string& name : names) {
      const std::string fault = accept(folder_, name);
      if (fault.empty()) {
        attempt.drawn.push_back(name);
      } else {
        attempt.missing.push_back(name);
        attempt.fault = "gnuplot ended with " + run.ending + "; " + fault;
        if (!complaints.empty()) attempt.fault += "; it said: " + complaints;
      }
    }
    if (attempt.missing.empty() && !(run.success && complaints.empty())) {
      attempt.problem = "gnuplot drew every figure but ended with " + run.ending +
                        (complaints.empty() ? "" : " and said: " + complaints);
    }
    return attempt;
  }

  void note(const Attempt& attempt) {
    outcome_.drawn.insert(outcome_.drawn.end(), attempt.drawn.begin(), attempt.drawn.end());
    if (!attempt.fault.empty()) fault_ = attempt.fault;
    if (!attempt.problem.empty()) outcome_.problems.push_back(attempt.problem);
  }

  bool is_drawn(const std::string& name) const {
    return std::find(outcome_.drawn.begin(), outcome_.drawn.end(), name) != outcome_.drawn.end();
  }

  fs::path gnuplot_;
  fs::path folder_;
  DrawingOutcome outcome_;
  std::string fault_;
};

}  // namespace

DrawingOutcome draw_figures(const std::deque<Figure>& figures, const fs::path& folder,
                            Language language, std::size_t n_processes) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const Figure& figure : figures) {
    write_unflushed_file(folder / (figure.name + ".gp"),
                         script_of(figure, folder, language, taken));
    names.push_back(figure.name);
  }
  if (names.empty()) return {};
  const fs::path gnuplot = find_program("gnuplot");
  if (gnuplot.empty()) {
    return {{},
            {"gnuplot not found; install gnuplot-nox (apt-get install gnuplot-nox) and run again; "
             "the numbers are complete"}};
  }
  DrawingOutcome outcome = Drawing(gnuplot, folder).draw(names, n_processes);
  // In the order of the figures, also where some took a second attempt.
  const std::set<std::string> drawn(outcome.drawn.begin(), outcome.drawn.end());
  std::erase_if(names, [&drawn](const std::string& name) { return !drawn.contains(name); });
  outcome.drawn = names;
  return outcome;
}

std::string gnuplot_version() {
  const fs::path gnuplot = find_program("gnuplot");
  if (gnuplot.empty()) return "";
  std::string version = run_program(gnuplot, {"--version"}, "/", time_limit).output;
  version.erase(std::min(version.find('\n'), version.size()));
  return version;
}

}  // namespace lucarne
