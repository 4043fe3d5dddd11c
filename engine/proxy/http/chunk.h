#pragma once

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

namespace bsc {

/// The chunked coding (RFC 9112, section 7.1) of bytes that are sent as they come.

/// What goes before the bytes of a chunk. (An empty chunk would end the body.)
inline std::string chunk_head(std::size_t size) {
    char digits[16];
    std::string head(digits, std::to_chars(digits, digits + sizeof digits, size, 16).ptr);
    return head += "\r\n";
}
inline constexpr std::string_view chunk_end = "\r\n";
inline constexpr std::string_view last_chunk = "0\r\n\r\n";
/// A body's first bytes are given to Beast's parser when they are this many: it asserts that a last
/// chunk whose line it has seen does not come back with less.
inline constexpr std::size_t shortest_chunked_body = last_chunk.size();

} // namespace bsc
