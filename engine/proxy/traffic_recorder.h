#pragma once

#include "engine/store/workload_library.h"

#include <cstdint>
#include <memory>
#include <string>

namespace bsc {

struct Flow;

struct RecordingStatus {
    std::uint64_t workload = 0; ///< its id; 0: nothing is recorded
    std::string name;
    std::int64_t started_us = 0; ///< Unix epoch
    std::uint64_t recorded = 0;  ///< on disk
    std::uint64_t waiting = 0;   ///< for the disk
    std::uint64_t dropped = 0;   ///< did not fit into memory while the disk was slow
    std::uint64_t bytes = 0;     ///< of the recorded texts
    std::string trouble;         ///< why nothing can be written at the moment; empty: all is well

    bool recording() const { return workload != 0; }
};

/// Records requests that the cache looks up by their meaning into a workload: prompt, time, model,
/// usage of the answer, the class a client names in x-bsc-class, and a digest of the partition;
/// neither headers nor keys nor answers. Batches reach the file within a second, and what did stays
/// there however the program ends.
///
/// Threads: every method may be called from any thread. take() neither waits for the disk nor for
/// another request; a thread of the recorder writes.
class TrafficRecorder {
  public:
    explicit TrafficRecorder(std::shared_ptr<WorkloadLibrary> library);
    ~TrafficRecorder(); ///< stop()

    /// Errors: busy (recording already), of WorkloadLibrary::start_recording().
    Result<WorkloadInfo> start(std::string name);
    /// A finished request; others than those above are passed over.
    void take(const Flow& flow);
    /// Writes what waits, and ends the recording. Errors: not_found (nothing is recorded), io (what
    /// waited is lost).
    Result<WorkloadInfo> stop();
    /// Errors: not_found, invalid_argument.
    Result<void> rename(std::string name);
    RecordingStatus status() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace bsc
