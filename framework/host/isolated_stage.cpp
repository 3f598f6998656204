// SPDX-License-Identifier: MIT
#include "host/isolated_stage.hpp"

#include "data/data_error.hpp"
#include "host/crash_handler.hpp"
#include "host/environment.hpp"
#include "host/hardening.hpp"
#include "host/prepared_model.hpp"
#include "host/sweeper.hpp"
#include "output/results_archive.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <new>

namespace lucarne {
namespace {

Refusal refusal_of(Refusal::Kind kind, const std::string& message,
                   const std::string& parameter = {}) {
  return {kind, parameter, message};
}

// Message of the exception in flight.
Refusal refusal() {
  using Kind = Refusal::Kind;
  try {
    throw;
  } catch (const ParameterError& error) {
    return refusal_of(Kind::parameter, error.what(), error.parameter());
  } catch (const PluginRefused& error) {
    return refusal_of(Kind::plugin, error.what());
  } catch (const DataError& error) {
    return refusal_of(Kind::data, error.what());
  } catch (const std::bad_alloc&) {
    return refusal_of(Kind::memory, "it had not enough memory");
  } catch (const std::exception& error) {
    return refusal_of(Kind::error, error.what());
  } catch (...) {
    return refusal_of(Kind::error, "the plugin threw something that is no std::exception");
  }
}

void flush_standard_output() {
  std::cout.flush();
  std::fflush(stdout);
}

}  // namespace

void IsolatedStage::answer(const Message& message) {
  try {
    reply(message);
  } catch (...) {
    const Refusal why = refusal();
    flush_standard_output();
    host_.send(MessageKind::refused, bytes_of_wire(why));
  }
}

void IsolatedStage::reply(const Message& message) {
  const auto send = [this](MessageKind kind, std::span<const std::byte> payload) {
    flush_standard_output();
    host_.send(kind, payload);
    enter(Phase::waiting);
  };
  switch (message.kind) {
    case MessageKind::load:
      return send(MessageKind::loaded, bytes_of_wire(load(from_wire<LoadOrder>(message.payload))));
    case MessageKind::declare: return send(MessageKind::declared, bytes_of_wire(declare()));
    case MessageKind::prepare:
      return send(MessageKind::prepared,
                  bytes_of_wire(prepare(from_wire<PrepareOrder>(message.payload))));
    case MessageKind::run:
      return send(MessageKind::results, run(from_wire<RunOrder>(message.payload)));
    default: throw Error("the host sent a message that asks for nothing");
  }
}

LoadReply IsolatedStage::load(const LoadOrder& order) {
  use_one_blas_thread();
  pool_ = std::make_unique<WorkerPool>(order.n_threads, prepare_thread_for_crashes);
  harden(order.memory_bytes);
  enter(Phase::load);
  const Plugin plugin = load_plugin(order.file);
  analysis_ = plugin.make_analysis();
  return {plugin.name, plugin.version, plugin.summary};
}

Declaration IsolatedStage::declare() {
  enter(Phase::declare);
  analysis_->declare(parameters_);
  return {{parameters_.all().begin(), parameters_.all().end()},
          {parameters_.products().begin(), parameters_.products().end()}};
}

PrepareReply IsolatedStage::prepare(PrepareOrder order) {
  Pipeline pipeline;
  pipeline.seed = order.seed;
  pipeline.data = order.data;
  pipeline.model.file = order.model;
  dataset_ = std::make_unique<LoadedDataset>(order.data);
  if (std::filesystem::exists(pipeline.model.file)) {
    network_ = load_network(pipeline.model.file);
  } else {
    pipeline.model.training.emplace().hidden = order.hidden;
    network_ = untrained_network(pipeline, *dataset_);
  }
  block_size_ = order.block_size;
  shared_ = {network_.get(), dataset_.get(), pool_.get(), this, order.seed, {}};
  context_ = std::make_unique<StageContext>(shared_, order.stage);
  for (std::size_t i = 0; i < order.names.size(); ++i) {
    parameters_.set(order.names[i], order.values[i]);
  }
  enter(Phase::prepare);
  sweeps_ = analysis_->prepare(*context_);
  PrepareReply reply;
  for (const Sweep& sweep : sweeps_) reply.requests.push_back(sweep.request);
  return reply;
}

std::vector<std::byte> IsolatedStage::run(RunOrder order) {
  if (order.names.size() != order.items.size()) throw Error("the host's products are damaged");
  for (std::size_t i = 0; i < order.names.size(); ++i) {
    shared_.products[order.names[i]] = std::move(order.items[i]);
  }
  const Folded folded(fold());
  enter(Phase::run);
  Results results;
  analysis_->run(*context_, folded, results);
  return bytes_of(results);
}

std::vector<std::unique_ptr<FoldState>> IsolatedStage::fold() {
  std::vector<std::unique_ptr<FoldState>> states(sweeps_.size());
  for (const std::string& split : dataset_->splits()) {
    std::vector<const Sweep*> sweeps;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < sweeps_.size(); ++i) {
      if (sweeps_[i].request.split != split) continue;
      sweeps.push_back(&sweeps_[i]);
      places.push_back(i);
    }
    if (sweeps.empty()) continue;
    enter(Phase::read, split);
    dataset_->wait(split);
    enter(Phase::fold, split);
    std::vector<SweepOutcome> outcomes =
        sweep_split(split, sweeps, *network_, *dataset_, block_size_, *pool_, *this);
    for (std::size_t k = 0; k < outcomes.size(); ++k) {
      if (outcomes[k].out_of_memory) throw std::bad_alloc();
      if (!outcomes[k].error.empty()) throw Error(outcomes[k].error);
      states[places[k]] = std::move(outcomes[k].state);
    }
  }
  return states;
}

void IsolatedStage::warning(const std::string&, const std::string& text) {
  host_.send(MessageKind::warning, bytes_of_wire(Warning{text}));
}

void IsolatedStage::progress(const std::string&, double share) {
  {
    // Ten a second are as many as the host shows.
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (now - last_progress_ < std::chrono::milliseconds(100)) return;
    last_progress_ = now;
  }
  host_.send(MessageKind::progress, bytes_of_wire(Progress{share}));
}

void IsolatedStage::block_begins(arma::uword number) { note_block(number + 1); }

void IsolatedStage::block_ends() { note_block(0); }

void IsolatedStage::enter(Phase phase) { page_.phase = phase; }

void IsolatedStage::enter(Phase phase, const std::string& split) {
  std::strncpy(page_.split, split.c_str(), sizeof page_.split - 1);
  enter(phase);
}

}  // namespace lucarne
