#include "traffic.h"

#include "engine/replay/share_interval.h"
#include "ui/models/flow_model.h"
#include "ui/models/live_model.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace bsc;
using namespace bsc::ui;

/// The sums of the Live page against a plain recomputation from all events.
class LiveModelTest : public QObject {
    Q_OBJECT
  private slots:
    void init();
    void requestsAndHitRates();
    void latencies();
    void distancesAtEveryRadius();
    void contentRefusalsStayRefused();
    void savingsFollowLabels();
    void labelsCountOnce();
    void evictions();
    void seriesStaySmallAndEndNow();
    void chunksGiveTheSameAsOneBatch();
    void timeStandsStillWhenOff();
    void changedIsEmittedOnceForManyEvents();

  private:
    template <class T, class Visit>
    void each(Visit visit) const {
        for (const Event& event : events_)
            if (const auto* it = std::get_if<T>(&event))
                visit(*it);
    }

    const std::int64_t now_ = test::traffic_end_us;
    const std::vector<Event> events_ = test::sampleTraffic(test::traffic_end_us);
    std::unique_ptr<FlowModel> flows_;
    std::unique_ptr<LiveModel> live_;
};

namespace {

constexpr std::int64_t minute = 60'000'000;

bool isHit(const FlowEvent& flow) { return flow.verdict == Verdict::hit; }
std::int64_t endOf(const FlowEvent& flow) { return flow.time_us + flow.total_us; }

double exactQuantile(std::vector<double> values, double q) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(q * static_cast<double>(values.size()))];
}

} // namespace

void LiveModelTest::init() {
    flows_ = std::make_unique<FlowModel>();
    live_ = std::make_unique<LiveModel>(*flows_, [this] { return now_; });
    flows_->consume(events_);
    live_->consume(events_);
}

void LiveModelTest::requestsAndHitRates() {
    double requests = 0, hits = 0, recent = 0, recentHits = 0, lastTen = 0;
    each<FlowEvent>([&](const FlowEvent& flow) {
        ++requests;
        hits += isHit(flow);
        if (endOf(flow) >= now_ - 5 * minute) {
            ++recent;
            recentHits += isHit(flow);
        }
        lastTen += endOf(flow) >= now_ - minute / 6;
    });
    const LiveFigures figures = live_->figures();
    QCOMPARE(figures.requests, static_cast<std::uint64_t>(requests));
    QCOMPARE(*figures.hitRateTotal, hits / requests);
    QCOMPARE(*figures.hitRate, recentHits / recent);
    QCOMPARE(figures.requestsPerSecond, lastTen / 10);
    QVERIFY(figures.peakPerSecond >= figures.requestsPerSecond);

    const HitRateSeries series = live_->hitRate(Range::thirtyMinutes);
    QCOMPARE(series.recent.back().y(), *figures.hitRate);
    QCOMPARE(series.total.back().y(), *figures.hitRateTotal);
    double inBars = 0, inSpan = 0;
    for (const RequestBar& bar : series.bars)
        inBars += (bar.hitsPerSecond + bar.othersPerSecond) * (bar.endMs - bar.beginMs) / 1e3;
    each<FlowEvent>([&](const FlowEvent& flow) { inSpan += endOf(flow) >= now_ - 30 * minute; });
    QCOMPARE(std::round(inBars), inSpan);
    QCOMPARE(series.changes.size(), 1u);
    QCOMPARE(series.changes[0].new_radius, 38);
}

void LiveModelTest::latencies() {
    std::vector<double> hit, miss;
    each<FlowEvent>([&](const FlowEvent& flow) {
        if (endOf(flow) >= now_ - minute)
            (isHit(flow) ? hit : miss).push_back(flow.total_us);
    });
    const LatencySeries series = live_->latency(Range::thirtyMinutes);
    const auto near = [](double shown, double exact) { return std::abs(shown / exact - 1) < 0.06; };
    QVERIFY(near(series.hit.p50.back().y(), exactQuantile(hit, 0.5)));
    QVERIFY(near(series.miss.p50.back().y(), exactQuantile(miss, 0.5)));
    QVERIFY(near(series.miss.p99.back().y(), exactQuantile(miss, 0.99)));
    QVERIFY(*series.speedup() > 100);
}

