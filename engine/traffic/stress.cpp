#include "engine/traffic/stress.h"

#include "engine/traffic/chat_body.h"
#include "engine/traffic/demo_proxy.h"

namespace bsc {
namespace {

using std::chrono::steady_clock;

/// Counts the replies of one test.
class Tally {
  public:
    explicit Tally(steady_clock::time_point began) : began_(began) {}

    void add(const LoadReply& reply) {
        if (!reply.answered()) {
            ++report_.errors;
            ++report_.error_texts[reply.error];
            return;
        }
        ++report_.requests;
        report_.hits += reply.hit;
        (reply.hit ? report_.hit_time : report_.miss_time).add(reply.took);
        const auto second = static_cast<std::size_t>(seconds());
        if (report_.by_second.size() <= second)
            report_.by_second.resize(second + 1);
        ++report_.by_second[second];
    }
    double seconds() const {
        return std::chrono::duration<double>(steady_clock::now() - began_).count();
    }
    StressReport finish() {
        report_.seconds = seconds();
        return std::move(report_);
    }

  private:
    const steady_clock::time_point began_;
    StressReport report_;
};

} // namespace

Result<StressReport> stress(const std::vector<WorkloadRow>& prompts,
                            std::shared_ptr<const Embedder> embedder,
                            const StressSettings& settings,
                            const std::function<bool(double seconds)>& progress) {
    if (prompts.empty())
        return fail(ErrorCode::invalid_argument, "A stress test needs prompts to send.");
    if (!(settings.seconds > 0))
        return fail(ErrorCode::invalid_argument, "A stress test takes more than 0 seconds.");
    std::unique_ptr<DemoProxy> own;
    if (settings.url.empty()) {
        auto started = DemoProxy::start(
            std::move(embedder), {.cache = settings.cache, .demo_latency = settings.demo_latency});
        if (!started)
            return tl::unexpected(started.error());
        own = std::move(*started);
    }
    auto load = HttpLoad::create({.url = own ? own->url() : settings.url,
                                  .token = settings.token,
                                  .connections = settings.clients});
    if (!load)
        return tl::unexpected(load.error());

    Tally tally(steady_clock::now());
    std::uint64_t sent = 0;
    bool stopped = false;
    const auto next = [&]() -> HttpLoad::Next {
        if (stopped || tally.seconds() >= settings.seconds)
            return {};
        const WorkloadRow& row = prompts[sent % prompts.size()];
        return {.kind = HttpLoad::Next::Kind::send,
                .request = chat_request_of(row, sent++, "stress test")};
    };
    (*load)->run(
        next, [&](const LoadReply& reply) { tally.add(reply); },
        [&] {
            if (own)
                own->drain();
            stopped = stopped || (progress && !progress(tally.seconds()));
            return false; // what is under way is waited for: its time belongs to the figures
        });
    StressReport report = tally.finish();
    if (report.requests == 0)
        return fail(ErrorCode::unavailable,
                    "The proxy at " + (own ? own->url() : settings.url) + " answered nothing" +
                        (report.error_texts.empty()
                             ? "."
                             : ": " + report.error_texts.begin()->first + "."));
    if (own) {
        own->stop();
        report.added_time = own->seen().added_time;
    }
    return report;
}

} // namespace bsc
