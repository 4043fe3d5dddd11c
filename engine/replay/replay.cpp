#include "engine/replay/replay.h"

#include "engine/code/similarity.h"
#include "engine/embed/boilerplate.h"
#include "engine/replay/progress_interval.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <unordered_map>
#include <unordered_set>

namespace bsc {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds embed_patience{10};

/// Measures from its making to stop().
class Stopwatch {
  public:
    void stop(DurationHistogram& into) const { into.add(passed()); }
    std::chrono::nanoseconds passed() const { return steady_clock::now() - start_; }

  private:
    steady_clock::time_point start_ = steady_clock::now();
};

/// What the replay remembers of an entry beside the cache.
struct Remembered {
    std::optional<std::string> meaning_class;
    std::unique_ptr<PreparedText> prepared; ///< when a pair scorer is on
};

class Replay {
  public:
    Replay(const Embedder& embedder, const ReplayOptions& options)
        : embedder_(embedder), options_(options), learner_(options.cache.centre_after) {}

    Result<void> start();
    Result<void> step(const WorkloadRow& row);
    ReplayReport finish();

    std::uint64_t requests() const { return report_.requests; }

  private:
    Result<void> set_up_second_score();
    void advance_clock(const WorkloadRow& row);
    std::vector<float> embed(const std::string& prompt);
    Decision look_up(Query& query, const std::string& prompt);
    /// Returns what it adds to the request.
    Result<std::chrono::nanoseconds> insert(const WorkloadRow& row, const Query& query);
    void count_hit(const Decision& decision, const WorkloadRow& row);
    void learn_boilerplate(const std::string& prompt, const Digest& digest);
    void drop_boilerplate_words();
    std::unique_ptr<PreparedText> prepare(std::string_view prompt) const;

