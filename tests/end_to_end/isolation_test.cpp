// SPDX-License-Identifier: MIT
#include "refused.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace {

using Json = nlohmann::json;

// A run of `bad` with the given keys, of a stage that needs a product of it, and of two that do
// not, one in the host and one isolated; with the folder of bad plugins at hand.
struct BadRun {
  explicit BadRun(const std::string& keys, const std::vector<std::string>& more = {}) {
    small.edit("name: small", "name: small\nblock_size: 16");
    // Stages without figures: nothing is drawn, so that many runs take little time.
    small.stages("  - {id: hosted, plugin: crashes, isolate: false}\n  - {id: bad, " + keys +
                 "}\n"
                 "  - {plugin: saliency, with: {samples: 1, items: bad.items}}\n"
                 "  - {id: last, plugin: crashes}");
    std::vector<std::string> words = {"--no-cache", "--plugin-dir", bad_plugin_folder()};
    words.insert(words.end(), more.begin(), more.end());
    outcome = small.run(words);
  }

  Json manifest() const { return Json::parse(content_of(small.path("runs/small/run.json"))); }
  Json stage(const std::string& id) const {
    const Json whole = manifest();
    for (const Json& one : whole.at("stages")) {
      if (one.at("id") == id) return one;
    }
    throw std::runtime_error("no stage " + id);
  }

  SmallCase small;
  ProgramOutcome outcome;
};

std::string with(const std::string& how, const std::string& where) {
  return "plugin: crashes, limits: {seconds: 60, memory: 512MiB}, with: {how: " + how +
         ", where: " + where + "}";
}

// Checks that bad failed with these words and phase, that the stage which needs it failed with it,
// and that the others were delivered.
Json require_only_bad_failed(const BadRun& run, const std::string& words,
                             const std::string& phase) {
  INFO(run.outcome.err);
  CHECK(run.outcome.exit_code == 1);
  CHECK_THAT(run.outcome.err, Contains("error: stage 'bad': its own process failed: ") &&
                                  Contains(words + " in " + phase));
  CHECK_THAT(run.outcome.err, Contains("stage 'saliency': it needs a product of stage 'bad', which "
                                       "failed"));
  CHECK(run.outcome.out == run.small.path("runs/small/report.html").string() + "\n");
  CHECK(run.small.runs() == std::vector<std::string>{"small"});
  CHECK(std::filesystem::exists(run.small.path("runs/small/hosted/results.json")));
  CHECK(std::filesystem::exists(run.small.path("runs/small/last/results.json")));
  CHECK_FALSE(std::filesystem::exists(run.small.path("runs/small/bad")));
  const Json bad = run.stage("bad");
  CHECK(bad.at("complete") == false);
  CHECK(bad.at("isolated") == true);
  CHECK_THAT(bad.at("crash").at("ending").get<std::string>(), Contains(words));
  CHECK(bad.at("crash").at("phase") == phase);
  const std::string report = content_of(run.small.path("runs/small/report.html"));
  CHECK_THAT(report, Contains("How the stage&#39;s own process ended") && Contains(words));
  return bad.at("crash");
}

