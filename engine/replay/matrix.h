#pragma once

#include "engine/replay/simulate.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bsc {

/// One replay of a matrix: everything that is varied.
struct MatrixCell {
    std::string encoder; ///< name of the embedder whose vectors were encoded
    unsigned bits = 256; ///< width of the codes
    unsigned radius = 38;
    std::size_t capacity = 1000;
    std::string policy = "lru";
    std::optional<AdaptiveSettings> adaptive{}; ///< decides in place of the radius

    /// "encoder=lexical bits=256 radius=38 capacity=1000 policy=lru": names the cell in its run.
    std::string key() const;
};

enum class CellState { queued, running, done, cancelled, failed };
std::string_view name_of(CellState state);

/// What is told of a cell whenever it changes.
struct CellUpdate {
    std::size_t cell = 0; ///< its place in the plan
    CellState state = CellState::queued;
    std::uint64_t requests = 0, hits = 0, judged_hits = 0, wrong_hits = 0; ///< so far
    std::optional<SimulationResult> result;                                ///< when done
    std::string error;                                                     ///< when failed
};

/// Runs the cells of a plan on worker threads, in order, a trace being encoded once for all cells
/// that share it. Cells can be cancelled one by one and queued again.
///
/// Threads: made, cancelled and destroyed by its owner; `update` is called from the workers, one
/// call at a time, and must not call back. The destructor cancels and joins.
class ReplayMatrix {
  public:
    /// The trace of an encoder at a width of codes; asked from the workers, once each.
    using TraceSource = std::function<Result<std::shared_ptr<const CodeTrace>>(
        const std::string& encoder, unsigned bits)>;
    using OnUpdate = std::function<void(const CellUpdate&)>;
    /// Replays a cell; `cancelled` blocks while the matrix is paused.
    using Replayer = std::function<Result<SimulationResult>(
        const MatrixCell& cell, const std::function<bool()>& cancelled,
        const std::function<void(const SimulationResult&)>& progress)>;

    struct Options {
        unsigned jobs = 1;
        std::size_t batch = 1; ///< entries evicted at once
        PolicySettings settings{};
        bool content_gate = false;
        std::size_t curve_points = 300; ///< of each cell's curve
        std::uint64_t warm_up = 0;      ///< requests, as SimulationOptions
        Replayer replay{};              ///< in place of simulate(); traces are not asked for then
    };

    ReplayMatrix(std::vector<MatrixCell> plan, const Options& options, TraceSource traces,
                 OnUpdate update);
    ~ReplayMatrix();

    const std::vector<MatrixCell>& plan() const;
    /// A queued or running cell; others stay as they are.
    void cancel(std::size_t cell);
    void cancel_all();
    /// A cancelled or failed cell runs again.
    void queue_again(std::size_t cell);
    /// Running cells stop where they are until it is set off again; a cancelled one ends.
    void set_paused(bool paused);
    /// Blocks until nothing is queued or running.
    void wait();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace bsc
