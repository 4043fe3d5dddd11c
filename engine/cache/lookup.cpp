#include "engine/cache/lookup.h"

#include "engine/cache/content_gate.h"
#include "engine/cache/mean_sampler.h"
#include "engine/cache/quantized_vector.h"
#include "engine/code/similarity.h"

#include <algorithm>
#include <utility>

namespace bsc {
namespace {

bool expired(const CacheEntry& entry, TimePoint now) {
    return entry.expires && *entry.expires <= now;
}

struct Candidate {
    EntryPtr entry;
    unsigned distance;
};

/// The living entries of a partition, nearest first, fetched in growing handfuls: nearly always the
/// first handful decides.
class Candidates {
  public:
    Candidates(const Generation& generation, const Partition& partition, const Code& code,
               TimePoint now, std::size_t first_handful)
        : generation_(generation), partition_(partition), code_(code), now_(now),
          first_handful_(first_handful) {}

    std::optional<Candidate> next() {
        for (;;) {
            if (at_ == matches_.size() && !fetch())
                return std::nullopt;
            last_ = matches_[at_++];
            EntryPtr entry = generation_.find(last_->id);
            if (!entry)
                vanished_ = true;
            else if (!expired(*entry, now_))
                return Candidate{std::move(entry), last_->distance};
        }
    }

    /// An entry was removed between the search and its use: the writer may have put a nearer one in
    /// meanwhile, so the search should start again.
    bool vanished() const { return vanished_; }

  private:
    bool fetch() {
        if (matches_.size() < wanted_)
            return false;
        wanted_ = wanted_ == 0 ? first_handful_ : wanted_ * 8;
        matches_ = partition_.k_nearest(code_, wanted_, code_.bits());
        at_ = 0;
        const auto rank = [](const Match& m) { return std::pair(m.distance, m.id); };
        while (last_ && at_ < matches_.size() && rank(matches_[at_]) <= rank(*last_))
            ++at_;
        return at_ < matches_.size();
    }

    const Generation& generation_;
    const Partition& partition_;
    const Code& code_;
    const TimePoint now_;
    const std::size_t first_handful_;
    std::vector<Match> matches_;
    std::size_t at_ = 0, wanted_ = 0;
    std::optional<Match> last_;
    bool vanished_ = false;
};

/// What keeps a candidate within the radius from answering.
class Gate {
  public:
    Gate(const Query& query, TimePoint now) : query_(query), now_(now) {}

    bool too_old(const CacheEntry& entry) const {
        return query_.max_age && now_ - entry.created > *query_.max_age;
    }

    /// Sets reason and detail and says false when the entry may not answer.
    bool lets_pass(const CacheEntry& entry, Decision& decision) {
        if (too_old(entry)) {
            decision.reason = Reason::too_old;
            return false;
        }
        if (!query_.content_gate || query_.prompt.empty())
            return true;
        if (!marks_)
            marks_ = content_marks(query_.prompt);
        auto difference = content_difference(*marks_, content_marks(entry.prompt));
        if (!difference)
            return true;
        decision.reason = Reason::content_differs;
        decision.detail = std::move(*difference);
        return false;
    }

