#include "ui/pages/threshold_curves.h"

#include "ui/models/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <ranges>

namespace bsc::ui {

namespace {

constexpr qreal left_room = 52, right_room = 112;
constexpr double loosest_shown = 0.75, tick_step = 0.05;

QString tr(const char* text) { return QCoreApplication::translate("ThresholdCurves", text); }

double shareOf(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// The loosest radius that is shown: 0.75, or what is marked.
double axisFrom(const ThresholdStudy& study, const LabMarks& marks) {
    const unsigned loosest = std::max({marks.now, marks.chosen, marks.suggested.value_or(0)});
    const double wanted = std::min(loosest_shown, axisOf(loosest, study.bits) - tick_step / 2);
    return std::max(0.0, std::floor(wanted / tick_step + 1e-9) * tick_step);
}

CurveAxis thresholdAxis(const ThresholdStudy& study, const LabMarks& marks, bool named) {
    CurveAxis axis;
    axis.from = axisFrom(study, marks);
    axis.to = 1;
    const double step = axis.to - axis.from > 0.4 ? 2 * tick_step : tick_step;
    for (double tick = axis.from; tick < axis.to + 1e-9; tick += step)
        axis.ticks.push_back(tick);
    axis.text = [](double x) {
        const bool coarse = std::abs(100 * x - std::round(100 * x)) < 1e-6;
        return QString::number(x, 'f', coarse ? 2 : 4);
    };
    if (named) {
        axis.title = tr("threshold");
        axis.second = [bits = study.bits](double x) { return QString::number(radiusAt(x, bits)); };
        axis.secondTitle = tr("radius, bits");
    }
    return axis;
}

std::vector<CurveMark> marksOf(const ThresholdStudy& study, const ThresholdModel& threshold,
                               const LabMarks& marks, bool named) {
    std::vector<CurveMark> lines;
    if (marks.suggested)
        lines.push_back({CurveMark::Kind::suggested, Qt::Vertical,
                         axisOf(*marks.suggested, study.bits),
                         named ? tr("suggested %1").arg(threshold.similarityText(*marks.suggested))
                               : QString()});
    const QString word = marks.chosen == marks.now ? tr("now %1") : tr("try %1");
    lines.push_back({CurveMark::Kind::chosen, Qt::Vertical, axisOf(marks.chosen, study.bits),
                     named ? word.arg(threshold.similarityText(marks.chosen)) : QString()});
    return lines;
}

/// Points of a curve over thresholds, x ascending, as far as they are shown.
template <class Value>
std::vector<QPointF> pointsOf(const ThresholdStudy& study, const CurveAxis& axis, Value&& value) {
    std::vector<QPointF> points;
    for (unsigned radius = study.bits + 1; radius-- > 0;) {
        const double x = axisOf(radius, study.bits);
        if (x >= axis.from - 1e-9)
            points.emplace_back(x, value(radius));
    }
    return points;
}

void setTop(CurveAxis& axis, double highest, double least) {
    axis.to = std::min(1.0, std::max(least, highest * 1.08));
    axis.ticks = roundTicks(0, axis.to, 4);
    if (!axis.ticks.empty() && axis.ticks.back() < axis.to && axis.ticks.size() > 1) {
        const double step = axis.ticks[1] - axis.ticks[0];
        axis.to = std::min(1.0, axis.ticks.back() + step);
        axis.ticks = roundTicks(0, axis.to, 5);
    }
    axis.text = percentTick;
}

CurveDot dotOf(QPointF at, Ink ink, const QString& text, Qt::Alignment side) {
    return {at, std::move(ink), text, side};
}

/// At the radius that is live and the suggested one, each named by its threshold.
template <class At>
std::vector<CurveDot> dotsOf(const LabMarks& marks, const ThresholdModel& threshold, At&& at) {
    std::vector<CurveDot> dots;
    const auto add = [&](unsigned radius, Ink ink, Qt::Alignment below) {
        const QPointF point = at(radius);
        const Qt::Alignment side = point.x() > 0.6 ? Qt::AlignLeft : Qt::AlignRight;
        dots.push_back(
            dotOf(point, std::move(ink), threshold.similarityText(radius), side | below));
    };
    add(marks.chosen, inkOf(Tone::accent), {});
    if (marks.suggested && *marks.suggested != marks.chosen)
        add(*marks.suggested, inkOf(Verdict::hit), Qt::AlignBottom);
    return dots;
}

/// What the live cache's content gate leaves, x ascending.
template <class Value>
Curve gateCurve(std::span<const DecisionPoint> gated, const CurveAxis& axis, Value&& value) {
    Curve curve{
        .name = tr("with the content gate"), .ink = inkOf(Verdict::near_miss), .points = {}};
    for (const DecisionPoint& point : gated | std::views::reverse)
        if (static_cast<double>(point.at) >= axis.from - 1e-6)
            curve.points.emplace_back(static_cast<double>(point.at), value(point.report));
    curve.dash = {7, 3};
    curve.width = 1.2;
    curve.end = tr("with the gate");
    return curve;
}

} // namespace

double axisOf(unsigned radius, unsigned bits) { return 1 - static_cast<double>(radius) / bits; }

unsigned radiusAt(double x, unsigned bits) {
    return static_cast<unsigned>(std::floor(std::clamp(1 - x, 0.0, 1.0) * bits + 1e-6));
}

CurveData hitRateCurve(const ThresholdStudy& study, std::span<const DecisionPoint> gated,
                       const ThresholdModel& threshold, const LabMarks& marks) {
    CurveData data{.slug = "what-if-hit-rate", .x = thresholdAxis(study, marks, false), .y = {}};
    data.leftRoom = left_room;
    data.rightRoom = right_room;
    const auto rate = [&](unsigned radius) {
        return study.what_if.points[radius].result.hit_rate();
    };
    const auto most = [&](unsigned radius) {
        return shareOf(study.what_if.most_hits[radius], study.requests());
    };
    const unsigned loosest = radiusAt(data.x.from, study.bits);
    setTop(data.y, most(loosest), 0.05);
    Curve bound{.name = tr("any cache at most"),
                .ink = inkOf(Tone::tx3),
                .points = pointsOf(study, data.x, most)};
    bound.dash = {4, 3};
    bound.width = 1;
    Curve exact{.name = tr("hit rate"),
                .ink = inkOf(Verdict::hit),
                .points = pointsOf(study, data.x, rate)};
    exact.width = 2;
    exact.filled = true;
    exact.end = tr("repeats %1").arg(formatPercent(rate(0)));
    data.curves = {std::move(bound), std::move(exact)};
    if (!gated.empty())
        data.curves.push_back(
            gateCurve(gated, data.x, [](const auto& report) { return report.hit_rate(); }));
    data.marks = marksOf(study, threshold, marks, true);
    const auto dot = [&](unsigned radius, Ink ink, Qt::Alignment side) {
        return dotOf({axisOf(radius, study.bits), rate(radius)}, std::move(ink),
                     formatPercent(rate(radius)), side);
    };
    data.dots.push_back(dot(marks.chosen, inkOf(Tone::accent), Qt::AlignLeft));
    if (marks.suggested && *marks.suggested != marks.chosen)
        data.dots.push_back(dot(*marks.suggested, inkOf(Verdict::hit), Qt::AlignRight));
    return data;
}

CurveData wrongHitsCurve(const ThresholdStudy& study, const LabFigures& figures,
                         std::span<const DecisionPoint> gated, const ThresholdModel& threshold,
                         const LabMarks& marks) {
    CurveData data{.slug = "what-if-wrong-hits", .x = thresholdAxis(study, marks, true), .y = {}};
    data.leftRoom = left_room;
    data.rightRoom = right_room;
    const std::vector<RadiusBound>& bounds = figures.promise.bounds;
    const auto known = [&](unsigned radius) {
        return radius < bounds.size() && bounds[radius].labels >= labels_for_a_point;
    };
    Curve estimate{.name = tr("wrong hits"), .ink = inkOf(Verdict::wrong_hit), .points = {}};
    estimate.width = 2;
    estimate.bandEdge = true;
    double highest = marks.maxWrong;
    for (const QPointF& at : pointsOf(study, data.x, [](unsigned) { return 0; })) {
        const unsigned radius = radiusAt(at.x(), study.bits);
        if (!known(radius))
            continue;
        const RadiusBound& bound = bounds[radius];
        estimate.points.emplace_back(at.x(), bound.share);
        estimate.band.emplace_back(bound.lower, bound.upper);
        highest = std::max(highest, bound.upper);
    }
    setTop(data.y, std::min(highest, 0.5), 0.05);
    const auto replayed = [&](unsigned radius) {
        const SimulationResult& result = study.what_if.points[radius].result;
        return shareOf(result.wrong_hits, result.judged_hits);
    };
    const QString limit = tr("limit %1").arg(percentTick(marks.maxWrong));
    data.marks = marksOf(study, threshold, marks, false);
    data.marks.push_back({CurveMark::Kind::limit, Qt::Horizontal, marks.maxWrong, limit});
    const auto blank = [&](double from, double to) {
        if (to - from > 1e-9)
            data.gaps.push_back({from, to, tr("fewer than %1 labels").arg(labels_for_a_point)});
    };
    if (estimate.points.empty()) {
        data.empty = tr("fewer than %1 labels").arg(labels_for_a_point);
    } else {
        blank(estimate.points.back().x(), data.x.to);
        blank(data.x.from, estimate.points.front().x());
        const auto dot = [&](unsigned radius, Ink ink, Qt::Alignment side) {
            if (!known(radius))
                return;
            const RadiusBound& bound = bounds[radius];
            data.dots.push_back(dotOf(
                {axisOf(radius, study.bits), bound.share}, std::move(ink),
                tr("%1 (up to %2)").arg(formatPercent(bound.share)).arg(formatPercent(bound.upper)),
                side));
        };
        dot(marks.chosen, inkOf(Tone::accent), Qt::AlignLeft);
        if (marks.suggested && *marks.suggested != marks.chosen)
            dot(*marks.suggested, inkOf(Verdict::wrong_hit), Qt::AlignRight);
        data.curves.push_back(std::move(estimate));
    }
    if (figures.fromClasses) {
        Curve replay{.name = tr("replayed"),
                     .ink = inkOf(Verdict::wrong_hit),
                     .points = pointsOf(study, data.x, replayed)};
        replay.dash = {1, 2};
        replay.width = 1;
        replay.end = tr("replayed");
        data.curves.push_back(std::move(replay));
        if (!gated.empty())
            data.curves.push_back(gateCurve(
                gated, data.x, [](const auto& report) { return report.wrong_share().share; }));
    }
    return data;
}

CurveData rocCurve(const LabFigures& figures, const ThresholdModel& threshold,
                   const LabMarks& marks) {
    CurveData data{.slug = "roc", .x = {}, .y = {}};
    data.x.title = tr("wrong hits let through");
    for (CurveAxis* axis : {&data.x, &data.y}) {
        axis->ticks = {0, 0.5, 1};
        axis->text = [](double value) { return QString::number(value, 'f', 1); };
    }
    if (figures.right == 0 || figures.wrong == 0) {
        data.empty = tr("needs right and wrong labels");
        return data;
    }
    const auto at = [&](unsigned radius) {
        const LabelSplit& split = figures.within[radius];
        return QPointF(shareOf(split.wrong, figures.wrong), shareOf(split.right, figures.right));
    };
    Curve curve{
        .name = tr("right hits kept"), .ink = inkOf(Verdict::coalesced), .points = {{0, 0}}};
    curve.filled = true;
    for (unsigned radius = 0; radius < figures.within.size(); ++radius)
        if (at(radius) != curve.points.back())
            curve.points.push_back(at(radius));
    Curve chance{.name = tr("guessing"), .ink = inkOf(Tone::line2), .points = {{0, 0}, {1, 1}}};
    chance.dash = {2, 3};
    chance.width = 1;
    data.curves = {std::move(chance), std::move(curve)};
    data.dots = dotsOf(marks, threshold, at);
    return data;
}

CurveData precisionRecallCurve(const LabFigures& figures, const ThresholdModel& threshold,
                               const LabMarks& marks) {
    CurveData data{.slug = "precision-recall", .x = {}, .y = {}};
    data.x.title = tr("right hits kept (recall), n = %1").arg(formatCount(figures.labels()));
    data.x.ticks = {0, 0.5, 1};
    data.x.text = [](double value) { return QString::number(value, 'f', 1); };
    data.y.text = [](double value) { return QString::number(value, 'f', 2); };
    if (figures.right == 0) {
        data.y.ticks = {0, 0.5, 1};
        data.empty = tr("needs labels");
        return data;
    }
    const auto at = [&](unsigned radius) {
        const LabelSplit& split = figures.within[radius];
        return QPointF(
            shareOf(split.right, figures.right),
            split.right + split.wrong == 0 ? 1.0 : shareOf(split.right, split.right + split.wrong));
    };
    Curve curve{.name = tr("precision"), .ink = inkOf(Verdict::coalesced), .points = {}};
    double lowest = 1;
    for (unsigned radius = 0; radius < figures.within.size(); ++radius) {
        const QPointF point = at(radius);
        if (!curve.points.empty() && point == curve.points.back())
            continue;
        curve.points.push_back(point);
        lowest = std::min(lowest, point.y());
    }
    data.y.from = std::clamp(std::floor(lowest * 10) / 10, 0.0, 0.9);
    data.y.ticks = roundTicks(data.y.from, 1, 4);
    data.curves = {std::move(curve)};
    data.dots = dotsOf(marks, threshold, at);
    return data;
}

} // namespace bsc::ui
