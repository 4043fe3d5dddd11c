#include "engine/index/planned_index.h"

#include <string>

namespace bsc {

Result<std::unique_ptr<CodeIndex>> make_index(unsigned bits, std::size_t capacity) {
    if (bits < 1 || bits > max_code_bits)
        return fail(ErrorCode::invalid_argument, "The code width must be 1 to " +
                                                     std::to_string(max_code_bits) + " bits, not " +
                                                     std::to_string(bits) + ".");
    if (capacity > BlockStore::max_slots)
        return fail(ErrorCode::invalid_argument,
                    "An index holds at most " + std::to_string(BlockStore::max_slots) + " codes.");
    return std::make_unique<PlannedIndex>(bits, capacity);
}

} // namespace bsc
