// Built without ThreadSanitizer's instrumentation, see CMakeLists.txt: vector loads cannot be
// atomic, so a scan may read planes and ids that the writer is changing. That is the sequence
// lock's bargain (Boehm 2012, "Can seqlocks get along with programming language memory models?"):
// nothing read here is used as an address, and the answer counts only after SequenceLock finds that
// no change overlapped.
#include "engine/index/block_scan.h"

#include <bit>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/index/block_scan.cpp"
#include <hwy/foreach_target.h> // compiles this file once per instruction set
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bsc::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Tallies stay in bytes while they cannot overflow: a plane adds at most 8 to a byte.
constexpr std::size_t planes_per_tally = 31;
static_assert(BlockLayout(max_code_bits).prefix_planes <= planes_per_tally);

#if HWY_TARGET == HWY_SCALAR

/// Plain loops over one plane of a block, which compilers vectorise for the baseline.
template <std::size_t block_size>
struct Lanes {
    struct Vector {
        std::array<std::uint16_t, block_size> values;
    };
    using Tally = Vector;
    using Counts = Vector;
    using Plane = std::uint16_t;

    static std::size_t size() { return block_size; }
    static Vector zero() { return {}; }
    static Plane broadcast(std::uint16_t plane) { return plane; }

    static void add_differing(Tally& tally, const std::uint16_t* plane, Plane wanted) {
        for (std::size_t i = 0; i < block_size; ++i) {
            std::uint16_t x = plane[i] ^ wanted;
            x = x - ((x >> 1) & 0x5555);
            x = (x & 0x3333) + ((x >> 2) & 0x3333);
            x = (x + (x >> 4)) & 0x0f0f;
            tally.values[i] += (x + (x >> 8)) & 0x1f;
        }
    }
    static Counts count(const Tally& tally) { return tally; }
    static Counts add(Counts a, const Counts& b) {
        for (std::size_t i = 0; i < block_size; ++i)
            a.values[i] += b.values[i];
        return a;
    }
    static Counts min(Counts a, const Counts& b) {
        for (std::size_t i = 0; i < block_size; ++i)
            a.values[i] = a.values[i] < b.values[i] ? a.values[i] : b.values[i];
        return a;
    }
    static bool any_within(const Counts& counts, unsigned bound) {
        unsigned within = 0;
        for (std::size_t i = 0; i < block_size; ++i)
            within |= counts.values[i] <= bound;
        return within != 0;
    }
    /// Bit i for lane i.
    static std::uint32_t mask_within(const Counts& counts, unsigned bound) {
        std::uint32_t within = 0;
        for (std::size_t i = 0; i < block_size; ++i)
            within |= std::uint32_t{counts.values[i] <= bound} << i;
        return within;
    }
    static void store(const Counts& counts, std::uint16_t* to) {
        std::memcpy(to, counts.values.data(), sizeof counts.values);
    }
};

#else

/// One vector of a plane: a whole plane of the block or an even part of it.
template <std::size_t block_size>
struct Lanes {
    using Bytes = hn::CappedTag<std::uint8_t, block_size * sizeof(std::uint16_t)>;
    using Words = hn::Repartition<std::uint16_t, Bytes>;
    using Signed = hn::Repartition<std::int16_t, Bytes>;
#if HWY_TARGET == HWY_AVX3_DL
    using Counted = Words; // it has a population count for them
#else
    using Counted = Bytes;
#endif
    using Tally = hn::Vec<Counted>;
    using Counts = hn::Vec<Words>;
    using Plane = hn::Vec<Counted>;

    static HWY_INLINE std::size_t size() { return hn::Lanes(Words()); }
    static HWY_INLINE Tally zero() { return hn::Zero(Counted()); }
    static HWY_INLINE Plane broadcast(std::uint16_t plane) {
        return hn::BitCast(Counted(), hn::Set(Words(), plane));
    }

