#pragma once

#include <cstddef>

namespace bsc {

/// Heap bytes of a flat set or map: Boost 1.81 keeps groups of 15 values with 16 bytes of their
/// hashes.
template <class Table>
std::size_t table_bytes(const Table& table) {
    return (table.bucket_count() + 14) / 15 * (15 * sizeof(typename Table::value_type) + 16);
}

} // namespace bsc
