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

/// Which of a line's signatures differ from `wanted` in at most `limit` of the bits in `mask`: bit
/// i for signature i.
HWY_INLINE std::uint32_t signatures_within(const std::uint16_t* line, std::uint16_t wanted,
                                           std::uint16_t mask, unsigned limit) {
    std::uint32_t within = 0;
#if HWY_TARGET == HWY_SCALAR
    for (unsigned i = 0; i < RingTables::line_lanes; ++i) {
        const std::uint16_t differing = (look_at(line[i]) ^ wanted) & mask;
        within |= std::uint32_t{static_cast<unsigned>(std::popcount(differing)) <= limit} << i;
    }
#else
    using Words = hn::CappedTag<std::uint16_t, RingTables::line_lanes>;
    using Signed = hn::Repartition<std::int16_t, Words>;
    for (std::size_t i = 0; i < RingTables::line_lanes; i += hn::Lanes(Words())) {
        const auto differing = hn::And(
            hn::Xor(hn::Load(Words(), line + i), hn::Set(Words(), wanted)), hn::Set(Words(), mask));
#if HWY_TARGET == HWY_AVX3_DL
        const auto counts = hn::PopulationCount(differing);
#else
        using Bytes = hn::Repartition<std::uint8_t, Words>;
        const auto halves =
            hn::BitCast(Words(), hn::PopulationCount(hn::BitCast(Bytes(), differing)));
        const auto counts = hn::Add(hn::ShiftRight<8>(halves),
                                    hn::And(halves, hn::Set(Words(), std::uint16_t{0xff})));
#endif
        // Signed comparison is the one every instruction set has.
        const auto above = hn::Set(Signed(), static_cast<std::int16_t>(limit + 1));
        const auto mask_within = hn::Lt(hn::BitCast(Signed(), counts), above);
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
    unsigned distance = 0;
    const auto add = [&](unsigned w) HWY_ATTR {
        distance += static_cast<unsigned>(__builtin_popcountll(look_at(a[w]) ^ b[w]));
    };
    if (words == words_for(default_code_bits)) { // unrolled
        for (unsigned w = 0; w < words_for(default_code_bits); ++w)
            add(w);
    } else {
        for (unsigned w = 0; w < words; ++w)
            add(w);
    }
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
/// it is found, and its code a stage, i.e. about a table's look-ups, before the verification.
class Search {
  public:
    HWY_INLINE Search(const RingView& ring, const RingQuery& query, unsigned bound,
                      std::size_t effort, MatchCollector& collector)
        : ring_(ring), query_(query), collector_(collector), effort_(effort),
          words_(words_for(ring.layout.bits())) {
        std::fill_n(waiting_.begin(), bound + 1, none);
        recent_.fill(~Slot{0});
        limit_radius(bound);
    }

    HWY_INLINE RingOutcome run() {
        Probes ahead(ring_.layout, query_), now = ahead;
        for (unsigned i = 0; i < lookahead; ++i)
            prefetch(ahead);
        while (now.step() <= bound_) {
            look_up_table(now, ahead);
            if (step_ends_stage())
                settle();
            if (looked_at_ > effort_)
                return {false, bound_};
        }
        take_due(bound_);
        settle_found();
        settle_found();
        return {looked_at_ <= effort_, bound_};
    }

  private:
    static constexpr unsigned lookahead = 24;
    static constexpr unsigned first_round_stage = 8; ///< tables with one look-up each
    static constexpr std::uint16_t none = 0xffff;

    /// A posting that a larger radius demands.
    struct Waiting {
        std::uint32_t position;
        std::uint16_t next;
    };

    void limit_radius(unsigned bound) {
        bound_ = bound;
        full_budget_ = bound / ring_.layout.tables();
        raised_tables_ = bound % ring_.layout.tables();
    }
    unsigned budget(unsigned t) const { return full_budget_ + (t <= raised_tables_ ? 1 : 0); }

    HWY_INLINE void prefetch(Probes& ahead) {
        if (ahead.step() > bound_)
            return;
        __builtin_prefetch(ring_.tables.line_signatures(ahead.line()));
        ahead.advance();
    }

    HWY_INLINE void look_up_table(Probes& now, Probes& ahead) {
        step_ = now.step();
        table_ = now.table();
        key_distance_ = now.distance();
        const unsigned next = table_ + 1 == ring_.layout.tables() ? 0 : table_ + 1;
        limit_ = budget(table_) + budget(next) - key_distance_ - 1;
        mask_ = ring_.layout.table(table_).next_mask;
        wanted_ = query_.signatures[table_];
        do {
            prefetch(ahead);
            look_up(now.line());
            now.advance();
        } while (now.step() == step_);
        for (std::size_t i = 0; i < chunk_count_; ++i)
            look_up_chunk(chunks_[i]);
        chunk_count_ = 0;
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
        chunks_[chunk_count_++] = overflow;
    }

    void look_up_chunk(std::uint32_t chunk) {
        const auto [size_class, count] = ring_.tables.chunk_header(chunk);
        const std::uint32_t lines = std::uint32_t{1} << size_class;
        std::uint32_t left = count + RingTables::header_lanes;
        std::uint32_t headers = RingTables::header_lanes;
        for (std::uint32_t i = 0; i < lines && left > 0 && looked_at_ <= effort_; ++i) {
            const std::uint32_t here = HWY_MIN(left, RingTables::line_lanes);
            filter(chunk + i, (~std::uint32_t{0} >> (32 - here)) >> headers << headers);
            left -= here;
            headers = 0;
            ++looked_at_;
        }
    }

    HWY_INLINE void filter(std::uint32_t line, std::uint32_t used) {
        const std::uint16_t* signatures = ring_.tables.line_signatures(line);
        std::uint32_t passed = signatures_within(signatures, wanted_, mask_, limit_) & used;
        for (; passed != 0; passed &= passed - 1) {
            const auto lane = static_cast<unsigned>(std::countr_zero(passed));
            pass(line * RingTables::line_lanes + lane, look_at(signatures[lane]) ^ wanted_);
        }
    }

    /// Takes a posting that the chain demands at step `level` or later.
    void pass(std::uint32_t position, unsigned differing) {
        const auto next = static_cast<unsigned>(std::popcount(differing & mask_));
        const auto both = static_cast<unsigned>(std::popcount(differing));
        const RingLayout& layout = ring_.layout;
        const unsigned level = HWY_MAX(layout.pair_step(table_, key_distance_ + next),
                                       layout.triple_step(table_, key_distance_ + both));
        if (level > bound_)
            return;
        if (level <= due_ || waiting_count_ == arena_.size()) {
            take(position);
        } else {
            arena_[waiting_count_] = {position, waiting_[level]};
            waiting_[level] = static_cast<std::uint16_t>(waiting_count_++);
        }
    }

    void take(std::uint32_t position) {
        if (found_count_ == found_.size())
            settle_found();
        __builtin_prefetch(&ring_.tables.slot(position));
        found_[found_count_++] = position;
    }

    bool step_ends_stage() const {
        return key_distance_ > 0 || step_ % first_round_stage == first_round_stage - 1 ||
               step_ + 1 == ring_.layout.tables();
    }

    /// Ends a stage.
    HWY_INLINE void settle() {
        settle_found();
        const unsigned tables = ring_.layout.tables();
        const unsigned stage =
            step_ + 1 < tables ? HWY_MIN(first_round_stage, tables - 1 - step_) : 1;
        take_due(HWY_MIN(step_ + stage, bound_));
    }

    void take_due(unsigned step) {
        while (due_ < step)
            for (std::uint16_t i = waiting_[++due_]; i != none; i = arena_[i].next)
                take(arena_[i].position);
    }

    /// Verifies the codes that are fetched and fetches those of the postings found since.
    void settle_found() {
        for (std::size_t i = 0; i < fetched_count_; ++i)
            verify(fetched_[i]);
        fetched_count_ = 0;
        for (std::size_t i = 0; i < found_count_; ++i) {
            const Slot slot = look_at(ring_.tables.slot(found_[i]));
            if (std::exchange(recent_[slot % recent_.size()], slot) == slot)
                continue;
            __builtin_prefetch(ring_.codes.words(slot));
            fetched_[fetched_count_++] = slot;
        }
        looked_at_ += found_count_;
        found_count_ = 0;
    }

    void verify(Slot slot) {
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

    // The look-up in progress.
    unsigned step_ = 0, table_ = 0, key_distance_ = 0, limit_ = 0;
    std::uint16_t mask_ = 0, wanted_ = 0;

    std::size_t looked_at_ = 0;
    unsigned due_ = first_round_stage - 1; ///< postings demanded up to this step are taken at once
    std::size_t chunk_count_ = 0, found_count_ = 0, fetched_count_ = 0, waiting_count_ = 0;
    std::array<std::uint32_t, 64> chunks_; ///< overflow still to look up
    std::array<std::uint32_t, 256> found_; ///< positions whose slots are being fetched
    std::array<Slot, 256> fetched_;        ///< slots whose codes are being fetched
    /// Slots verified not long ago: a code near the query is found through several tables.
    std::array<Slot, 1024> recent_;
    std::array<Waiting, 2048> arena_;
    std::array<std::uint16_t, max_code_bits + 1> waiting_; ///< first of the list for each step
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