    static HWY_INLINE void add_differing(Tally& tally, const std::uint16_t* plane, Plane wanted) {
        const auto stored = hn::BitCast(Counted(), hn::Load(Words(), plane));
        tally = hn::Add(tally, hn::PopulationCount(hn::Xor(stored, wanted)));
    }
    static HWY_INLINE Counts count(Tally tally) {
        const Counts pairs = hn::BitCast(Words(), tally);
#if HWY_TARGET == HWY_AVX3_DL
        return pairs;
#else
        const Counts low_byte = hn::Set(Words(), std::uint16_t{0xff});
        return hn::Add(hn::ShiftRight<8>(pairs), hn::And(pairs, low_byte));
#endif
    }
    static HWY_INLINE Counts add(Counts a, Counts b) { return hn::Add(a, b); }
    static HWY_INLINE Counts min(Counts a, Counts b) { return hn::Min(a, b); }
    static HWY_INLINE auto within(Counts counts, unsigned bound) {
        // Both fit 15 bits, and signed comparison is the one every instruction set has.
        const auto limit = hn::Set(Signed(), static_cast<std::int16_t>(bound + 1));
        return hn::Lt(hn::BitCast(Signed(), counts), limit);
    }
    static HWY_INLINE bool any_within(Counts counts, unsigned bound) {
        return !hn::AllFalse(Signed(), within(counts, bound));
    }
    static HWY_INLINE std::uint32_t mask_within(Counts counts, unsigned bound) {
        std::uint8_t bytes[8] = {};
        hn::StoreMaskBits(Signed(), within(counts, bound), bytes);
        std::uint32_t bits;
        std::memcpy(&bits, bytes, sizeof bits);
        return bits;
    }
    static HWY_INLINE void store(Counts counts, std::uint16_t* to) {
        hn::StoreU(counts, Words(), to);
    }
};

#endif

/// The layout of the usual width, known when loops over its planes are compiled.
struct UsualLayout {
    static constexpr BlockLayout layout{default_code_bits};
    static constexpr unsigned prefix_planes = layout.prefix_planes;
    static constexpr unsigned suffix_planes = layout.suffix_planes;
};

/// Scans blocks of `block_size` codes in vectors numbered from 0: the lanes of block 0 in order,
/// then those of block 1, and so on.
template <std::size_t block_size, class Layout>
struct Scanner {
    using L = Lanes<block_size>;
    using Counts = typename L::Counts;
    using Tally = typename L::Tally;

    const BlockSpan& blocks;
    const ScanQuery& query;
    const Layout layout;
    MatchCollector& collector;
    unsigned bound;

    /// Where vector v starts in an array with `planes` planes a block.
    static HWY_INLINE const std::uint16_t* vector_at(const std::uint16_t* data, std::size_t v,
                                                     std::size_t planes) {
        const std::size_t first = v * L::size();
        return data + first / block_size * block_size * planes + first % block_size;
    }

    static HWY_INLINE Counts distances(const std::uint16_t* data, const std::uint16_t* wanted,
                                       std::size_t planes) {
        Counts counts = L::count(L::zero());
        for (std::size_t first = 0; first < planes; first += planes_per_tally) {
            const std::size_t end = HWY_MIN(planes, first + planes_per_tally);
            auto tally = L::zero();
            for (std::size_t p = first; p < end; ++p)
                L::add_differing(tally, data + p * block_size, L::broadcast(wanted[p]));
            counts = L::add(counts, L::count(tally));
        }
        return counts;
    }

    /// Where four vectors' planes start.
    struct FourVectors {
        const std::uint16_t *data0, *data1, *data2, *data3;

        HWY_INLINE FourVectors(const std::uint16_t* data, const std::array<std::size_t, 4>& v,
                               std::size_t planes)
            : data0(vector_at(data, v[0], planes)), data1(vector_at(data, v[1], planes)),
              data2(vector_at(data, v[2], planes)), data3(vector_at(data, v[3], planes)) {}

        /// Adds what differs in planes first .. end-1. A plane of the query is loaded once for all.
        HWY_INLINE void add_differing(const std::uint16_t* wanted, std::size_t first,
                                      std::size_t end, Tally& tally0, Tally& tally1, Tally& tally2,
                                      Tally& tally3) const {
            for (std::size_t p = first; p < end; ++p) {
                const auto plane = L::broadcast(wanted[p]);
                L::add_differing(tally0, data0 + p * block_size, plane);
                L::add_differing(tally1, data1 + p * block_size, plane);
                L::add_differing(tally2, data2 + p * block_size, plane);
                L::add_differing(tally3, data3 + p * block_size, plane);
            }
        }
    };

    HWY_INLINE bool any_within(Counts counts0, Counts counts1, Counts counts2,
                               Counts counts3) const {
        return L::any_within(L::min(L::min(counts0, counts1), L::min(counts2, counts3)), bound);
    }

