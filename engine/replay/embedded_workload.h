#pragma once

#include "engine/base/result.h"
#include "engine/embed/embedder.h"
#include "engine/replay/code_trace.h"
#include "engine/replay/workload.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bsc {

/// A workload whose distinct texts were embedded once, to be projected to codes by any seed.
class EmbeddedWorkload {
  public:
    /// Called about every 256 rows with their number; false ends the reading there.
    using Progress = std::function<bool(std::uint64_t rows)>;

    /// What the upstream's answer to a row costs, 1e-9 USD; nothing: no price is known.
    using Price = std::function<std::optional<std::int64_t>(const WorkloadRow& row)>;

    /// The first `max_requests` rows; 0: all. Errors: of the rows and the embedder; wrong_format
    /// when there is no row.
    static Result<EmbeddedWorkload> embed(std::string name, WorkloadRows& rows,
                                          const Embedder& embedder, std::uint64_t max_requests = 0,
                                          const Progress& progress = {}, const Price& price = {});

    /// `vectors` holds a row of `dim` floats for each row of the workload, in the same order.
    /// Errors: of the rows; mismatch when the numbers of rows differ (with max_requests: when there
    /// are too few vectors).
    static Result<EmbeddedWorkload> with_vectors(std::string name, WorkloadRows& rows,
                                                 std::span<const float> vectors, unsigned dim,
                                                 std::uint64_t max_requests = 0);

    const std::string& name() const { return name_; }
    std::uint64_t requests() const { return requests_.size(); }

    /// A text whose vector is zero meets the exact tier only. `mean` is subtracted from the others
    /// first, as a cache does that found boilerplate; empty: none. Errors: of Projection; mismatch
    /// (length of the mean).
    Result<CodeTrace> trace(unsigned bits, std::uint64_t seed,
                            std::span<const float> mean = {}) const;
    /// The vector of a request's text, dim floats.
    std::span<const float> vector(std::uint64_t request) const;

  private:
    friend class EmbeddedWorkloadReader;

    EmbeddedWorkload() = default;

    std::string name_;
    unsigned dim_ = 0;
    std::vector<float> vectors_; ///< dim_ floats a text, texts in order of their first request
    std::shared_ptr<const PromptGate> gate_;
    std::vector<CodeRequest> requests_; ///< still without codes
    std::uint64_t classes_ = 0;
};

} // namespace bsc
