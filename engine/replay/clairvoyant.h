#pragma once

#include "engine/base/result.h"
#include "engine/replay/code_trace.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace bsc {

/// An offline bound: what a cache that knows the whole trace could hit ("Belady-S"). A full cache
/// gives up, the newcomer included, the entry whose next request that no other entry covers is
/// farthest (Belady 1966, with bypass, for similarity search). The true optimum is NP-hard; this
/// greedy choice comes close and is what policies are compared with.
///
/// The pairs of texts within the radius are found once, then each capacity takes a run. Immutable
/// after creation: any thread may run.
class Clairvoyant {
  public:
    /// Errors: invalid_argument (the trace's width; so many texts within the radius of each other
    /// that their pairs do not fit). `cancelled` is asked now and then; when it says yes the object
    /// is of no use.
    static Result<Clairvoyant> prepare(const CodeTrace& trace, unsigned radius,
                                       const std::function<bool()>& cancelled = {});

    std::uint64_t requests() const { return order_.size(); }
    /// Hits with room for `capacity` entries, at least 1. Ends early, with the hits so far, when
    /// cancelled.
    std::uint64_t hits(std::size_t capacity, const std::function<bool()>& cancelled = {}) const;

  private:
    friend class ClairvoyantRun;

    Clairvoyant() = default;

    /// Texts are numbered 0.. in order of their first request.
    std::vector<std::uint32_t> order_;     ///< text by request
    std::vector<std::uint32_t> next_same_; ///< next request for the same text, by request
    std::vector<std::uint32_t> first_;     ///< first request, by text
    std::vector<std::size_t> near_begin_;  ///< into near_, by text, and one more
    std::vector<std::uint32_t> near_;      ///< texts within the radius, the text itself included
};

} // namespace bsc
