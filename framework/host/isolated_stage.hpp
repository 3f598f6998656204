// SPDX-License-Identifier: MIT
#pragma once

#include "data/loaded_dataset.hpp"
#include "host/isolated_wire.hpp"
#include "host/message.hpp"
#include "host/observer.hpp"
#include "host/plugin.hpp"
#include "host/stage_context.hpp"
#include "host/work_page.hpp"
#include "network/network.hpp"

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

namespace lucarne {

/// Where an isolated stage's answers go. thread: any
class MessageSink {
 public:
  virtual ~MessageSink() = default;
  virtual void send(MessageKind kind, std::span<const std::byte> payload) = 0;
};

/// One stage inside its own process: does what the host's messages ask for and notes in the work
/// page what it is at. Computes with the same code as a stage in the host, so the results have the
/// same bits.
class IsolatedStage final : public RunObserver {
 public:
  IsolatedStage(MessageSink& host, WorkPage& page) : host_(host), page_(page) {}

  /// Sends the reply, or `refused`.
  void answer(const Message& message);

  // RunObserver: what the stage tells while it works.
  void line(const std::string&) override {}
  void warning(const std::string& stage, const std::string& text) override;
  void progress(const std::string& what, double share) override;
  void training(const TrainingProgress&) override {}
  bool cancelled() const override { return false; }  // the host ends the whole process
  void block_begins(arma::uword number) override;
  void block_ends() override;

 private:
  void reply(const Message& message);
  LoadReply load(const LoadOrder& order);
  Declaration declare();
  PrepareReply prepare(PrepareOrder order);
  std::vector<std::byte> run(RunOrder order);
  std::vector<std::unique_ptr<FoldState>> fold();
  void enter(Phase phase);
  void enter(Phase phase, const std::string& split);

  MessageSink& host_;
  WorkPage& page_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point last_progress_{};
  std::unique_ptr<WorkerPool> pool_;
  AnalysisPtr analysis_;
  Parameters parameters_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<LoadedDataset> dataset_;
  arma::uword block_size_ = 0;
  SharedContext shared_;
  std::unique_ptr<StageContext> context_;
  std::vector<Sweep> sweeps_;
};

}  // namespace lucarne
