#include "engine/index/ring_layout.h"

#include <algorithm>
#include <cmath>

namespace bsc {
namespace {

/// Keys are this much shorter than log2 of the number of entries, which makes some 20 postings a
/// line of 30. Measured at 100 000 entries of 256 bits: 21 tables are the fastest and 22 the
/// smallest; with more tables lines overflow, with fewer they outgrow the cache.
constexpr double key_slack_bits = 4.4;
constexpr unsigned least_width = 8; ///< a signature then covers at most two substrings
constexpr unsigned most_width = 26;

unsigned tables_for(unsigned bits, std::size_t entries) {
    const double width = std::clamp(std::log2(static_cast<double>(entries)) - key_slack_bits,
                                    double{least_width}, double{most_width});
    const auto tables = static_cast<unsigned>(std::lround(bits / width));
    const unsigned most = std::min(RingLayout::max_tables, bits / least_width);
    const unsigned least = std::max(3u, (bits + most_width - 1) / most_width);
    return std::clamp(tables, least, most);
}

} // namespace

RingLayout::RingLayout(unsigned bits, std::size_t entries)
    : bits_(bits), tables_(tables_for(bits, entries)) {
    unsigned start = 0;
    for (unsigned t = 0; t < tables_; ++t) {
        const unsigned width = bits_ / tables_ + (t < bits_ % tables_ ? 1 : 0);
        table_[t].start = start;
        table_[t].width = width;
        table_[t].line = lines_;
        start += width;
        lines_ += std::uint32_t{1} << width;
    }
    for (unsigned t = 0; t < tables_; ++t) {
        const unsigned known = std::min(table_[(t + 1) % tables_].width, signature_bits);
        table_[t].next_mask = static_cast<std::uint16_t>((1u << known) - 1);
    }
}

double RingLayout::probes(unsigned radius) const {
    double all = 0;
    for (unsigned t = 0; t < tables_; ++t) {
        double keys = 1; // at distance 0, then 1, ...
        for (unsigned distance = 0; distance * tables_ + t <= radius; ++distance) {
            all += keys;
            keys = keys * (table_[t].width - distance) / (distance + 1);
            if (distance == table_[t].width)
                break;
        }
    }
    return all;
}

} // namespace bsc
