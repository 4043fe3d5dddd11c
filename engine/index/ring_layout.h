#pragma once

#include "engine/index/cyclic_bits.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace bsc {

/// How codes are cut for the ring index, a multi-index (Norouzi, Punjani, Fleet 2012, "Fast search
/// in Hamming space with multi-index hashing") filtered by pigeonring chains (Qin, Xiao 2018,
/// "Pigeonring: a principle for faster thresholded similarity search").
///
/// A code is cut into m substrings, each the key of one hash table. At search radius R table t has
/// a budget b_t, and the budgets sum to R + 1. The distances d_t of the substrings to the query's
/// sum to at most R for a code within R, so around the ring the sums of (d_t - b_t) end below
/// zero, and by the cycle lemma there is a start t from which every partial sum is below zero:
///     d_t < b_t,   d_t + d_t+1 < b_t + b_t+1,   and so on.
/// The first condition says which keys to look up, the second and third filter what is found by the
/// signature kept with it: the 16 bits that follow the key.
///
/// Budgets grow with R one table at a time: step R raises that of table R mod m to R / m + 1, for
/// which the keys at distance exactly R / m are looked up. After step R every code within R was
/// met.
struct RingTable {
    unsigned start;          ///< first bit of the key
    unsigned width;          ///< bits of the key, 8..26
    std::uint32_t line;      ///< the line of key 0
    std::uint16_t next_mask; ///< the signature's bits that belong to the next substring
};

class RingLayout {
  public:
    static constexpr unsigned max_tables = 128;
    static constexpr unsigned signature_bits = 16;

    /// Whether codes of this width can be cut into enough substrings at all.
    static bool fits(unsigned bits) { return bits >= 48; }
    /// The layout for `entries` codes of `bits` bits, which must fit.
    RingLayout(unsigned bits, std::size_t entries);

    unsigned bits() const { return bits_; }
    unsigned tables() const { return tables_; }
    /// Home lines of all tables, one for each key.
    std::uint32_t lines() const { return lines_; }
    const RingTable& table(unsigned t) const { return table_[t]; }

    std::uint32_t line(unsigned t, const CyclicBits& code) const {
        return table_[t].line + code.get(table_[t].start, table_[t].width);
    }
    std::uint16_t signature(unsigned t, const CyclicBits& code) const {
        const unsigned next = t + 1 == tables_ ? 0 : t + 1;
        return static_cast<std::uint16_t>(code.get(table_[next].start, signature_bits));
    }

    /// Keys looked up by the time all codes within `radius` were met.
    double probes(unsigned radius) const;

  private:
    unsigned bits_;
    unsigned tables_;
    std::uint32_t lines_ = 0;
    std::array<RingTable, max_tables> table_;
};

} // namespace bsc
