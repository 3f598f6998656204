// SPDX-License-Identifier: MIT
#include <lucarne/plugin.hpp>

class EveryParameter final : public lucarne::Analysis {
  void declare(lucarne::Parameters& parameters) override {
    parameters.add("normalise", normalise_, {.meaning = "divide each row by its length"});
    parameters.add("samples", samples_, {.meaning = "items looked at", .unit = "items", .min = 1});
    parameters.add("offset", offset_, {.meaning = "shift of the labels", .min = -9, .max = 9});
    parameters.add("temperature", temperature_,
                   {.meaning = "divisor of the logits",
                    .min = 0,
                    .above_min = true,
                    .source = "Guo et al. 2017, arXiv:1706.04599"});
    parameters.add("norm", norm_, {.meaning = "how lengths are measured", .choices = {"l1", "l2"}});
    parameters.add("classes", classes_, {.meaning = "classes shown; empty: all", .min = 0});
    parameters.add("levels", levels_, {.meaning = "shares marked", .min = 0, .max = 1});
    parameters.add("layers", layers_, {.meaning = "layers looked at; empty: all that are hidden"});
    parameters.add("items", items_, {.meaning = "items of another stage; unset: the first ones"});
    parameters.produces("chosen", "the items that were looked at");
  }
  std::vector<lucarne::Sweep> prepare(const lucarne::Context& context) override {
    for (const std::string& layer : layers_) context.model().layer(layer);
    if (samples_ > context.dataset().n_items("test"))
      throw lucarne::ParameterError("samples", "must be at most the items of split 'test'");
    return {};
  }
  void run(const lucarne::Context& context, const lucarne::Folded&,
           lucarne::Results& results) override {
    arma::uvec chosen = arma::regspace<arma::uvec>(0, samples_ - 1);
    if (items_.named()) chosen = context.items(items_);
    results.product("chosen", chosen);
  }

  bool normalise_ = true;
  arma::uword samples_ = 10;
  std::int64_t offset_ = 0;
  double temperature_ = 1;
  std::string norm_ = "l2";
  std::vector<std::int64_t> classes_;
  std::vector<double> levels_ = {0.5, 0.9};
  std::vector<std::string> layers_;
  lucarne::ItemsFrom items_;
};

LUCARNE_PLUGIN(EveryParameter, "every-parameter", "1.0", "What types can a parameter have?");
