#pragma once

#include "engine/replay/workload.h"
#include "engine/store/workload_library.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace bsc {

/// What a generated workload of real sentences is made of: questions to a fictional support desk.
/// A request takes a class of meaning by popularity rank (Zipf's law) and one of the ways to say
/// it.
struct TextWorkloadSettings {
    std::uint64_t requests = 10'000; ///< 1..10 million
    std::uint32_t classes = 1'000;   ///< 1..19 200
    double zipf = 1.0;               ///< exponent of popularity over rank, 0..10
    double drift = 0;                ///< chance per request that one class takes another's rank
    double one_offs = 0.1;           ///< share of requests that never come again
    /// 0: a meaning is always said in the same words; 1: in all ways there are, with greetings.
    double paraphrase_spread = 0.5;
    double per_minute = 60; ///< requests, by day three times as many as at night
    std::uint64_t seed = 1;

    /// For people: "10000 requests, 1000 classes, zipf 1, ...".
    std::string text() const;
};

/// The rows of such a workload: the same settings give the same rows on every machine. Errors of
/// create: invalid_argument, naming the setting and its range.
class TextWorkloadRows final : public WorkloadRows {
  public:
    static Result<std::unique_ptr<TextWorkloadRows>> create(const TextWorkloadSettings& settings);
    ~TextWorkloadRows() override;

    Result<std::optional<WorkloadRow>> next() override;

  private:
    struct Impl;
    explicit TextWorkloadRows(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// Puts it into the library, its settings in the note. `progress` is told the rows now and then;
/// after false nothing is left. Runs in the calling thread. Errors: of the settings and of
/// WorkloadLibrary::create(); unavailable (cancelled).
Result<WorkloadInfo>
generate_workload(const TextWorkloadSettings& settings, WorkloadLibrary& library,
                  const std::string& name,
                  const std::function<bool(std::uint64_t rows)>& progress = {});

} // namespace bsc
