// Vector loads cannot be atomic, so a search may read signatures that the writer is changing. That
// is the sequence lock's bargain (Boehm 2012, "Can seqlocks get along with programming language
// memory models?"): signatures are compared and never used as an address. Everything else is read
// atomically, and ThreadSanitizer sees the portable level, which reads signatures atomically too.
#include "engine/index/ring_search.h"

#include "engine/index/relaxed.h"

#include <bit>
#include <cstring>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/index/ring_search.cpp"
#include <hwy/foreach_target.h> // compiles this file once per instruction set
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bsc::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// What a look-up asks of the signatures it meets.
struct WantedSignature {
    std::uint16_t bits;      ///< the query's
    std::uint16_t next_mask; ///< the bits that belong to the next substring
    int next_limit;          ///< of those at most so many may differ; negative: none will do
    int all_limit;           ///< likewise of all
};

/// Which of a line's signatures are within the limits: bit i for signature i.
HWY_INLINE std::uint32_t signatures_within(const std::uint16_t* line,
                                           const WantedSignature& wanted) {
    std::uint32_t within = 0;
#if HWY_TARGET == HWY_SCALAR
    for (unsigned i = 0; i < RingTables::line_lanes; ++i) {
        const unsigned differing = look_at(line[i]) ^ wanted.bits;
        const bool passes = std::popcount(differing & wanted.next_mask) <= wanted.next_limit &&
                            std::popcount(differing) <= wanted.all_limit;
        within |= std::uint32_t{passes} << i;
    }
#else
    using Words = hn::CappedTag<std::uint16_t, RingTables::line_lanes>;
    using Signed = hn::Repartition<std::int16_t, Words>;
    const auto at_most = [](auto words, int limit) HWY_ATTR {
#if HWY_TARGET == HWY_AVX3_DL
        const auto counts = hn::PopulationCount(words);
#else
        using Bytes = hn::Repartition<std::uint8_t, Words>;
        const auto halves = hn::BitCast(Words(), hn::PopulationCount(hn::BitCast(Bytes(), words)));
        const auto counts = hn::Add(hn::ShiftRight<8>(halves),
                                    hn::And(halves, hn::Set(Words(), std::uint16_t{0xff})));
#endif
        // Signed comparison is the one every instruction set has.
        const auto above = hn::Set(Signed(), static_cast<std::int16_t>(limit + 1));
        return hn::Lt(hn::BitCast(Signed(), counts), above);
    };
    for (std::size_t i = 0; i < RingTables::line_lanes; i += hn::Lanes(Words())) {
        const auto differing = hn::Xor(hn::Load(Words(), line + i), hn::Set(Words(), wanted.bits));
        const auto next = hn::And(differing, hn::Set(Words(), wanted.next_mask));
        const auto mask_within =
            hn::And(at_most(next, wanted.next_limit), at_most(differing, wanted.all_limit));
        std::uint8_t bytes[8] = {};
        hn::StoreMaskBits(Signed(), mask_within, bytes);
        std::uint32_t bits;
        std::memcpy(&bits, bytes, sizeof bits);
        within |= bits << i;
    }
#endif
    return within;
}

HWY_INLINE unsigned distance_between(const std::uint64_t* a, const std::uint64_t* b,
                                     unsigned words) {
    const auto differing = [&](unsigned w) HWY_ATTR {
        return static_cast<unsigned>(__builtin_popcountll(look_at(a[w]) ^ b[w]));
    };
    if (words == 4) // 256 bits; the compiler does not unroll the loop by itself
        return differing(0) + differing(1) + differing(2) + differing(3);
    unsigned distance = 0;
    for (unsigned w = 0; w < words; ++w)
        distance += differing(w);
    return distance;
}

/// The lines to look up, in the order in which the radius grows. Tables start at multiples of their
/// size, so a key's line and its neighbours' differ in the key's bits.
class Probes {
  public:
    HWY_INLINE Probes(const RingLayout& layout, const RingQuery& query)
        : layout_(layout), query_(query), end_(std::uint32_t{1} << layout.table(0).width),
          home_(query.lines[0]) {}

    unsigned step() const { return step_; }
    unsigned table() const { return table_; }
    /// Between the keys of this step and the query's.
    unsigned distance() const { return distance_; }
    std::uint32_t line() const { return home_ ^ flips_; }

