#include "my-plugin.hpp"

class MyPlugin final : public lucarne::FoldAnalysis<Hits> {
  // Each parameter stands beside the member that holds it; the member's value is the default.
  void declare(lucarne::Parameters& parameters) override {
    parameters.add("split", split_, {.meaning = "split that is measured"});
  }

  // What to see of the data: a split here; layers and gradients may be asked for too.
  lucarne::Request request(const lucarne::Context&) override { return {.split = split_}; }

  // The state before any block.
  Hits start(const lucarne::Context& context) override {
    return Hits(context.dataset().class_names().size());
  }

  // All blocks are folded: numbers, arrays and figures are put into `results` as data.
  void finish(const Hits& hits, const lucarne::Context& context,
              lucarne::Results& results) override {
    const arma::vec shares = hits.shares();
    results.scalar("lowest", shares.min(), "", "lowest share of any class");
    results.array("shares", shares, "share of right predictions of each class");

    lucarne::Plot plot;
    for (const std::string& name : context.dataset().class_names()) {
      plot.x.categories.emplace_back(name);
    }
    plot.y.label = "share of right predictions";
    plot.y.min = 0;
    plot.y.max = 1;
    lucarne::Series bars;
    bars.mark = lucarne::Mark::bars;
    bars.x = arma::regspace(0, static_cast<double>(shares.n_elem) - 1);
    bars.y = shares;
    bars.width = 0.8;
    plot.series.push_back(bars);

    lucarne::Figure& figure = results.figure("shares", "Right predictions of each class");
    figure.caption =
        "Share of the items of each class whose class is predicted. A low bar is a "
        "class that the network takes for others.";
    figure.panels.push_back({{}, plot});
  }

  std::string split_ = "test";
};

LUCARNE_PLUGIN(MyPlugin, "my-plugin", "0.1.0", "How well is each class recognised?");