    const Embedder& embedder_;
    const ReplayOptions& options_;
    std::unique_ptr<BinaryCache> cache_;
    std::shared_ptr<const PairScorer> scorer_; ///< null: none asked for
    SecondScore second_;
    BoilerplateLearner learner_;
    std::unordered_set<Digest, DigestHash> learned_; ///< prompts the learner has seen
    std::unordered_map<EntryId, Remembered> remembered_;
    TimePoint now_{}; ///< the workload's time
    ReplayReport report_;
};

/// The dim of a remote embedder shows with its first answer.
Result<unsigned> dim_of(const Embedder& embedder) {
    if (embedder.identity().dim == 0) {
        const auto first = embedder.embed("dimension", steady_clock::now() + embed_patience);
        if (!first) {
            return tl::unexpected(first.error());
        }
    }
    return embedder.identity().dim;
}

Result<void> Replay::start() {
    const auto dim = dim_of(embedder_);
    if (!dim) {
        return tl::unexpected(dim.error());
    }
    CacheConfig config = options_.cache;
    config.embedding_dim = *dim;
    config.threshold = options_.threshold.value_or(embedder_.thresholds().balanced);
    config.clock = [this] { return now_; };
    auto cache = BinaryCache::create(config);
    if (!cache) {
        return tl::unexpected(cache.error());
    }
    cache_ = std::move(*cache);
    report_.encoder = embedder_.identity().text();
    report_.threshold = config.threshold;
    report_.bits = config.bits;
    report_.radius = radius_of(config.threshold, config.bits);
    return set_up_second_score();
}

Result<void> Replay::set_up_second_score() {
    second_.kind = options_.second;
    if (second_.kind == SecondScore::Kind::off) {
        return {};
    }
    if (second_.kind == SecondScore::Kind::custom) {
        scorer_ = embedder_.pair_scorer({});
        if (!scorer_) {
            return fail(ErrorCode::invalid_argument,
                        "The encoder " + embedder_.identity().name +
                            " has no pair scorer; use the int8 score or none.");
        }
        second_.minimum = scorer_->balanced();
    } else {
        second_.minimum = static_cast<float>(std::cos(std::numbers::pi * (1 - report_.threshold)));
    }
    second_.minimum = options_.second_minimum.value_or(second_.minimum);
    report_.second_minimum = second_.minimum;
    return {};
}

std::vector<float> Replay::embed(const std::string& prompt) {
    const Stopwatch watch;
    auto embedding = embedder_.embed(prompt, steady_clock::now() + embed_patience);
    watch.stop(report_.embed_time);
    if (!embedding) {
        ++report_.without_embedding;
        report_.embed_error = embedding.error().text;
        return {};
    }
    return std::move(*embedding);
}

std::unique_ptr<PreparedText> Replay::prepare(std::string_view prompt) const {
    return scorer_ ? scorer_->prepare(prompt) : nullptr;
}

/// To the row's arrival, but never back nor still: the order of requests decides what LRU evicts.
void Replay::advance_clock(const WorkloadRow& row) {
    now_ += std::chrono::microseconds(1);
    if (row.arrival) {
        const auto arrival = std::chrono::duration<double>(*row.arrival);
        now_ = std::max(now_, TimePoint(std::chrono::duration_cast<TimePoint::duration>(arrival)));
    }
}

Result<void> Replay::step(const WorkloadRow& row) {
    ++report_.requests;
    report_.requested_tokens += row.output_tokens;
    advance_clock(row);
    const Stopwatch embedded;
    const std::vector<float> embedding = embed(row.prompt);
    const auto embed_time = embedded.passed();
    Query query;
    query.partition = row.partition.empty() ? PartitionKey{} : sha256(row.partition);
    query.request_sha256 = sha256(row.prompt);
    query.embedding = embedding;
    query.prompt = row.prompt;
    query.content_gate = options_.content_gate;
    learn_boilerplate(row.prompt, query.request_sha256);
    const Stopwatch looked_up;
    const Decision decision = look_up(query, row.prompt);
    const auto before_answer = embed_time + looked_up.passed();
    if (!decision.hit()) {
        return insert(row, query).map([&](std::chrono::nanoseconds insert_time) {
            report_.miss_time.add(before_answer + insert_time);
        });
    }
    report_.hit_time.add(before_answer);
    count_hit(decision, row);
    return cache_->judge_mean().map([this](bool recoded) {
        if (recoded) {
            drop_boilerplate_words();
        }
    });
}

Decision Replay::look_up(Query& query, const std::string& prompt) {
    const Stopwatch watch;
    const auto prepared = prepare(prompt);
    if (scorer_) {
        second_.score = [&](const CacheEntry& entry) {
            return scorer_->score(*prepared, *remembered_.at(entry.id).prepared);
        };
    }
    query.second = &second_;
    Decision decision = cache_->lookup(query);
    watch.stop(report_.lookup_time);
    return decision;
}

void Replay::count_hit(const Decision& decision, const WorkloadRow& row) {
    ++(decision.tier == Tier::exact ? report_.exact_hits : report_.semantic_hits);
    report_.saved_tokens += row.output_tokens;
    const auto& cached_class = remembered_.at(decision.nearest->id).meaning_class;
    if (cached_class && row.meaning_class) {
        ++report_.judged_hits;
        report_.wrong_hits += *cached_class != *row.meaning_class;
    }
}

Result<std::chrono::nanoseconds> Replay::insert(const WorkloadRow& row, const Query& query) {
    NewEntry entry;
    entry.partition = query.partition;
    entry.request_sha256 = query.request_sha256;
    entry.embedding = query.embedding;
    entry.prompt = row.prompt;
    const Stopwatch watch;
    auto outcome = cache_->insert(std::move(entry));
    const auto took = watch.passed();
    report_.insert_time.add(took);
    if (!outcome) {
        return tl::unexpected(outcome.error());
    }
    for (const Eviction& eviction : outcome->evicted) {
        remembered_.erase(eviction.id);
    }
    if (outcome->replaced) {
        remembered_.erase(*outcome->replaced);
    }
    report_.evictions += outcome->evicted.size();
    remembered_[outcome->entry->id] = {row.meaning_class, prepare(row.prompt)};
    if (outcome->recoded) {
        drop_boilerplate_words();
    }
    return took;
}

/// As the cache's mean vector: over the first distinct prompts.
void Replay::learn_boilerplate(const std::string& prompt, const Digest& digest) {
    if (!learner_.ready() && learned_.insert(digest).second) {
        learner_.add(prompt);
    }
}

/// The cache found boilerplate and took its mean off; the scorer must not see its words either.
void Replay::drop_boilerplate_words() {
    const WordSet words = learner_.words();
    report_.boilerplate_words = words.words();
    if (!scorer_) {
        return;
    }
    scorer_ = embedder_.pair_scorer(words);
    cache_->for_each([&](const EntryPtr& entry) {
        remembered_.at(entry->id).prepared = scorer_->prepare(entry->prompt);
    });
}

ReplayReport Replay::finish() {
    const CacheStats stats = cache_->stats();
    report_.entries = stats.entries;
    report_.boilerplate = stats.boilerplate;
    report_.mean_norm = stats.mean_norm;
    return std::move(report_);
}

} // namespace

double ReplayReport::hit_rate() const {
    return requests == 0 ? 0 : static_cast<double>(hits()) / static_cast<double>(requests);
}

Result<ReplayReport> replay(WorkloadRows& workload, const Embedder& embedder,
                            const ReplayOptions& options, const ReplayProgress& progress) {
    Replay run(embedder, options);
    if (auto started = run.start(); !started) {
        return tl::unexpected(started.error());
    }
    while (options.max_requests == 0 || run.requests() < options.max_requests) {
        auto row = workload.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            break;
        }
        if (auto stepped = run.step(**row); !stepped) {
            return tl::unexpected(stepped.error());
        }
        if (progress && run.requests() % requests_a_report == 0 && !progress(run.requests())) {
            break;
        }
    }
    return run.finish();
}

} // namespace bsc
