#pragma once

#include "engine/base/result.h"
#include "engine/code/code.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace bsc {

/// Names one stored code. Ids are given out in ascending order, so the lower id is the older entry.
using EntryId = std::uint64_t;
/// The id no entry has.
inline constexpr EntryId no_entry = ~EntryId{0};

struct Match {
    EntryId id;
    unsigned distance; ///< Hamming distance in bits

    friend auto operator<=>(const Match&, const Match&) = default;
};

/// Exact nearest-neighbour search over equally wide sign codes.
///
/// Answers are exact: the same (distance, id) as a loop over all codes; among equal distances the
/// lowest id, i.e. the oldest entry, wins.
///
/// Threads: one writer at a time (add, remove, replace, clear) and any number of readers
/// (nearest, k_nearest, size, memory_bytes) at the same time. A reader never waits for a writer to
/// finish a batch: it validates a sequence counter and retries. An answer is the state before or
/// after a concurrent change, never a mixture.
class CodeIndex {
  public:
    virtual ~CodeIndex() = default;

    virtual unsigned bits() const = 0;

    /// Errors: invalid_argument when the width differs, or the id is present already or no_entry.
    virtual Result<void> add(EntryId id, const Code& code) = 0;
    /// False when there is no such id.
    virtual bool remove(EntryId id) = 0;
    /// Gives `id` another code, keeping its age. Errors: not_found, invalid_argument (width).
    virtual Result<void> replace(EntryId id, const Code& code) = 0;
    virtual void clear() = 0;

    /// The nearest code with distance <= radius, or nothing. `code` must have bits() bits; any
    /// other width finds nothing.
    virtual std::optional<Match> nearest(const Code& code, unsigned radius) const = 0;
    /// Up to k matches with distance <= radius, sorted by (distance, id).
    virtual std::vector<Match> k_nearest(const Code& code, std::size_t k,
                                         unsigned radius) const = 0;

    virtual std::size_t size() const = 0;
    /// Bytes held on the heap by codes and bookkeeping.
    virtual std::size_t memory_bytes() const = 0;
};

/// An index for codes of `bits` bits (1..1024) that is expected to hold about `capacity` of them;
/// it grows as needed and starts small. Errors: invalid_argument.
Result<std::unique_ptr<CodeIndex>> make_index(unsigned bits, std::size_t capacity);

} // namespace bsc