    HWY_INLINE void advance() {
        if (flips_ != 0) {
            // The next larger number with equally many bits (Gosper's hack).
            const std::uint32_t lowest = flips_ & (~flips_ + 1), ripple = flips_ + lowest;
            flips_ = (((ripple ^ flips_) >> 2) >> std::countr_zero(flips_)) | ripple;
            if (flips_ < end_)
                return;
        }
        do {
            ++step_;
            if (++table_ == layout_.tables()) {
                table_ = 0;
                ++distance_;
            }
        } while (distance_ > layout_.table(table_).width && step_ <= layout_.bits());
        home_ = query_.lines[table_];
        end_ = std::uint32_t{1} << layout_.table(table_).width;
        flips_ = (std::uint32_t{1} << distance_) - 1;
    }

  private:
    const RingLayout& layout_;
    const RingQuery& query_;
    unsigned step_ = 0;
    unsigned table_ = 0;
    unsigned distance_ = 0;
    std::uint32_t flips_ = 0;
    std::uint32_t end_;
    std::uint32_t home_;
};

/// One search. Look-ups, slots and codes are three cache misses in a row, so they form a pipeline:
/// a line is fetched `lookahead` look-ups early, the slot of a posting that passed the filter when
/// it is found, and its code at the end of a stage, which is about a table's look-ups, to be
/// verified at the end of the next.
///
/// The filter's limits are those of the whole bound and not of the radius reached so far: what
/// passes would be verified sooner or later unless a nearer code is found, and the sooner one is,
/// the fewer pass. In clusters that is a third of the time.
class Search {
  public:
    HWY_INLINE Search(const RingView& ring, const RingQuery& query, unsigned bound,
                      std::size_t effort, MatchCollector& collector)
        : ring_(ring), query_(query), collector_(collector), effort_(effort),
          words_(words_for(ring.layout.bits())) {
        recent_.fill(~Slot{0});
        limit_radius(bound);
    }

    HWY_INLINE RingOutcome run() {
        Probes ahead(ring_.layout, query_), now = ahead;
        for (unsigned i = 0; i < lookahead; ++i)
            prefetch(ahead);
        while (now.step() <= bound_) {
            look_up_stage(now, ahead);
            settle_found();
            if (looked_at_ > effort_)
                return {false, bound_};
        }
        settle_found();
        return {looked_at_ <= effort_, bound_};
    }

  private:
    static constexpr unsigned lookahead = 24;
    static constexpr unsigned first_round_stage = 3;    ///< tables with one look-up each
    static constexpr std::uint32_t chunk_lookahead = 8; ///< lines

    struct Chunk {
        std::uint32_t first_line;
        unsigned table;
    };

    HWY_INLINE void prefetch(Probes& ahead) {
        if (ahead.step() > bound_)
            return;
        __builtin_prefetch(ring_.tables.line_signatures(ahead.line()));
        ahead.advance();
    }

    /// Homes first: their overflow is another cache miss.
    HWY_INLINE void look_up_stage(Probes& now, Probes& ahead) {
        key_distance_ = now.distance();
        const unsigned tables = key_distance_ == 0 ? first_round_stage : 1;
        const unsigned last_step = HWY_MIN(now.step() + tables - 1, bound_);
        do {
            aim_at(now.table());
            const unsigned step = now.step();
            do {
                prefetch(ahead);
                look_up(now.line());
                now.advance();
            } while (now.step() == step);
        } while (now.step() <= last_step && now.distance() == key_distance_);
        for (std::size_t i = 0; i < chunk_count_; ++i) {
            aim_at(chunks_[i].table);
            look_up_chunk(chunks_[i].first_line);
        }
        chunk_count_ = 0;
    }

    /// The chains' first condition chose the key; the rest is left to the signature.
    HWY_INLINE void aim_at(unsigned table) {
        const unsigned tables = ring_.layout.tables();
        const unsigned next = table + 1 == tables ? 0 : table + 1;
        const unsigned after = next + 1 == tables ? 0 : next + 1;
        const int limit = budget(table) + budget(next) - static_cast<int>(key_distance_) - 1;
        table_ = table;
        wanted_ = {query_.signatures[table], ring_.layout.table(table).next_mask, limit,
                   limit + budget(after)};
    }

    int budget(unsigned table) const {
        return static_cast<int>(full_budget_ + (table <= raised_tables_ ? 1 : 0));
    }

    void limit_radius(unsigned bound) {
        bound_ = bound;
        full_budget_ = bound / ring_.layout.tables();
        raised_tables_ = bound % ring_.layout.tables();
    }

    HWY_INLINE void look_up(std::uint32_t line) {
        const auto [count, overflow] = ring_.tables.home_header(line);
        const std::uint32_t used = ((std::uint32_t{1} << count) - 1) << RingTables::header_lanes;
        filter(line, used);
        if (overflow == 0)
            return;
        if (chunk_count_ == chunks_.size())
            return look_up_chunk(overflow);
        __builtin_prefetch(ring_.tables.line_signatures(overflow));
        chunks_[chunk_count_++] = {overflow, table_};
    }

