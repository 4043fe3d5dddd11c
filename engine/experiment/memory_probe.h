#pragma once

#include "engine/base/result.h"
#include "engine/cache/binary_cache.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bsc {

/// What a process builds before it says how much memory it holds.
struct MemoryLoad {
    enum class Part {
        nothing, ///< the process as it starts
        matrix,  ///< a projection matrix
        index,   ///< codes in an index
        records, ///< entries with codes and nothing else, in a list
        policy,  ///< the same with the eviction policy's record of them
        cache,   ///< a BinaryCache with its entries
    };
    Part part = Part::nothing;
    std::size_t entries = 0;
    unsigned dim = 0;  ///< floats an embedding
    unsigned bits = 0; ///< of a code
    std::size_t prompt_bytes = 0, answer_bytes = 0;
    bool embeddings = true; ///< cache: entries have a vector and a code
    std::string policy = CacheConfig{}.policy;

    friend bool operator==(const MemoryLoad&, const MemoryLoad&) = default;
};

/// One line of JSON, and back. Errors: wrong_format.
std::string to_text(const MemoryLoad& load);
Result<MemoryLoad> parse_memory_load(std::string_view text);

/// As the kernel counts it.
struct ResidentMemory {
    std::uint64_t total = 0;     ///< bytes of all resident pages
    std::uint64_t anonymous = 0; ///< bytes without pages of files: heap and stacks
};

std::string to_text(const ResidentMemory& memory);
Result<ResidentMemory> parse_resident_memory(std::string_view text);

/// Builds the load in this process and reads /proc/self/smaps_rollup while it stands. Meant for a
/// process that has done nothing else: what it freed before would be filled first. Errors:
/// invalid_argument (of the parts built), io.
Result<ResidentMemory> measure(const MemoryLoad& load);

} // namespace bsc
