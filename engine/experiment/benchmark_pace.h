#pragma once

#include "engine/base/result.h"
#include "engine/store/run_library.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace bsc {

/// How long the parts of benchmarks took on this machine, by their kind: cells of a policy and the
/// default replay by the request, the other experiments as a whole. Nothing is assumed of a kind
/// that was never measured.
class BenchmarkPace {
  public:
    void add_cell(std::string_view policy, std::uint64_t requests, double seconds);
    void add_experiment(std::string_view name, bool quick, std::uint64_t requests, double seconds);

    std::optional<double> cell_seconds(std::string_view policy, std::uint64_t requests) const;
    std::optional<double> experiment_seconds(std::string_view name, bool quick,
                                             std::uint64_t requests) const;

  private:
    struct Measured {
        double seconds = 0;
        std::uint64_t units = 0; ///< requests, or runs
    };
    std::optional<double> seconds_of(const std::string& kind, std::uint64_t units) const;

    std::map<std::string, Measured> kinds_;
};

/// What the newest benchmarks of this machine have shown. Errors: of the library.
Result<BenchmarkPace> measured_pace(const RunLibrary& library);

} // namespace bsc