void LiveModelTest::distancesAtEveryRadius() {
    for (unsigned radius = 0; radius <= 256; radius += 7) {
        std::uint64_t hits = 0, near = 0, misses = 0;
        each<FlowEvent>([&](const FlowEvent& flow) {
            if (flow.distance < 0)
                return;
            const auto d = static_cast<unsigned>(flow.distance);
            hits += d <= radius;
            near += d > radius && d <= radius + near_miss_bits;
            misses += d > radius + near_miss_bits;
        });
        const auto split = live_->distances().split(radius);
        QCOMPARE(split.hits, hits);
        QCOMPARE(split.near, near);
        QCOMPARE(split.misses, misses);
    }
}

void LiveModelTest::contentRefusalsStayRefused() {
    FlowEvent refused;
    refused.bits = 256;
    refused.radius = 38;
    refused.distance = 10;
    refused.verdict = Verdict::miss;
    FlowEvent scored = refused;
    scored.distance = 60;
    scored.verdict = Verdict::hit;
    FlowEvent exact;
    exact.bits = 256;
    exact.radius = 38;
    exact.tier = Tier::exact;
    exact.verdict = Verdict::hit;
    DistanceCounts counts;
    for (const FlowEvent& flow : {refused, scored, exact})
        counts.add(flow);
    QCOMPARE(counts.lookups(), 3u);
    QCOMPARE(counts.at(0), 1u);
    for (const unsigned radius : {20u, 38u, 70u}) {
        QCOMPARE(counts.split(radius).hits, 2u);
        QCOMPARE(counts.split(radius).forwarded(), 1u);
    }
}

void LiveModelTest::savingsFollowLabels() {
    std::map<std::uint64_t, bool> words;
    each<LabelEvent>([&](const LabelEvent& label) { words[label.flow_id] = label.right; });
    std::int64_t saved = 0, spent = 0;
    std::uint64_t tokensIn = 0;
    each<FlowEvent>([&](const FlowEvent& flow) {
        const bool saves = isHit(flow) || flow.verdict == Verdict::coalesced;
        const bool wrong = words.contains(flow.id) && !words[flow.id];
        if (!saves)
            spent += flow.saved_nano_usd;
        else
            saved += wrong ? -flow.saved_nano_usd : flow.saved_nano_usd;
        if (saves && !wrong)
            tokensIn += flow.input_tokens;
    });
    const Savings savings = live_->figures().savings;
    QCOMPARE(savings.savedNanoUsd, saved);
    QCOMPARE(savings.spentNanoUsd, spent);
    QCOMPARE(savings.inputTokens, tokensIn);

    double inTable = 0;
    flows_->flush();
    for (int row = 0; row < flows_->rowCount(); ++row)
        inTable += savedUsd(flows_->flow(row)).value_or(0);
    QVERIFY(std::abs(inTable - static_cast<double>(saved) * 1e-9) < 1e-6);
}

void LiveModelTest::labelsCountOnce() {
    std::map<std::uint64_t, bool> words;
    each<LabelEvent>([&](const LabelEvent& label) { words[label.flow_id] = label.right; });
    const auto wrong = static_cast<std::uint64_t>(
        std::count_if(words.begin(), words.end(), [](const auto& word) { return !word.second; }));
    LiveFigures figures = live_->figures();
    QCOMPARE(figures.labels, words.size());
    QCOMPARE(figures.wrongLabels, wrong);
    const ShareInterval interval = share_interval(wrong, words.size(), 0.90);
    QCOMPARE(figures.wrongLow, interval.lower);
    QCOMPARE(figures.wrongHigh, interval.upper);

    const std::int64_t savedBefore = figures.savings.savedNanoUsd;
    const auto [id, right] = *words.begin();
    const Event turned = LabelEvent{id, 1, !right}, back = LabelEvent{id, 1, right},
                taken = LabelEvent{.flow_id = id, .taken_back = true};
    live_->consume({&turned, 1});
    QCOMPARE(live_->figures().labels, words.size());
    QCOMPARE(live_->figures().wrongLabels, right ? wrong + 1 : wrong - 1);
    live_->consume({&back, 1});
    figures = live_->figures();
    QCOMPARE(figures.wrongLabels, wrong);
    QCOMPARE(figures.savings.savedNanoUsd, savedBefore);
    const std::uint64_t labels = live_->figures().labels;
    live_->consume({&taken, 1});
    QCOMPARE(live_->figures().labels, labels - 1);
    QCOMPARE(live_->figures().wrongLabels, right ? wrong : wrong - 1);
}

