// SPDX-License-Identifier: MIT
#include "refused.hpp"

#include <nlohmann/json.hpp>

namespace {

// Checks that the words are refused as wrong usage with these texts.
void require_usage_error(const SmallCase& small, const std::vector<std::string>& words,
                         const std::vector<std::string>& texts) {
  const ProgramOutcome outcome = small.call(words);
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, Catch::Matchers::StartsWith("error: "));
  for (const std::string& text : texts) CHECK_THAT(outcome.err, Contains(text));
}

// Runs what must succeed and returns its standard output.
std::string output_of(const SmallCase& small, const std::vector<std::string>& words) {
  const ProgramOutcome outcome = small.call(words);
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  return outcome.out;
}

}  // namespace

TEST_CASE("wrong usage is told with what would be right", "[cli]") {
  const SmallCase small;
  require_usage_error(small, {}, {"a command is missing", "usage: lucarne COMMAND"});
  require_usage_error(small, {"rnu"}, {"unknown command 'rnu', did you mean 'run'?"});
  require_usage_error(small, {"run"}, {"PIPELINE is missing", "lucarne run --help"});
  require_usage_error(small, {"run", "pipeline.yaml", "more"}, {"'more' is one argument too many"});
  require_usage_error(small, {"run", "pipeline.yaml", "--treads", "2"},
                      {"unknown option '--treads', did you mean '--threads'?"});
  require_usage_error(small, {"run", "pipeline.yaml", "--thread=2"}, {"unknown option"});
  require_usage_error(small, {"run", "pipeline.yaml", "--output", "a", "--output", "b"},
                      {"option '--output' is given twice"});
  require_usage_error(small, {"run", "pipeline.yaml", "--threads"}, {"threads"});
  require_usage_error(small, {"describe", "wieghts"}, {"did you mean 'weights'?"});
  CHECK(small.runs().empty());
}

TEST_CASE("a number of threads that is none is refused", "[cli]") {
  const SmallCase small;
  for (const std::string number : {"0", "-1", "abc", "1.5", "1025", "99999999999999999999", ""}) {
    require_usage_error(small, {"run", "pipeline.yaml", "--threads=" + number}, {"threads"});
  }
  require_usage_error(small, {"run", "pipeline.yaml", "--threads", "-1"}, {"threads"});
  CHECK(small.runs().empty());
}

TEST_CASE("help and version go to standard output", "[cli]") {
  const SmallCase small;
  CHECK_THAT(output_of(small, {"--help"}), Contains("usage: lucarne COMMAND"));
  CHECK_THAT(output_of(small, {"--version"}), Catch::Matchers::StartsWith("lucarne 0."));
  for (const std::string command :
       {"run", "check", "plan", "plugins", "describe", "inspect", "schema", "completion", "man"}) {
    CHECK_THAT(output_of(small, {"--help"}), Contains("  " + command + " "));
    CHECK_THAT(output_of(small, {command, "--help"}), Contains("usage: lucarne " + command));
  }
}

TEST_CASE("plan shows what a run would do and leaves nothing", "[cli]") {
  const SmallCase small;
  small.train(1);
  small.stages(
      "  - {plugin: saliency, with: {items: errors.mistakes, samples: 3}}\n  - plugin: errors");
  const std::string plan = output_of(small, {"plan", "pipeline.yaml"});
  CHECK_THAT(plan, Contains("does not exist: trained first") && Contains("train     30 items") &&
                       Contains("validation 10 items") && Contains("test      30 items") &&
                       Contains("confusions = 10") && Contains("  after errors\n"));
  // A stage stands behind those whose products it takes.
  CHECK(plan.find("\nerrors  (plugin errors") < plan.find("\nsaliency  (plugin saliency"));
  CHECK(small.runs().empty());
  CHECK_FALSE(std::filesystem::exists(small.path("models")));
}

TEST_CASE("plugins lists ours and describe shows the parameters of each", "[cli]") {
  const SmallCase small;
  const std::string list = output_of(small, {"plugins"});
  const std::vector<std::pair<std::string, std::string>> known = {
      {"weights", "`neurons`"},  {"activations", "`samples`"},  {"saliency", "`target`"},
      {"errors", "`confident`"}, {"embedding", "`perplexity`"}, {"adversarial", "`radius`"},
      {"features", "`jitter`"}};
  for (const auto& [plugin, parameter] : known) {
    CHECK_THAT(list, Contains(plugin + " "));
    CHECK_THAT(output_of(small, {"describe", plugin}),
               Contains("# " + plugin) && Contains("| " + parameter + " |"));
  }
}

TEST_CASE("inspect shows layers and weights", "[cli]") {
  const SmallCase small;
  // 16 x 5 + 5 and 5 x 3 + 3 numbers.
  CHECK_THAT(
      output_of(small, {"inspect", "network.npz"}),
      Contains("classes  3") && Contains(" 85\n") && Contains(" 18\n") && Contains(" 103\n"));
  const ProgramOutcome none = small.call({"inspect", "netwrok.npz"});
  CHECK(none.exit_code == 3);
  CHECK_THAT(none.err, Contains("netwrok.npz"));
}

TEST_CASE("the schema is JSON that knows every plugin", "[cli]") {
  const SmallCase small;
  const auto schema = nlohmann::json::parse(output_of(small, {"schema"}));
  CHECK(schema.at("$schema").is_string());
  for (const std::string plugin : {"weights", "activations", "saliency", "errors", "embedding"}) {
    CHECK(schema.dump().find("\"" + plugin + "\"") != std::string::npos);
  }
}
