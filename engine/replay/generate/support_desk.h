#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace bsc {

/// What customers of a fictional shop ask its support desk: sentences with slots for a product and
/// a country. A meaning is a concern about one product in one country; each can be said in several
/// ways, from the plain one to the farthest.
namespace support_desk {

/// Distinct meanings there are.
std::uint32_t meanings();
/// Ways to say the same.
std::uint32_t ways();

/// The sentence for meaning 0..meanings()-1, said in way 0..ways()-1.
std::string sentence(std::uint32_t meaning, std::uint32_t way);
/// "returns/rain-jacket/norway": names the meaning.
std::string meaning_name(std::uint32_t meaning);

/// Questions that have nothing to do with the shop, each another one.
std::uint64_t one_offs();
std::string one_off(std::uint64_t number); ///< 0..one_offs()-1

/// What people put before and after a question without changing it.
std::span<const std::string_view> openings();
std::span<const std::string_view> closings();

} // namespace support_desk

} // namespace bsc