void LiveModelTest::evictions() {
    std::uint64_t all = 0, lastMinute = 0;
    each<EvictionEvent>([&](const EvictionEvent& eviction) {
        ++all;
        lastMinute += eviction.time_us >= now_ - minute;
    });
    const LiveFigures figures = live_->figures();
    QCOMPARE(figures.evictions, all);
    QCOMPARE(figures.evictionsPerSecond, static_cast<double>(lastMinute) / 60);
    QCOMPARE(figures.policy, "mmr");
}

void LiveModelTest::seriesStaySmallAndEndNow() {
    for (const Range range : {Range::fiveMinutes, Range::thirtyMinutes, Range::session}) {
        const HitRateSeries rates = live_->hitRate(range);
        QVERIFY(rates.recent.size() > 10 && rates.recent.size() <= 600);
        QVERIFY(rates.total.size() <= 600);
        QVERIFY(rates.bars.size() <= 61);
        QCOMPARE(rates.span.endMs, static_cast<double>(now_) / 1e3);
        QVERIFY(rates.recent.front().x() >= rates.span.beginMs);
        QVERIFY(rates.recent.back().x() <= rates.span.endMs);
        const LatencySeries times = live_->latency(range);
        QVERIFY(times.hit.p99.size() <= 600);
        QCOMPARE(times.span, rates.span);
    }
}

void LiveModelTest::chunksGiveTheSameAsOneBatch() {
    FlowModel flows;
    LiveModel live(flows, [this] { return now_; });
    constexpr std::size_t chunk = 97;
    for (std::size_t at = 0; at < events_.size(); at += chunk) {
        const std::span<const Event> part(events_.data() + at,
                                          std::min(chunk, events_.size() - at));
        flows.consume(part);
        live.consume(part);
    }
    const LiveFigures a = live.figures(), b = live_->figures();
    QCOMPARE(a.hitRate, b.hitRate);
    QCOMPARE(a.savings.savedNanoUsd, b.savings.savedNanoUsd);
    QCOMPARE(a.wrongLabels, b.wrongLabels);
    QCOMPARE(a.addedP99Us, b.addedP99Us);
}

void LiveModelTest::timeStandsStillWhenOff() {
    FlowModel flows;
    std::int64_t clock = now_;
    LiveModel live(flows, [&clock] { return clock; });
    live.consume(events_);
    live.setRunning(false);
    clock += 60 * minute;
    QCOMPARE(*live.stoppedUs(), now_);
    QCOMPARE(live.hitRate(Range::fiveMinutes).span.endMs, static_cast<double>(now_) / 1e3);
    QVERIFY(live.figures().hitRate);
    live.setRunning(true);
    QVERIFY(!live.figures().hitRate); // the last 5 minutes were silent
}

void LiveModelTest::changedIsEmittedOnceForManyEvents() {
    QSignalSpy changed(live_.get(), &LiveModel::changed);
    for (int i = 0; i < 50; ++i)
        live_->consume({events_.data(), 1});
    QVERIFY(changed.wait());
    QCOMPARE(changed.count(), 1);
}

QTEST_GUILESS_MAIN(LiveModelTest)
#include "live_model_test.moc"
