#include "ui/models/decimate.h"
#include "ui/models/format.h"
#include "ui/models/latency_sketch.h"
#include "ui/models/timeline.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace bsc::ui;

/// Figures in words, and the small bounded structures behind the charts.
class FormatTest : public QObject {
    Q_OBJECT
  private slots:
    void durations_data();
    void durations();
    void figures();
    void decimationKeepsEveryPeak();
    void sketchQuantilesAreClose();
    void sketchForgetsWhatIsRemoved();
    void timelineWidensWithoutLosingAnything();
    void timelineSlidesIntoBefore();
    void timelineReachesBackWhileThereIsRoom();
};

void FormatTest::durations_data() {
    QTest::addColumn<double>("microseconds");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("inTable");
    QTest::newRow("41 µs") << 41.0 << "41 µs"
                           << "0.0 ms";
    QTest::newRow("0.62 ms") << 620.0 << "0.62 ms"
                             << "0.6 ms";
    QTest::newRow("2.9 ms") << 2'900.0 << "2.90 ms"
                            << "2.9 ms";
    QTest::newRow("902 ms") << 902'000.0 << "902 ms"
                            << "902 ms";
    QTest::newRow("999.9 ms") << 999'900.0 << "1.00 s"
                              << "1.00 s";
    QTest::newRow("1.62 s") << 1'620'000.0 << "1.62 s"
                            << "1.62 s";
    QTest::newRow("1 204 s") << 1'204'000'000.0 << "1\u202F204 s"
                             << "1\u202F204 s";
}

void FormatTest::durations() {
    QFETCH(double, microseconds);
    QTEST(formatDuration(microseconds).text(), "text");
    QTEST(formatTableDuration(microseconds).text(), "inTable");
}

void FormatTest::figures() {
    QCOMPARE(formatCount(0), "0");
    QCOMPARE(formatCount(962), "962");
    QCOMPARE(formatCount(15'480), "15\u202F480");
    QCOMPARE(formatCount(-1'234'567), "-1\u202F234\u202F567");
    QCOMPARE(formatShort(3'840'000).text(), "3.84 M");
    QCOMPARE(formatShort(962).text(), "962");
    QCOMPARE(formatPercent(0.4284), "42.8 %");
    QCOMPARE(formatFixed(-0.04, 1), "0.0");
    QCOMPARE(formatFixed(-0.06, 1), "-0.1");
    QCOMPARE(formatMoney(18.42), "$18.42");
    QCOMPARE(formatMoney(-0.0032), "-$0.0032");
    QCOMPARE(formatMoney(0.00003), "$0.00003");
    QCOMPARE(formatMoney(0), "$0.00");
    QCOMPARE(formatMoney(1'204.4), "$1\u202F204");
    QCOMPARE(formatBytes(640'000), "0.6 MB");
    QCOMPARE(formatBytes(27.4e6), "27.4 MB");
    QCOMPARE(formatBytes(509e6), "509 MB");
}

void FormatTest::decimationKeepsEveryPeak() {
    std::vector<QPointF> points;
    for (int i = 0; i < 10'000; ++i)
        points.emplace_back(i, std::sin(i * 0.01));
    points[1'234].setY(50);
    points[7'777].setY(-50);
    const auto kept = decimate(points);
    QVERIFY(kept.size() <= max_line_points);
    QCOMPARE(kept.front(), points.front());
    QCOMPARE(kept.back(), points.back());
    QVERIFY(std::find(kept.begin(), kept.end(), points[1'234]) != kept.end());
    QVERIFY(std::find(kept.begin(), kept.end(), points[7'777]) != kept.end());
    QVERIFY(std::is_sorted(kept.begin(), kept.end(),
                           [](const QPointF& a, const QPointF& b) { return a.x() < b.x(); }));
}

void FormatTest::sketchQuantilesAreClose() {
    LatencySketch sketch;
    QVERIFY(!sketch.quantile(0.5));
    std::vector<std::uint32_t> times;
    for (std::uint32_t i = 1; i <= 20'000; ++i)
        times.push_back(20 + i * i % 900'007);
    for (const auto time : times)
        sketch.add(time);
    std::sort(times.begin(), times.end());
    for (const double q : {0.01, 0.5, 0.9, 0.99}) {
        const double exact = times[static_cast<std::size_t>(q * static_cast<double>(times.size()))];
        QVERIFY2(std::abs(*sketch.quantile(q) / exact - 1) < 0.024, qPrintable(QString::number(q)));
    }
}

void FormatTest::sketchForgetsWhatIsRemoved() {
    LatencySketch fast, slow, both;
    for (int i = 0; i < 100; ++i) {
        fast.add(1'000);
        slow.add(1'000'000);
    }
    both.merge(fast);
    both.merge(slow);
    QCOMPARE(both.count(), 200u);
    both.remove(slow);
    QCOMPARE(both.count(), 100u);
    QCOMPARE(*both.quantile(0.99), *fast.quantile(0.99));
}

namespace {

struct Sum {
    int n = 0;
    void merge(const Sum& other) { n += other.n; }
};

template <class Line>
int total(const Line& line) {
    int n = line.before().n;
    for (std::size_t i = 0; i < line.size(); ++i)
        n += line[i].n;
    return n;
}

} // namespace

void FormatTest::timelineWidensWithoutLosingAnything() {
    Timeline<Sum> line(10, 8, Timeline<Sum>::Growth::widen);
    for (int i = 0; i < 1'000; ++i)
        ++line.at(1'230 + i).n;
    QCOMPARE(total(line), 1'000);
    QVERIFY(line.size() <= 8);
    QVERIFY(line.startUs() <= 1'230 && line.endUs() > 2'229);
    for (std::size_t i = 0; i < line.size(); ++i)
        QCOMPARE(line.slotStartUs(i) % line.widthUs(), 0);
    ++line.at(5).n; // before the start
    QCOMPARE(total(line), 1'001);
}

void FormatTest::timelineSlidesIntoBefore() {
    Timeline<Sum> line(10, 8, Timeline<Sum>::Growth::slide);
    for (int i = 0; i < 1'000; ++i)
        ++line.at(i).n;
    QCOMPARE(line.size(), 8u);
    QCOMPARE(line.before().n, 920);
    QCOMPARE(total(line), 1'000);
    ++line.at(100'000).n; // a long silence
    QCOMPARE(line.size(), 1u);
    QCOMPARE(line.before().n, 1'000);
}

void FormatTest::timelineReachesBackWhileThereIsRoom() {
    Timeline<Sum> line(10, 8, Timeline<Sum>::Growth::slide);
    ++line.at(1'000).n;
    ++line.at(955).n;
    QCOMPARE(line.startUs(), 950);
    QCOMPARE(line.size(), 6u);
    ++line.at(900).n; // 11 slots would be needed
    QCOMPARE(line.before().n, 1);
    QCOMPARE(total(line), 3);
}

QTEST_APPLESS_MAIN(FormatTest)
#include "format_test.moc"
