#pragma once

#include "engine/code/code.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace bsc {

/// Every bit is drawn.
Code random_code(unsigned bits, std::mt19937_64& random);

/// What a synthetic workload of codes is made from.
struct CodeWorkloadShape {
    std::size_t entries = 1000; ///< stored codes
    std::size_t queries = 1000; ///< of each kind
    unsigned bits = default_code_bits;
    unsigned radius = 38; ///< bits within which an entry answers
    std::uint64_t seed = 1;
};

struct CodeQueries {
    std::string name;
    std::vector<Code> codes;
};

/// Codes to store, in order of their ids, and codes to ask for.
struct CodeWorkload {
    std::vector<Code> stored;
    std::vector<CodeQueries> queries;
};

/// Unrelated texts. Queries "random miss" (unrelated as well) and "near-duplicate hit" (a stored
/// code with 4 % of its bits turned over, fewer when the radius is smaller).
CodeWorkload random_workload(const CodeWorkloadShape& shape);

/// Topics of very different popularity: entries/100 clusters drawn by Zipf's law with exponent 1,
/// members scattered by Gaussian noise around the centre's projections, so that two members of a
/// cluster differ in 11 % (tight topics) to 28 % (loose ones) of their bits on average. Queries
/// "clustered" come from the same topics.
CodeWorkload clustered_workload(const CodeWorkloadShape& shape);

/// The same topics as a cache would keep them: a code is stored only when none stored of its
/// cluster lies within the radius. Queries "cache-filled". With a radius so large that clusters
/// fill up, fewer codes than asked for are stored.
CodeWorkload cache_filled_workload(const CodeWorkloadShape& shape);

} // namespace bsc
