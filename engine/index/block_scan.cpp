// Built without ThreadSanitizer's instrumentation, see CMakeLists.txt: vector loads cannot be
// atomic, so a scan may read planes and ids that the writer is changing. That is the sequence
// lock's bargain (Boehm 2012, "Can seqlocks get along with programming language memory models?"):
// nothing read here is used as an address, and the answer counts only after SequenceLock finds that
// no change overlapped.
#include "engine/index/block_scan.h"

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
    static HWY_INLINE bool any_within(Counts counts, unsigned bound) {
        // Both fit 15 bits, and signed comparison is the one every instruction set has.
        const auto limit = hn::Set(Signed(), static_cast<std::int16_t>(bound + 1));
        return !hn::AllFalse(Signed(), hn::Lt(hn::BitCast(Signed(), counts), limit));
    }
    static HWY_INLINE void store(Counts counts, std::uint16_t* to) {
        hn::StoreU(counts, Words(), to);
    }
};

#endif

/// Scans blocks of `block_size` codes in vectors numbered from 0: the lanes of block 0 in order,
/// then those of block 1, and so on.
template <std::size_t block_size>
struct Scanner {
    using L = Lanes<block_size>;
    using Counts = typename L::Counts;

    const BlockSpan& blocks;
    const ScanQuery& query;
    MatchCollector& collector;
    unsigned bound;

    /// Where vector v starts in an array with `planes` planes a block.
    static HWY_INLINE const std::uint16_t* vector_at(const std::uint16_t* data, std::size_t v,
                                                     std::size_t planes) {
        const std::size_t first = v * L::size();
        return data + first / block_size * block_size * planes + first % block_size;
    }

    HWY_INLINE const std::uint16_t* prefixes_at(std::size_t v) const {
        return vector_at(blocks.prefixes, v, query.layout.prefix_planes);
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

    /// Completes the distances of a vector whose prefixes' are known and offers what is left.
    HWY_INLINE void verify(std::size_t v, Counts prefix_counts) {
        if (!L::any_within(prefix_counts, bound))
            return;
        const BlockLayout layout = query.layout;
        const Counts counts =
            L::add(prefix_counts,
                   distances(vector_at(blocks.suffixes, v, layout.suffix_planes),
                             query.planes.data() + layout.prefix_planes, layout.suffix_planes));
        if (!L::any_within(counts, bound))
            return;
        std::array<std::uint16_t, block_size> found;
        L::store(counts, found.data());
        const std::size_t first = v * L::size();
        for (std::size_t i = 0; i < L::size() && first + i < blocks.count; ++i)
            if (found[i] <= bound)
                bound = collector.offer({blocks.ids[first + i], found[i]});
    }

    HWY_INLINE void scan() {
        const std::size_t planes = query.layout.prefix_planes;
        const std::size_t vectors = (blocks.count + L::size() - 1) / L::size();

        // Four vectors at a time: a plane of the query is loaded once for all, and one test
        // rejects them all. At the end the last vector stands in for those that are missing.
        for (std::size_t v = 0; v < vectors; v += 4) {
            const std::size_t v1 = HWY_MIN(v + 1, vectors - 1), v2 = HWY_MIN(v + 2, vectors - 1),
                              v3 = HWY_MIN(v + 3, vectors - 1);
            const std::uint16_t *data0 = prefixes_at(v), *data1 = prefixes_at(v1),
                                *data2 = prefixes_at(v2), *data3 = prefixes_at(v3);
            auto tally0 = L::zero(), tally1 = tally0, tally2 = tally0, tally3 = tally0;
            for (std::size_t p = 0; p < planes; ++p) {
                const auto plane = L::broadcast(query.planes[p]);
                L::add_differing(tally0, data0 + p * block_size, plane);
                L::add_differing(tally1, data1 + p * block_size, plane);
                L::add_differing(tally2, data2 + p * block_size, plane);
                L::add_differing(tally3, data3 + p * block_size, plane);
            }
            const Counts counts0 = L::count(tally0), counts1 = L::count(tally1),
                         counts2 = L::count(tally2), counts3 = L::count(tally3);
            const Counts least = L::min(L::min(counts0, counts1), L::min(counts2, counts3));
            if (!L::any_within(least, bound))
                continue;
            verify(v, counts0);
            if (v1 > v)
                verify(v1, counts1);
            if (v2 > v1)
                verify(v2, counts2);
            if (v3 > v2)
                verify(v3, counts3);
        }
    }
};

template <std::size_t block_size>
HWY_INLINE unsigned scan_blocks_of(const BlockSpan& blocks, const ScanQuery& query, unsigned bound,
                                   MatchCollector& collector) {
    Scanner<block_size> scanner{blocks, query, collector, bound};
    scanner.scan();
    return scanner.bound;
}

unsigned scan_blocks(const BlockSpan& blocks, const ScanQuery& query, unsigned bound,
                     MatchCollector& collector) {
    switch (blocks.lanes) {
    case 4:
        return scan_blocks_of<4>(blocks, query, bound, collector);
    case 8:
        return scan_blocks_of<8>(blocks, query, bound, collector);
    case 16:
        return scan_blocks_of<16>(blocks, query, bound, collector);
    default:
        return scan_blocks_of<block_lanes>(blocks, query, bound, collector);
    }
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