    HWY_INLINE void look_up_chunk(std::uint32_t chunk) {
        const auto [size_class, count] = ring_.tables.chunk_header(chunk);
        const std::uint32_t lines = std::uint32_t{1} << size_class;
        for (std::uint32_t i = 1; i < HWY_MIN(lines, chunk_lookahead); ++i)
            __builtin_prefetch(ring_.tables.line_signatures(chunk + i));
        std::uint32_t left = count + RingTables::header_lanes;
        std::uint32_t headers = RingTables::header_lanes;
        for (std::uint32_t i = 0; i < lines && left > 0 && looked_at_ <= effort_; ++i) {
            if (i + chunk_lookahead < lines)
                __builtin_prefetch(ring_.tables.line_signatures(chunk + i + chunk_lookahead));
            const std::uint32_t here = HWY_MIN(left, RingTables::line_lanes);
            filter(chunk + i, (~std::uint32_t{0} >> (32 - here)) >> headers << headers);
            left -= here;
            headers = 0;
            ++looked_at_;
        }
    }

    HWY_INLINE void filter(std::uint32_t line, std::uint32_t used) {
        std::uint32_t passed =
            signatures_within(ring_.tables.line_signatures(line), wanted_) & used;
        if (passed == 0)
            return;
        if (found_count_ + RingTables::line_lanes > found_.size())
            settle_found();
        std::size_t found = found_count_;
        for (; passed != 0; passed &= passed - 1) {
            const std::uint32_t position = line * RingTables::line_lanes +
                                           static_cast<std::uint32_t>(std::countr_zero(passed));
            __builtin_prefetch(&ring_.tables.slot(position));
            found_[found++] = position;
        }
        found_count_ = found;
    }

    /// Verifies the codes that are fetched and fetches those of the postings found since.
    HWY_NOINLINE void settle_found() {
        for (std::size_t i = 0; i < fetched_count_; ++i)
            verify(fetched_[i]);
        std::size_t fetched = 0;
        for (std::size_t i = 0; i < found_count_; ++i) {
            const Slot slot = look_at(ring_.tables.slot(found_[i]));
            __builtin_prefetch(ring_.codes.words(slot));
            // No branch: in a cluster two of five were found before, in no order.
            fetched_[fetched] = slot;
            fetched += std::exchange(recent_[slot % recent_.size()], slot) != slot;
        }
        fetched_count_ = fetched;
        looked_at_ += found_count_;
        found_count_ = 0;
    }

    HWY_INLINE void verify(Slot slot) {
        const unsigned distance = distance_between(ring_.codes.words(slot), query_.words, words_);
        if (distance <= bound_ && slot < ring_.count)
            if (const unsigned bound = collector_.offer({ring_.store.look_at_id(slot), distance});
                bound < bound_)
                limit_radius(bound);
    }

    const RingView& ring_;
    const RingQuery& query_;
    MatchCollector& collector_;
    const std::size_t effort_;
    const unsigned words_;

    unsigned bound_;
    unsigned full_budget_;   ///< every table's at radius bound_,
    unsigned raised_tables_; ///< and one more up to this table

    unsigned key_distance_ = 0; ///< of the look-ups of this stage
    unsigned table_ = 0;        ///< of the look-up in progress
    WantedSignature wanted_;    ///< likewise

    std::size_t looked_at_ = 0;
    std::size_t chunk_count_ = 0, found_count_ = 0, fetched_count_ = 0;
    std::array<Chunk, 64> chunks_;         ///< overflow still to look up
    std::array<std::uint32_t, 256> found_; ///< positions whose slots are being fetched
    std::array<Slot, 256> fetched_;        ///< slots whose codes are being fetched
    /// Slots verified not long ago: a code near the query is found through several tables.
    std::array<Slot, 1024> recent_;
};

RingOutcome search_ring(const RingView& ring, const RingQuery& query, unsigned bound,
                        std::size_t effort, MatchCollector& collector) {
    return Search(ring, query, bound, effort, collector).run();
}

} // namespace bsc::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bsc {

HWY_EXPORT(search_ring);

RingQuery::RingQuery(const RingLayout& layout, const Code& code) : words(code.words().data()) {
    const CyclicBits bits(code);
    for (unsigned t = 0; t < layout.tables(); ++t) {
        lines[t] = layout.line(t, bits);
        signatures[t] = layout.signature(t, bits);
    }
}

RingKernel select_ring_kernel() {
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    return &HWY_DYNAMIC_DISPATCH(search_ring);
}

} // namespace bsc
#endif