bool has_line(const Json& lines, const std::string& text) {
  return std::ranges::any_of(lines, [&text](const Json& line) {
    return line.get<std::string>().find(text) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("a crash costs its stage and tells signal, phase and the way there", "[isolation]") {
  const std::string where = GENERATE("prepare", "fold", "run");
  const std::string phase = where == "fold" ? "the fold of block 1 of split 'test'" : where;
  const BadRun run(with("segfault", where));
  const Json crash = require_only_bad_failed(
      run, "it was ended by SIGSEGV (nothing is mapped at address 0x0)", phase);
  CHECK(has_line(crash.at("backtrace"), "go_wrong(std::string const&) in crashes.so"));
  CHECK_THAT(run.outcome.err, Contains("go_wrong(std::string const&)"));
}

TEST_CASE("every way to end a process is told for what it is", "[isolation]") {
  struct Way {
    std::string how;
    std::string words;
  };
  const Way way = GENERATE(
      Way{"divide", "it was ended by SIGFPE (division of a whole number by zero)"},
      Way{"abort", "it was ended by SIGABRT (abort)"},
      Way{"overflow", "it was ended by SIGSEGV (the stack is full: a recursion without end?)"},
      Way{"exit", "it ended itself with exit status 3"},
      Way{"quit", "it ended itself with exit status 0"}, Way{"kill", "it was ended by SIGKILL"},
      Way{"memory", "it had not enough memory"},
      Way{"close", "it closed its connection to the host"},
      Way{"garbage", "the host found bytes that are no message"});
  require_only_bad_failed(BadRun(with(way.how, "run")), way.words, "run");
}

TEST_CASE("what a stage wrote last stands in the report of its crash", "[isolation]") {
  const Json heap = require_only_bad_failed(BadRun(with("heap", "run")),
                                            "it was ended by SIGABRT (abort)", "run");
  CHECK(has_line(heap.at("last_lines"), "free(): invalid pointer"));
  const Json terminated = require_only_bad_failed(BadRun(with("terminate", "run")),
                                                  "it was ended by SIGABRT (abort)", "run");
  CHECK(has_line(terminated.at("last_lines"), "what():  on a thread of its own"));
}

TEST_CASE("a stack that overflows on a thread of the host is told with its block", "[isolation]") {
  require_only_bad_failed(BadRun(with("overflow", "fold")),
                          "it was ended by SIGSEGV (the stack is full: a recursion without end?)",
                          "the fold of block 1 of split 'test'");
}

TEST_CASE("a stage that hangs is ended at its limit", "[isolation]") {
  const std::string keys = "plugin: crashes, limits: {seconds: 1}, with: {how: hang, where: run}";
  const BadRun run(keys);
  const Json crash = require_only_bad_failed(run, "it had no end within 1 s", "run");
  INFO(crash.at("backtrace").dump(1));
  CHECK(has_line(crash.at("backtrace"), "go_wrong(std::string const&) in crashes.so"));
  CHECK_THAT(run.outcome.err, Contains("raise limits.seconds of the stage if it needs longer"));
}

TEST_CASE("a stage whose fold has not enough memory fails alone", "[isolation]") {
  require_only_bad_failed(BadRun(with("memory", "fold")), "it had not enough memory",
                          "the fold of split 'test'");
}

TEST_CASE("a plugin that crashes while it is loaded or declares costs its stage", "[isolation]") {
  require_only_bad_failed(BadRun("plugin: crashes-in-load"), "it was ended by SIGABRT (abort)",
                          "load");
  require_only_bad_failed(BadRun("plugin: crashes-in-declare"), "it was ended by SIGABRT (abort)",
                          "declare");
}

TEST_CASE("check and plan refuse a plugin that crashes", "[isolation]") {
  const SmallCase small;
  for (const std::string plugin : {"crashes-in-load", "crashes-in-declare"}) {
    small.stages("  - {id: bad, plugin: " + plugin + "}");
    for (const std::string command : {"check", "plan"}) {
      const ProgramOutcome outcome =
          small.call({command, "pipeline.yaml", "--plugin-dir", bad_plugin_folder()});
      INFO(outcome.err);
      CHECK(outcome.exit_code == 4);
      CHECK_THAT(outcome.err, Contains(plugin + ".so: stage 'bad': its own process failed: it was "
                                                "ended by SIGABRT (abort)"));
    }
  }
}

TEST_CASE("lists leave out plugins that crash, with a warning", "[isolation]") {
  const SmallCase small;
  const ProgramOutcome list = small.call({"plugins", "--plugin-dir", bad_plugin_folder()});
  CHECK(list.exit_code == 0);
  CHECK_THAT(list.out,
             Contains("weights") && Contains("crashes-in-declare") && !Contains("crashes-in-load"));
  CHECK_THAT(list.err, Contains("crashes-in-load.so: its own process failed"));
  const ProgramOutcome schema = small.call({"schema", "--plugin-dir", bad_plugin_folder()});
  CHECK(schema.exit_code == 0);
  CHECK_THAT(schema.out, Contains("\"crashes\"") && !Contains("crashes-in-declare"));
  CHECK_THAT(schema.err, Contains("crashes-in-declare.so: its own process failed"));
  const ProgramOutcome described =
      small.call({"describe", "crashes-in-declare", "--plugin-dir", bad_plugin_folder()});
  CHECK(described.exit_code == 4);
  CHECK_THAT(described.err, Contains("its own process failed"));
}

TEST_CASE("an isolated stage can neither write, nor connect, nor start or signal others",
          "[isolation]") {
  const BadRun run(with("forbidden", "run"));
  INFO(run.outcome.err);
  CHECK(run.outcome.exit_code == 1);
  CHECK_THAT(run.outcome.err, Contains("file -1, socket -1, program ") && Contains("signal -1") &&
                                  !Contains("program 0"));
  CHECK_FALSE(std::filesystem::exists(run.small.path("started-by-a-plugin")));
  CHECK_FALSE(std::filesystem::exists(run.small.path("written-by-a-plugin")));
}

TEST_CASE("isolated stages give the same bits as stages in the host", "[isolation]") {
  const SmallCase small;
  small.train(2);
  small.edit("name: small", "name: small\nblock_size: 7");
  small.stages(
      "  - {plugin: errors, with: {mistakes: 4}}\n"
      "  - {plugin: saliency, with: {samples: 2, items: errors.mistakes}}\n"
      "  - {plugin: activations, with: {samples: 3}}\n"
      "  - {plugin: weights, with: {neurons: 4, bins: 10, correlated: 3}}\n"
      "  - {plugin: embedding, with: {samples: 30, perplexity: 5}}");
  // The first trains too: its stages see the network before it was saved.
  const ProgramOutcome first = small.run({"--isolate", "--no-cache", "--output", "isolated"});
  INFO(first.err);
  REQUIRE(first.exit_code == 0);
  std::filesystem::remove_all(small.path("models"));
  REQUIRE(small.run({"--no-cache", "--output", "hosted"}).exit_code == 0);
  std::size_t n_files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(small.path("hosted"))) {
    const std::string extension = entry.path().extension();
    if (extension != ".npy" && entry.path().filename() != "results.json") continue;
    const auto name = std::filesystem::relative(entry.path(), small.path("hosted"));
    CHECK((content_of(entry.path()) == content_of(small.path("isolated") / name)));
    ++n_files;
  }
  CHECK(n_files > 8);
  const Json manifest = Json::parse(content_of(small.path("isolated/run.json")));
  for (const Json& stage : manifest.at("stages")) CHECK(stage.at("isolated") == true);
}

TEST_CASE("warnings and products of an isolated stage reach the run", "[isolation]") {
  const BadRun run("plugin: crashes");
  INFO(run.outcome.err);
  CHECK(run.outcome.exit_code == 0);
  CHECK(run.stage("bad").at("isolated") == true);
  CHECK(run.stage("bad").at("warnings") == Json::array({"still here"}));
  CHECK(run.stage("hosted").at("isolated") == false);
  const Json results = Json::parse(content_of(run.small.path("runs/small/bad/results.json")));
  CHECK(results.at("scalars").at("items").at("value") == 30);
}

TEST_CASE("a plugin of others runs in the host where the pipeline says so", "[isolation]") {
  const BadRun run("plugin: crashes, isolate: false");
  INFO(run.outcome.err);
  CHECK(run.outcome.exit_code == 0);
  CHECK(run.stage("bad").at("isolated") == false);
  const BadRun thrown("plugin: crashes, isolate: false, with: {how: throw, where: fold}");
  CHECK(thrown.outcome.exit_code == 1);
  CHECK_THAT(thrown.outcome.err,
             Contains("stage 'bad': thrown on purpose (while consuming block 1, "
                      "items 16 to 29 of split 'test')"));
  CHECK(thrown.stage("last").at("complete") == true);
}

TEST_CASE("a stage of the host that asks for too much memory fails alone and says so",
          "[isolation]") {
  const BadRun run("plugin: crashes, isolate: false, with: {how: exabyte, where: run}");
  CHECK(run.outcome.exit_code == 1);
  CHECK_THAT(run.outcome.err,
             Contains("stage 'bad': not enough memory: ask for fewer items or a smaller layer"));
  CHECK(run.stage("last").at("complete") == true);
  const BadRun fold("plugin: crashes, isolate: false, with: {how: exabyte, where: fold}");
  CHECK_THAT(fold.outcome.err, Contains("stage 'bad': not enough memory: lower 'block_size' or ask "
                                        "for fewer layers (while consuming block 1"));
}

TEST_CASE("keys of isolation are checked", "[isolation]") {
  const SmallCase small;
  small.stages("  - {plugin: errors, isolate: false, limits: {seconds: 3}}");
  require_refused(small, {"pipeline.yaml:11:", "'limits' are those of a stage's own process"});
  small.stages("  - {plugin: errors, limits: {seconds: 0}}");
  require_refused(small, {"'seconds' must be above 0 s, found 0"});
  for (const std::string size : {"2 gigs", "100MiB", "-1GiB", "1.5GiB", "7", "''"}) {
    small.stages("  - {plugin: errors, limits: {memory: " + size + "}}");
    require_refused(small, {"'memory': wanted a whole number of MiB (at least 256) or GiB"});
  }
  small.stages("  - {plugin: errors, isolate: maybe}");
  require_refused(small, {"'isolate': wanted true or false"});
}

TEST_CASE("ctrl-c and a killed host end the stage's process too", "[isolation]") {
  const SmallCase small;
  small.stages("  - {id: bad, plugin: crashes, with: {how: hang, where: run}}");
  const auto children = [](pid_t process) {
    return content_of("/proc/" + std::to_string(process) + "/task/" + std::to_string(process) +
                      "/children");
  };
  for (const int signal : {SIGINT, SIGKILL}) {
    RunningProgram running(small.lucarne({"run", "pipeline.yaml", "--no-cache", "--threads", "1",
                                          "--plugin-dir", bad_plugin_folder()}));
    running.wait_until(
        [&] { return !small.runs().empty() && !children(running.process()).empty(); });
    const pid_t child = std::stoi(children(running.process()));
    running.send(signal);
    const ProgramOutcome outcome = running.wait();
    CHECK((signal == SIGINT ? outcome.exit_code == 130 : outcome.signal == SIGKILL));
    const std::filesystem::path process = "/proc/" + std::to_string(child);
    for (int i = 0; i < 1000 && std::filesystem::exists(process); ++i) {
      // A dead process may wait for init to take note of it.
      if (content_of(process / "stat").find(") Z ") != std::string::npos) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const bool gone = !std::filesystem::exists(process) ||
                      content_of(process / "stat").find(") Z ") != std::string::npos;
    CHECK(gone);
    CHECK_FALSE(std::filesystem::exists(small.path("runs/small")));
    if (signal == SIGINT) CHECK(small.runs().empty());
  }
}

TEST_CASE("the process of a stage is not started by people", "[isolation]") {
  const SmallCase small;
  const ProgramOutcome outcome = small.call({"isolated-stage", "1"});
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("'isolated-stage' is started by Lucarne itself"));
}
