#include "ui/charts/report_curves.h"

#include "ui/charts/not_measured.h"
#include "ui/models/format.h"

#include <QObject>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr double us_a_ms = 1000;
constexpr double look_up_limit_us = 5 * us_a_ms;

const ResultTable* tableOf(const BenchmarkReport& report, const char* experiment,
                           const char* table) {
    const ExperimentResult* result = report.experiment(experiment);
    return result ? result->table(table) : nullptr;
}

/// "100 ns", "1 µs", "10 ms": ticks are whole, hovered values have three digits.
QString timeText(double us) {
    const auto digits = [](double value) { return QString::number(value, 'g', 3); };
    if (us < 1)
        return digits(1000 * us) + " ns";
    if (us >= 1000 * us_a_ms)
        return digits(us / us_a_ms / 1000) + " s";
    return us < us_a_ms ? digits(us) + QStringLiteral(" µs") : digits(us / us_a_ms) + " ms";
}

/// Whole decades around all points of one axis.
template <class Coordinate>
void fitDecades(CurveAxis& axis, const std::vector<Curve>& curves, Coordinate of) {
    double low = 1e300, high = 1e-300;
    for (const Curve& curve : curves)
        for (const QPointF& point : curve.points) {
            low = std::min(low, of(point));
            high = std::max(high, of(point));
        }
    axis.log = true;
    axis.from = low > high ? 1 : std::pow(10, std::floor(std::log10(low)));
    axis.to = low > high ? 10 : std::pow(10, std::ceil(std::log10(high) - 1e-9));
    if (axis.to <= axis.from)
        axis.to = 10 * axis.from;
    if (low <= high)
        axis.ticks = decadeTicks(axis.from, axis.to);
    else
        axis.title.clear(); // an empty chart says why and has no scale
}

Curve& curveNamed(std::vector<Curve>& curves, const QString& name) {
    const auto found = std::ranges::find(curves, name, &Curve::name);
    if (found != curves.end())
        return *found;
    Curve& added = curves.emplace_back();
    added.name = added.end = name;
    return added;
}

} // namespace

CurveData scanCurves(const BenchmarkReport& report) {
    CurveData data;
    data.slug = QStringLiteral("hamming-scan");
    data.empty = notMeasured(report, "hamming", "bsc bench hamming --save");
    data.x.title = QObject::tr("entries");
    data.x.text = [](double entries) { return formatCount(std::llround(entries)); };
    data.y.text = timeText;
    if (const ResultTable* table = tableOf(report, "hamming", "look-up"))
        for (std::size_t row = 0; row < table->rows.size(); ++row) {
            const bool scalar = table->text(row, "engine") != "index";
            const auto entries = table->number(row, "entries"), p50 = table->number(row, "p50");
            if (!entries || !p50 || (scalar && table->text(row, "workload") != "random miss"))
                continue;
            Curve& curve = curveNamed(data.curves, scalar ? QObject::tr("scalar loop")
                                                          : toText(table->text(row, "workload")));
            curve.points.emplace_back(*entries, *p50);
        }
    static constexpr const char* looks[] = {"sieve", "cluster", "s3-fifo", "mmr", "sage"};
    static constexpr Marker markers[] = {Marker::disc, Marker::square, Marker::triangle,
                                         Marker::diamond, Marker::cross};
    for (std::size_t i = 0; i < data.curves.size(); ++i) {
        data.curves[i].ink = inkOf(std::string(looks[i % std::size(looks)]));
        data.curves[i].marker = markers[i % std::size(markers)];
        if (data.curves[i].name == QObject::tr("scalar loop"))
            data.curves[i].dash = {6, 4};
    }
    fitDecades(data.x, data.curves, [](const QPointF& point) { return point.x(); });
    fitDecades(data.y, data.curves, [](const QPointF& point) { return point.y(); });
    if (!data.curves.empty())
        data.marks.push_back(
            {CurveMark::Kind::limit, Qt::Horizontal, look_up_limit_us, QObject::tr("limit 5 ms")});
    return data;
}

CurveData latencyCurves(const BenchmarkReport& report) {
    CurveData data;
    data.slug = QStringLiteral("added-latency");
    data.empty = notMeasured(report, "default replay");
    data.x.title = QObject::tr("added latency, share of requests slower than");
    data.x.text = timeText;
    data.y.text = [](double share) { return QString::number(100 * share, 'g', 3) + " %"; };
    if (const ResultTable* table = tableOf(report, "default replay", "slower than"))
        for (std::size_t row = 0; row < table->rows.size(); ++row) {
            const auto us = table->number(row, "time"), share = table->number(row, "share");
            if (us && share)
                curveNamed(data.curves, toText(table->text(row, "verdict")))
                    .points.emplace_back(*us, *share);
        }
    for (Curve& curve : data.curves) {
        const bool hit = curve.name == "hit";
        curve.ink = inkOf(hit ? Verdict::hit : Verdict::miss);
        curve.width = 2;
        if (!hit)
            curve.dash = {6, 4};
    }
    fitDecades(data.x, data.curves, [](const QPointF& point) { return point.x(); });
    fitDecades(data.y, data.curves, [](const QPointF& point) { return point.y(); });
    if (!data.curves.empty()) {
        data.x.to = std::max(data.x.to, 1000 * us_a_ms); // room for the marks' texts
        data.x.ticks = decadeTicks(data.x.from, data.x.to);
        const Criterion& added =
            success_criteria()[static_cast<std::size_t>(CriterionId::added_latency)];
        data.marks.push_back({CurveMark::Kind::limit, Qt::Vertical, *added.stretch * us_a_ms,
                              QObject::tr("stretch")});
        data.marks.push_back(
            {CurveMark::Kind::limit, Qt::Vertical, *added.minimum * us_a_ms, QObject::tr("min.")});
    }
    return data;
}

} // namespace bsc::ui
