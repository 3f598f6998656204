#include "my-plugin.hpp"

class MyPlugin final : public lucarne::Analysis {
  // Each parameter stands beside the member that holds it; the member's value is the default.
  void declare(lucarne::Parameters& parameters) override {
    parameters.add("bound", bound_,
                   {.meaning = "magnitude up to which a weight is small", .min = 0});
  }

  // The network and the data are at hand; numbers, arrays and figures are put into `results`.
  void run(const lucarne::Context& context, const lucarne::Folded&,
           lucarne::Results& results) override {
    lucarne::Plot plot;
    arma::vec shares;
    for (const lucarne::Layer& layer : context.model().layers()) {
      if (!layer.weighted) continue;
      shares.resize(shares.n_elem + 1);
      shares.back() = share_near_zero(context.model().weights(layer.name), bound_);
      results.scalar("small." + layer.name, shares.back());
      plot.x.categories.emplace_back(layer.name);
    }
    if (shares.is_empty()) throw lucarne::Error("wanted a layer with weights, found none");

    plot.y.label = "share of small weights";
    plot.y.min = 0;
    plot.y.max = 1;
    lucarne::Series bars;
    bars.mark = lucarne::Mark::bars;
    bars.x = arma::regspace(0, static_cast<double>(shares.n_elem) - 1);
    bars.y = shares;
    bars.width = 0.8;
    plot.series.push_back(bars);

    lucarne::Figure& figure = results.figure("shares", "Small weights of each layer");
    figure.caption =
        "Share of each layer's weights that lie near zero. A high bar is a layer that "
        "could do with fewer weights.";
    figure.panels.push_back({{}, plot});
  }

  double bound_ = 0.1;
};

LUCARNE_PLUGIN(MyPlugin, "my-plugin", "0.1.0", "How many weights of each layer are small?");
