#include "ui/models/live_model.h"

#include "engine/replay/share_interval.h"
#include "ui/models/format.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace bsc::ui {

namespace {

using namespace std::chrono_literals;

constexpr auto redraw_interval = 100ms, heartbeat_interval = 1000ms;
constexpr std::int64_t second = 1'000'000;
constexpr int trend_steps = 30;
constexpr std::int64_t trend_step = 10 * second;

std::int64_t systemClockUs() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace

LiveModel::LiveModel(const FlowModel& flows, QObject* parent)
    : LiveModel(flows, systemClockUs, parent) {}

LiveModel::LiveModel(const FlowModel& flows, Clock clock, QObject* parent)
    : QObject(parent), flows_(flows), clock_(std::move(clock)) {
    redraw_.setSingleShot(true);
    redraw_.setInterval(redraw_interval);
    connect(&redraw_, &QTimer::timeout, this, &LiveModel::changed);
    heartbeat_.setInterval(heartbeat_interval);
    connect(&heartbeat_, &QTimer::timeout, this, [this] {
        history_.watchPeak(nowUs());
        redrawSoon();
    });
    heartbeat_.start();
}

void LiveModel::consume(std::span<const Event> events) {
    for (const Event& event : events)
        std::visit([this](const auto& it) { add(it); }, event);
    history_.watchPeak(nowUs());
    redrawSoon();
}

void LiveModel::add(const FlowEvent& flow) {
    const bool hit = answeredFromCache(flow.verdict);
    ++requests_;
    hits_ += hit;
    demoRequests_ += flow.demo;
    history_.add(flow.time_us + flow.total_us, hit, flow.total_us, flow.added_us);
    distances_.add(flow);
    savings_.add(flow);
    if (flow.verdict == Verdict::wrong_hit)
        labels_.set(flow.id, false);
}

void LiveModel::add(const LabelEvent& label) {
    const bool wasRight = (label.taken_back ? labels_.takeBack(label.flow_id)
                                            : labels_.set(label.flow_id, label.right))
                              .value_or(true);
    const Flow* hit = flows_.findHit(label.flow_id);
    if (!hit || wasRight == label.right)
        return;
    if (label.right)
        savings_.markRight(*hit);
    else
        savings_.markWrong(*hit);
}

void LiveModel::setStats(const ProxyStats& stats) {
    stats_ = stats;
    redrawSoon();
}

void LiveModel::setRunning(bool running) {
    if (running == isRunning())
        return;
    stoppedUs_ = running ? std::nullopt : std::optional(clock_());
    if (running)
        heartbeat_.start();
    else
        heartbeat_.stop();
    redrawSoon();
}

void LiveModel::redrawSoon() {
    if (!redraw_.isActive())
        redraw_.start();
}

double LiveModel::requestRate() const { return history_.requestRate(nowUs() / second * second); }

LiveFigures LiveModel::figures() const {
    const std::int64_t now = nowUs();
    LiveFigures figures;
    figures.requests = requests_;
    figures.hits = hits_;
    figures.hitRate = history_.recentHitRate(now);
    if (requests_ > 0)
        figures.hitRateTotal = static_cast<double>(hits_) / static_cast<double>(requests_);
    figures.requestsPerSecond = requestRate();
    figures.peakPerSecond = std::max(history_.peakRate(), figures.requestsPerSecond);
    figures.clients = stats_.clients;
    const LatencySketch added = history_.recentAdded(now);
    figures.addedP50Us = added.quantile(0.5);
    figures.addedP99Us = added.quantile(0.99);

    figures.savings = savings_;
    figures.demoRequests = demoRequests_;

    figures.entries = stats_.cache.entries;
    figures.maxEntries = stats_.cache.max_entries;
    figures.evictionsPerSecond = evictions_.rate(now);
    figures.evictions = evictions_.total();
    figures.lastBatch = evictions_.last().batch;
    figures.lastBatchUs = evictions_.last().took_us;
    figures.policy = toText(evictions_.last().policy.view());
    figures.evictionTrend = evictions_.trend(now);

    figures.labels = labels_.labels();
    figures.wrongLabels = labels_.wrong();
    const ShareInterval wrong = share_interval(labels_.wrong(), labels_.labels());
    figures.wrongLow = wrong.lower;
    figures.wrongHigh = wrong.upper;

    for (int i = trend_steps - 1; i >= 0; --i) {
        const std::int64_t at = now / trend_step * trend_step - i * trend_step;
        if (const auto rate = history_.recentHitRate(at))
            figures.hitRateTrend.push_back(*rate);
        if (const auto median = history_.addedMedian(at))
            figures.addedTrend.push_back(*median);
        figures.requestTrend.push_back(history_.requestRate(at));
    }
    return figures;
}

} // namespace bsc::ui