  private:
    const Query& query_;
    const TimePoint now_;
    std::optional<ContentMarks> marks_;
};

void set_nearest(Decision& decision, const Candidate& candidate) {
    decision.nearest = candidate.entry;
    decision.distance = candidate.distance;
}

void set_outside(Decision& decision, const Candidate& candidate) {
    set_nearest(decision, candidate);
    decision.reason = Reason::outside_radius;
    if (candidate.distance <= decision.radius + near_miss_bits)
        decision.verdict = Verdict::near_miss;
}

/// The nearest candidate within the radius that passes the gate; else `decision` tells of the
/// nearest one.
void by_distance(Candidates& candidates, Gate& gate, Decision& decision) {
    while (const auto candidate = candidates.next()) {
        if (candidate->distance > decision.radius) {
            if (!decision.nearest)
                set_outside(decision, *candidate);
            return;
        }
        Decision judged = decision;
        set_nearest(judged, *candidate);
        if (gate.lets_pass(*candidate->entry, judged)) {
            judged.verdict = Verdict::hit;
            judged.tier = Tier::semantic;
            judged.reason = Reason::within_radius;
            judged.detail.clear();
            decision = std::move(judged);
            return;
        }
        if (!decision.nearest)
            decision = std::move(judged);
    }
}

float second_score(const CacheEntry& entry, const Query& query, std::span<const float> mean) {
    return query.second->kind == SecondScore::Kind::custom
               ? query.second->score(entry)
               : cosine(query.embedding, entry.vector, mean);
}

/// The best second score among the shortlist; equal scores go to the nearer, older one.
void by_second_score(Candidates& candidates, Gate& gate, const Query& query,
                     std::span<const float> mean, Decision& decision) {
    std::optional<Candidate> best;
    float best_score = 0;
    for (std::size_t seen = 0; seen < query.second->shortlist; ++seen) {
        const auto candidate = candidates.next();
        if (!candidate)
            break;
        if (candidate->distance > decision.radius) {
            if (!best && !decision.nearest)
                set_outside(decision, *candidate);
            break;
        }
        Decision judged = decision;
        if (!gate.lets_pass(*candidate->entry, judged)) {
            if (!decision.nearest) {
                decision = std::move(judged);
                set_nearest(decision, *candidate);
            }
            continue;
        }
        const float score = second_score(*candidate->entry, query, mean);
        if (!best || score > best_score) {
            best = candidate;
            best_score = score;
        }
    }
    if (!best)
        return;
    set_nearest(decision, *best);
    decision.detail.clear();
    decision.second_score = best_score;
    decision.second_minimum = query.second->minimum;
    const bool high = best_score >= query.second->minimum;
    decision.reason = high ? Reason::second_score_high : Reason::second_score_low;
    decision.verdict = high ? Verdict::hit : Verdict::miss;
    decision.tier = high ? Tier::semantic : Tier::none;
}

/// The query's code, or nothing and why in `detail`.
std::optional<Code> code_of(const Generation& generation, const Projection& projection,
                            const Query& query, std::string& detail) {
    if (query.embedding.empty())
        return std::nullopt;
    if (query.embedding.size() != projection.dim()) {
        detail = "embedding of " + std::to_string(query.embedding.size()) +
                 " values, the cache is for " + std::to_string(projection.dim());
        return std::nullopt;
    }
    const std::vector<float> centred = generation.centred(query.embedding);
    auto code = projection.encode(centred);
    if (!code) {
        detail = code.error().text;
        return std::nullopt;
    }
    if (norm_of(query.embedding) == 0 || norm_of(centred) == 0) {
        detail = "text without content";
        return std::nullopt;
    }
    return *code;
}

} // namespace

Decision look_up(const Generation& generation, const Projection& projection, const Query& query,
                 float threshold, TimePoint now) {
    const bool scored = query.second && query.second->kind != SecondScore::Kind::off;
    Decision decision;
    decision.bits = projection.bits();
    decision.radius =
        radius_of(scored ? query.second->gate : query.threshold.value_or(threshold), decision.bits);
    Gate gate(query, now);
    if (query.exact)
        if (EntryPtr same = generation.find(RequestKey{query.partition, query.request_sha256});
            same && !expired(*same, now) && !gate.too_old(*same)) {
            decision.verdict = Verdict::hit;
            decision.tier = Tier::exact;
            decision.reason = Reason::same_request;
            decision.nearest = std::move(same);
            return decision;
        }

    const auto code = code_of(generation, projection, query, decision.detail);
    if (!code) {
        decision.reason = Reason::no_embedding;
        return decision;
    }
    const auto partition = generation.find(query.partition);
    if (!partition)
        return decision;

    // Under a writer that removes without pause a search may be overtaken again and again; the last
    // attempt is then as true as any.
    constexpr int attempts = 8;
    for (int attempt = 1;; ++attempt) {
        Candidates candidates(generation, *partition, *code, now,
                              scored ? std::max<std::size_t>(1, query.second->shortlist) : 1);
        Decision attempted = decision;
        if (scored)
            by_second_score(candidates, gate, query, generation.mean(), attempted);
        else
            by_distance(candidates, gate, attempted);
        if (!candidates.vanished() || attempt == attempts)
            return attempted;
    }
}

} // namespace bsc
