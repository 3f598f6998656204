// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

// Gives everything that it may name a name that would do harm if it were executed, taken for markup
// or followed as a path.

namespace {

const char* const paths[] = {"../../../escaped", "/tmp/escaped", "..",  ".",
                             "a/../../escaped",  "-escaped",     "a\nb"};
const std::string shell = "`touch executed` $(touch executed) '; system('touch executed')\n#";
const std::string markup = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
const std::string both = shell + markup;

lucarne::Axis axis() {
  lucarne::Axis axis;
  axis.label = both;
  axis.categories = {both, shell};
  return axis;
}

lucarne::Plot plot() {
  lucarne::Plot plot;
  plot.x = axis();
  plot.y.label = both;
  plot.legend_title = both;
  lucarne::Series series;
  series.label = both;
  series.x = arma::vec{0, 1};
  series.y = arma::vec{1, 2};
  plot.series.push_back(series);
  plot.lines.push_back({.at = 0.5, .label = both});
  plot.annotations.push_back({0.5, 1.5, both});
  return plot;
}

lucarne::Tiles tiles() {
  lucarne::Tiles tiles;
  tiles.pictures = arma::fmat(4, 2, arma::fill::ones);
  tiles.height = 2;
  tiles.width = 2;
  tiles.titles = {both, shell};
  tiles.row_label = both;
  return tiles;
}

}  // namespace

class HostileNames final : public lucarne::Analysis {
 public:
  void declare(lucarne::Parameters& parameters) override {
    parameters.produces("../../escaped", both);
  }
  void run(const lucarne::Context& context, const lucarne::Folded&,
           lucarne::Results& results) override {
    context.warn(both);
    for (const std::string path : paths) {
      results.scalar(path, 1, both, both);
      results.array(path, arma::vec{1, 2}, both);
      results.table(path, both, {{both, both, both}}).add({both});
      lucarne::Figure& figure = results.figure(path, both);
      figure.caption = both;
      figure.readings.push_back({lucarne::Level::warning, both});
    }
    lucarne::Figure& figure = results.figure(both, both);
    figure.panels.push_back({.title = both, .content = plot()});
    figure.panels.push_back({.title = both, .content = tiles()});
    results.reading(lucarne::Level::note, both);
    results.product("../../escaped", arma::uvec{0});
  }
};

LUCARNE_PLUGIN(HostileNames, "hostile-names", "1<script>alert(1)</script>",
               "`touch executed`<script>alert(1)</script>");
