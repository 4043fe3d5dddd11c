#include "engine/traffic/live_replay.h"

#include "engine/traffic/chat_body.h"
#include "engine/traffic/demo_proxy.h"

#include <algorithm>
#include <unordered_map>

namespace bsc {
namespace {

using std::chrono::steady_clock;

constexpr std::uint64_t progress_interval = 64;

/// The class of the request an entry was stored for, and of those under way.
class Classes {
  public:
    void sent(std::uint64_t id, std::optional<std::string> meaning, std::uint64_t tokens) {
        under_way_[id] = {std::move(meaning), tokens};
    }
    void count(const LoadReply& reply, SimulationResult& all, SimulationResult* counted) {
        const auto asked = under_way_.extract(reply.id);
        const Asked& request = asked.mapped();
        if (!reply.answered())
            return;
        const bool judged = reply.hit && request.meaning && of_entry_[reply.entry];
        const bool wrong = judged && *of_entry_[reply.entry] != *request.meaning;
        for (SimulationResult* figures : {&all, counted}) {
            if (!figures)
                continue;
            ++figures->requests;
            figures->requested_tokens += request.tokens;
            figures->hits += reply.hit;
            figures->exact_hits += reply.exact;
            figures->saved_tokens += reply.hit ? request.tokens : 0;
            figures->judged_hits += judged;
            figures->wrong_hits += wrong;
        }
        if (!reply.hit && reply.entry != 0)
            of_entry_[reply.entry] = request.meaning;
    }

  private:
    struct Asked {
        std::optional<std::string> meaning;
        std::uint64_t tokens = 0;
    };
    std::unordered_map<std::uint64_t, Asked> under_way_;
    std::unordered_map<std::uint64_t, std::optional<std::string>> of_entry_;
};

class LiveReplay {
  public:
    LiveReplay(WorkloadRows& rows, const LiveReplaySettings& settings, DemoProxy& proxy)
        : rows_(rows), settings_(settings), proxy_(proxy), began_(steady_clock::now()) {}

    HttpLoad::Next next() {
        using Kind = HttpLoad::Next::Kind;
        if (!waiting_ && !read())
            return {};
        const auto now = steady_clock::now();
        const auto due = due_of(*waiting_);
        if (due > now)
            return {.kind = Kind::wait, .until = due};
        if (settings_.speed > 0)
            report_.late.add(now - due);
        classes_.sent(sent_, waiting_->meaning_class, waiting_->output_tokens);
        HttpLoad::Next send{.kind = Kind::send,
                            .request = chat_request_of(*waiting_, sent_++, "live replay")};
        waiting_.reset();
        return send;
    }

    void take(const LoadReply& reply,
              const std::function<void(const SimulationResult&)>& progress) {
        const bool counts = reply.id >= settings_.warm_up;
        classes_.count(reply, all_, counts ? &report_.figures : nullptr);
        if (!reply.answered()) {
            if (report_.errors++ == 0)
                report_.error = reply.error;
            return;
        }
        if (counts)
            (reply.hit ? report_.hit_time : report_.miss_time).add(reply.took);
        proxy_.drain();
        if (proxy_.seen().evictions > 0 && report_.figures.full_at == 0)
            report_.figures.full_at = all_.requests;
        if (ends_step())
            report_.figures.curve.push_back({all_.requests, all_.hits, all_.wrong_hits});
        if (progress && all_.requests % progress_interval == 0)
            progress(all_);
    }

    Result<LiveReplayReport> finish() {
        if (error_)
            return tl::unexpected(*error_);
        if (all_.requests == 0)
            return fail(ErrorCode::unavailable,
                        "No request of the replay was answered" +
                            (report_.error.empty() ? "." : ": " + report_.error + "."));
        proxy_.stop();
        const DemoProxy::Seen& seen = proxy_.seen();
        report_.figures.evictions = seen.evictions;
        report_.figures.evict_time = seen.evict_time;
        report_.added_time = seen.added_time;
        report_.figures.seconds =
            std::chrono::duration<double>(steady_clock::now() - began_).count();
        return std::move(report_);
    }

  private:
    bool read() {
        if (error_ || (settings_.max_requests != 0 && sent_ == settings_.max_requests))
            return false;
        auto row = rows_.next();
        if (!row)
            error_ = row.error();
        else if (*row && settings_.speed > 0 && sent_ == 0 && !(*row)->arrival)
            error_ = Error{ErrorCode::invalid_argument,
                           "The workload has no times; replay it at the speed max."};
        else if (*row)
            waiting_ = std::move(**row);
        return waiting_.has_value();
    }

    /// Rows keep their order: one that is earlier than the row before it, or has no time, is due
    /// with that one.
    steady_clock::time_point due_of(const WorkloadRow& row) {
        if (settings_.speed <= 0)
            return began_;
        if (row.arrival) {
            first_ = first_.value_or(*row.arrival);
            const std::chrono::duration<double> after((*row.arrival - *first_) / settings_.speed);
            last_due_ =
                std::max(last_due_, std::chrono::duration_cast<steady_clock::duration>(after));
        }
        return began_ + last_due_;
    }

    bool ends_step() const {
        const std::uint64_t whole = settings_.requests;
        const auto points = std::min<std::uint64_t>(settings_.curve_points, whole);
        return points != 0 && all_.requests <= whole &&
               all_.requests * points / whole != (all_.requests - 1) * points / whole;
    }

    WorkloadRows& rows_;
    const LiveReplaySettings& settings_;
    DemoProxy& proxy_;
    const steady_clock::time_point began_;
    std::optional<double> first_;
    steady_clock::duration last_due_{};
    std::optional<WorkloadRow> waiting_;
    std::uint64_t sent_ = 0;
    Classes classes_;
    SimulationResult all_; ///< with the warm-up
    LiveReplayReport report_;
    std::optional<Error> error_;
};

} // namespace

Result<LiveReplayReport> live_replay(WorkloadRows& rows, std::shared_ptr<const Embedder> embedder,
                                     const LiveReplaySettings& settings,
                                     const std::function<void(const SimulationResult&)>& progress,
                                     const std::function<bool()>& cancelled) {
    auto proxy = DemoProxy::start(
        std::move(embedder),
        {.cache = settings.cache, .demo_latency = settings.speed > 0 ? 1 / settings.speed : 0});
    if (!proxy)
        return tl::unexpected(proxy.error());
    auto load = HttpLoad::create({.url = (*proxy)->url(), .connections = settings.connections});
    if (!load)
        return tl::unexpected(load.error());
    LiveReplay replay(rows, settings, **proxy);
    bool was_cancelled = false;
    (*load)->run([&] { return replay.next(); },
                 [&](const LoadReply& reply) { replay.take(reply, progress); },
                 [&] { return was_cancelled = cancelled && cancelled(); });
    if (was_cancelled)
        return fail(ErrorCode::unavailable, "The replay was cancelled.");
    return replay.finish();
}

} // namespace bsc
