#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace bsc {

/// A SHA-256 value.
using Digest = std::array<std::uint8_t, 32>;

/// For hash maps keyed by a digest: its bytes are already uniform.
struct DigestHash {
    std::size_t operator()(const Digest& d) const noexcept {
        std::size_t h;
        std::memcpy(&h, d.data(), sizeof h);
        return h;
    }
};

Digest sha256(std::span<const std::byte> bytes);
Digest sha256(std::string_view text);
/// HMAC-SHA256: a keyed name for a credential that cannot be matched without `key`.
Digest hmac_sha256(std::string_view key, std::string_view text);
/// 64 lower-case hexadecimal digits.
std::string to_hex(const Digest& digest);

} // namespace bsc
