#include "ui/pages/replay_curves.h"

#include "ui/models/format.h"
#include "ui/models/policy_look.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("ReplayCurves", text); }

bool belongs(const ReplayCell& cell, const ReplayLayer& layer, std::size_t capacity) {
    return layerOf(cell.cell) == layer && cell.cell.capacity == capacity;
}

/// A rate over few requests jumps about: lines begin where they say something, and before they
/// part.
std::uint64_t firstShown(std::uint64_t requests, std::uint64_t full) {
    constexpr std::uint64_t least = 20, part = 20;
    const std::uint64_t wished = requests / part;
    return std::max(least, full == 0 ? wished : std::min(wished, full / 2));
}

/// From `first` requests after the warm-up on.
std::vector<QPointF> rates(const std::vector<SimulationPoint>& curve, std::uint64_t warmUp,
                           std::uint64_t first) {
    std::vector<QPointF> points;
    const SimulationPoint* before = nullptr;
    for (const SimulationPoint& point : curve)
        if (point.requests <= warmUp)
            before = &point;
    const std::uint64_t requests = before ? before->requests : 0, hits = before ? before->hits : 0;
    for (const SimulationPoint& point : curve)
        if (point.requests >= requests + first)
            points.emplace_back(static_cast<double>(point.requests),
                                static_cast<double>(point.hits - hits) /
                                    static_cast<double>(point.requests - requests));
    return points;
}

QString endText(const ReplayCell& cell) {
    const QString name = policyTitle(cell.cell.policy);
    if (!cell.figures)
        return name;
    const CellFigures& figures = *cell.figures;
    const QString rate = formatFixed(100 * figures.hit_rate(), 1);
    return figures.judged_hits == 0
               ? QString("%1 %2 %").arg(name, rate)
               : QString("%1 %2 / %3 %")
                     .arg(name, rate, formatFixed(100 * figures.wrong_share().share, 1));
}

Curve curveOf(const ReplayCell& cell, std::uint64_t warmUp, std::uint64_t first) {
    const std::string& policy = cell.cell.policy;
    const PolicyLook look = policyLook(policy, Theme::light());
    Curve curve{.name = policyTitle(policy), .ink = inkOf(policy), .points = {}};
    curve.points = rates(cell.figures ? cell.figures->curve : cell.curve, warmUp, first);
    curve.dash = look.dash;
    curve.width = look.width;
    curve.end = endText(cell);
    return curve;
}

QString requestsTick(double requests) {
    return requests >= 1000 ? QString("%1 k").arg(requests / 1000, 0, 'g', 4)
                            : QString::number(requests);
}

CurveAxis rateAxis(const std::vector<Curve>& curves) {
    double low = 1, high = 0;
    for (const Curve& curve : curves)
        for (const QPointF& point : curve.points) {
            low = std::min(low, point.y());
            high = std::max(high, point.y());
        }
    constexpr double grain = 0.05;
    CurveAxis axis;
    axis.from = low > high ? 0 : std::floor(low / grain) * grain;
    axis.to = low > high ? 1 : std::max(std::ceil(high / grain) * grain, axis.from + grain);
    axis.ticks = roundTicks(axis.from, axis.to, 6);
    axis.text = percentTick;
    return axis;
}

} // namespace

CurveData replayCurves(const ReplaySession& session, const ReplayLayer& layer,
                       std::size_t capacity) {
    CurveData data{.slug = "replay-hit-rate", .x = {}, .y = {}};
    const ReplayPlan& plan = session.plan();
    std::uint64_t full = 0;
    for (const ReplayCell& cell : session.cells())
        if (belongs(cell, layer, capacity) && cell.figures && cell.figures->full_at > 0)
            full = full == 0 ? cell.figures->full_at : std::min(full, cell.figures->full_at);
    for (const ReplayCell& cell : session.cells()) {
        if (!belongs(cell, layer, capacity))
            continue;
        Curve curve = curveOf(cell, plan.warmUp, firstShown(plan.requests - plan.warmUp, full));
        if (curve.points.size() > 1)
            data.curves.push_back(std::move(curve));
    }
    data.empty = tr("No replay at this capacity yet");
    data.x.to = static_cast<double>(std::max<std::uint64_t>(plan.requests, 1));
    data.x.from = data.curves.empty() ? 0 : data.curves.front().points.front().x();
    for (const Curve& curve : data.curves)
        data.x.from = std::min(data.x.from, curve.points.front().x());
    data.x.ticks = roundTicks(data.x.from, data.x.to, 6);
    data.x.text = requestsTick;
    data.x.title = tr("requests");
    data.y = rateAxis(data.curves);
    if (full > 0)
        data.marks.push_back(
            {CurveMark::Kind::limit, Qt::Vertical, static_cast<double>(full),
             tr("full after %1 requests, policies part here").arg(formatCount(full))});
    return data;
}

std::vector<EvictTime> evictTimes(const ReplaySession& session, const ReplayLayer& layer,
                                  std::size_t capacity) {
    std::vector<EvictTime> times;
    for (const ReplayCell& cell : session.cells())
        if (belongs(cell, layer, capacity) && cell.figures && cell.figures->evictions > 0)
            times.push_back(
                {cell.cell.policy, cell.figures->evict_p50_us, cell.figures->evict_p99_us});
    return times;
}

} // namespace bsc::ui