    HWY_INLINE void offer(std::size_t v, Counts counts) {
        std::uint32_t within = L::mask_within(counts, bound);
        if (within == 0)
            return;
        std::array<std::uint16_t, block_size> found;
        L::store(counts, found.data());
        for (; within != 0; within &= within - 1) {
            const auto lane = static_cast<std::size_t>(std::countr_zero(within));
            const std::size_t i = v * L::size() + lane;
            if (found[lane] <= bound && i < blocks.count && blocks.ids[i] != no_entry)
                bound = collector.offer({blocks.ids[i], found[lane]});
        }
    }

    HWY_INLINE void scan_one(std::size_t v) {
        const Counts prefix_counts = distances(vector_at(blocks.prefixes, v, layout.prefix_planes),
                                               query.planes.data(), layout.prefix_planes);
        if (L::any_within(prefix_counts, bound))
            offer(v, L::add(prefix_counts,
                            distances(vector_at(blocks.suffixes, v, layout.suffix_planes),
                                      query.planes.data() + layout.prefix_planes,
                                      layout.suffix_planes)));
    }

    /// One test rejects all four. In a cluster most fours have a member whose prefix passes, and
    /// the suffixes of all then cost less than a branch for each, often mispredicted: a sixth of
    /// the time at 10 000 clustered codes.
    HWY_INLINE void scan_four(const std::array<std::size_t, 4>& v) {
        const FourVectors prefixes(blocks.prefixes, v, layout.prefix_planes);
        auto tally0 = L::zero(), tally1 = tally0, tally2 = tally0, tally3 = tally0;
        prefixes.add_differing(query.planes.data(), 0, layout.prefix_planes, tally0, tally1, tally2,
                               tally3);
        Counts counts0 = L::count(tally0), counts1 = L::count(tally1), counts2 = L::count(tally2),
               counts3 = L::count(tally3);
        if (!any_within(counts0, counts1, counts2, counts3))
            return;
        const FourVectors suffixes(blocks.suffixes, v, layout.suffix_planes);
        const std::uint16_t* wanted = query.planes.data() + layout.prefix_planes;
        for (std::size_t first = 0; first < layout.suffix_planes; first += planes_per_tally) {
            const std::size_t end =
                HWY_MIN(std::size_t{layout.suffix_planes}, first + planes_per_tally);
            tally0 = tally1 = tally2 = tally3 = L::zero();
            suffixes.add_differing(wanted, first, end, tally0, tally1, tally2, tally3);
            counts0 = L::add(counts0, L::count(tally0));
            counts1 = L::add(counts1, L::count(tally1));
            counts2 = L::add(counts2, L::count(tally2));
            counts3 = L::add(counts3, L::count(tally3));
        }
        if (!any_within(counts0, counts1, counts2, counts3))
            return;
        offer(v[0], counts0);
        offer(v[1], counts1);
        if (v[2] != v[1])
            offer(v[2], counts2);
        if (v[3] != v[2])
            offer(v[3], counts3);
    }

    HWY_INLINE void scan() {
        const std::size_t vectors = (blocks.count + L::size() - 1) / L::size();
        // The last of the last four stands in for those that are missing, unless it is alone.
        std::size_t v = 0;
        for (; v + 1 < vectors; v += 4)
            scan_four({v, v + 1, HWY_MIN(v + 2, vectors - 1), HWY_MIN(v + 3, vectors - 1)});
        if (v + 1 == vectors)
            scan_one(v);
    }
};

template <class Layout>
HWY_INLINE unsigned scan_blocks_in(Layout layout, const BlockSpan& blocks, const ScanQuery& query,
                                   unsigned bound, MatchCollector& collector) {
    const auto scan_with = [&](auto scanner) {
        scanner.scan();
        return scanner.bound;
    };
    return blocks.lanes == block_lanes
               ? scan_with(Scanner<block_lanes, Layout>{blocks, query, layout, collector, bound})
               : scan_with(Scanner<4, Layout>{blocks, query, layout, collector, bound});
}

unsigned scan_blocks(const BlockSpan& blocks, const ScanQuery& query, unsigned bound,
                     MatchCollector& collector) {
    if (query.layout == UsualLayout::layout)
        return scan_blocks_in(UsualLayout(), blocks, query, bound, collector);
    return scan_blocks_in(query.layout, blocks, query, bound, collector);
}

} // namespace bsc::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bsc {

HWY_EXPORT(scan_blocks);

ScanQuery::ScanQuery(BlockLayout layout, const Code& code) : layout(layout) {
    for (unsigned p = 0; p < layout.planes(); ++p)
        planes[p] = plane_of(code, p);
}

ScanKernel select_scan_kernel() {
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    return &HWY_DYNAMIC_DISPATCH(scan_blocks);
}

} // namespace bsc
#endif
