#include "ui/widgets/figure.h"

#include "ui/models/format.h"

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr double money_target = 0.35; ///< of the bill
constexpr int added_target_ms = 20;
const QString unknown = QStringLiteral("–");
const QString dot = QStringLiteral(" · ");

QString plural(std::uint64_t n, const char* one, const char* many) {
    return formatCount(n) + ' ' + QLatin1String(n == 1 ? one : many);
}

Figure hitRate(const LiveFigures& f) {
    Figure figure{"Hit rate, last 5 min", unknown, {}, "no requests yet", {}, Verdict::hit};
    if (f.hitRate) {
        figure.number = formatFixed(100 * *f.hitRate, 1);
        figure.unit = "%";
    }
    if (f.hitRateTotal) {
        figure.shortSupport =
            QStringLiteral("%1 of %2").arg(formatPercent(*f.hitRateTotal), formatCount(f.requests));
        figure.support = figure.shortSupport + " in total";
    }
    figure.graphic = TrendGraphic{f.hitRateTrend};
    return figure;
}

Figure requests(const LiveFigures& f) {
    return {"Requests",
            formatFixed(f.requestsPerSecond, 1),
            "/s",
            QStringLiteral("peak %1 /s").arg(formatFixed(f.peakPerSecond, 1)) + dot +
                plural(f.clients, "client", "clients"),
            TrendGraphic{f.requestTrend},
            Verdict::miss};
}

Figure addedLatency(const LiveFigures& f) {
    Figure figure{"Added latency, p50", unknown, {}, "no requests in 5 min", {}, Verdict::miss};
    if (f.addedP50Us && f.addedP99Us) {
        const Quantity p50 = formatDuration(*f.addedP50Us);
        figure.number = p50.number;
        figure.unit = p50.unit;
        figure.shortSupport = "p99 " + formatTableDuration(*f.addedP99Us).text();
        figure.support =
            figure.shortSupport + dot + QStringLiteral("target < %1").arg(added_target_ms);
    }
    figure.graphic = TrendGraphic{f.addedTrend};
    return figure;
}

/// What saved it, a line each, and what the figure means.
QString savedParts(const Savings& s) {
    const auto line = [&](const char* name, SavedBy by) {
        const SavedPart& part = s.part(by);
        return QString("%1 %2, %3\n")
            .arg(name, formatMoney(static_cast<double>(part.nanoUsd) * 1e-9),
                 plural(part.answers, "answer", "answers"));
    };
    return line("Exact repeats", SavedBy::exact) + line("Paraphrases", SavedBy::semantic) +
           line("Coalesced", SavedBy::coalesced) +
           "The original answers at the price of the day, less the cost of embedding";
}

Figure moneySaved(const LiveFigures& f) {
    Figure figure{"Money saved", unknown, {}, "nothing saved yet", {}, Verdict::hit};
    const Savings& s = f.savings;
    if (s.priced > 0)
        figure.number = formatMoney(static_cast<double>(s.savedNanoUsd) * 1e-9);
    if (s.priced + s.unpriced > 0)
        figure.detail = savedParts(s);
    if (f.demoRequests > 0)
        figure.support =
            f.demoRequests == f.requests ? "demo traffic, not billed" : "partly demo, not billed";
    else if (s.priced == 0 && s.unpriced > 0)
        figure.support = "no price known";
    else if (s.unpriced > 0)
        figure.support = plural(s.unpriced, "hit has no price", "hits have no price");
    else if (const double bill = static_cast<double>(s.savedNanoUsd + s.spentNanoUsd);
             s.spentNanoUsd > 0 && bill > 0) {
        const double share = static_cast<double>(s.savedNanoUsd) / bill;
        figure.support = formatPercent(share) + " of the bill";
        figure.graphic = MeterGraphic{std::clamp(share, 0.0, 1.0), money_target};
    } else if (s.priced > 0) {
        figure.support = "at list prices";
    }
    return figure;
}

Figure tokensSaved(const LiveFigures& f) {
    const auto in = static_cast<double>(f.savings.inputTokens);
    const auto out = static_cast<double>(f.savings.outputTokens);
    const Quantity sum = formatShort(in + out);
    Figure figure{"Tokens saved", sum.number, sum.unit, {}, {}, Verdict::hit};
    figure.support = formatShort(in).text() + " in" + dot + formatShort(out).text() + " out";
    if (in + out > 0)
        figure.graphic = SplitGraphic{in / (in + out)};
    return figure;
}

Figure entries(const LiveFigures& f) {
    Figure figure{"Entries", formatCount(f.entries), {}, {}, {}, Verdict::miss};
    if (f.maxEntries > 0) {
        const double share = static_cast<double>(f.entries) / static_cast<double>(f.maxEntries);
        figure.support = QStringLiteral("of %1").arg(formatCount(f.maxEntries)) + dot +
                         formatPercent(share) + " full";
        figure.graphic = MeterGraphic{std::clamp(share, 0.0, 1.0), {}};
    }
    return figure;
}

Figure evictions(const LiveFigures& f) {
    Figure figure{"Evictions",  formatFixed(f.evictionsPerSecond, 1), "/s", "none so far", {},
                  Verdict::miss};
    if (f.evictions > 0) {
        const QString batch = f.lastBatch > 1 ? formatCount(f.lastBatch) + " in " : "";
        figure.support = f.policy.toUpper() + dot + batch + formatDuration(f.lastBatchUs).text();
        figure.graphic = BarsGraphic{f.evictionTrend};
    }
    return figure;
}

Figure wrongHits(const LiveFigures& f) {
    Figure figure{"Wrong hits, labelled", unknown, {}, "no labels yet", {}, Verdict::wrong_hit};
    if (f.labels == 0)
        return figure;
    const double rate = static_cast<double>(f.wrongLabels) / static_cast<double>(f.labels);
    figure.number = formatFixed(100 * rate, 1);
    figure.unit = "%";
    const QString interval = QStringLiteral("%1 to %2")
                                 .arg(formatFixed(100 * f.wrongLow, 1), formatPercent(f.wrongHigh));
    const QString sample = formatCount(f.labels);
    figure.support = interval + ", " + plural(f.labels, "label", "labels");
    figure.shortSupport = interval + ", n " + sample;
    // A scale that keeps its place while the interval narrows.
    double limit = 0.08;
    while (limit < f.wrongHigh)
        limit *= 2;
    figure.graphic = IntervalGraphic{f.wrongLow, rate, f.wrongHigh, limit};
    return figure;
}

} // namespace

QString Figure::sentence() const {
    return title + ": " + number + (unit.isEmpty() ? "" : ' ' + unit) + ", " + support;
}

Figure describeFigure(FigureKind kind, const LiveFigures& figures) {
    switch (kind) {
    case FigureKind::hitRate:
        return hitRate(figures);
    case FigureKind::requests:
        return requests(figures);
    case FigureKind::addedLatency:
        return addedLatency(figures);
    case FigureKind::moneySaved:
        return moneySaved(figures);
    case FigureKind::tokensSaved:
        return tokensSaved(figures);
    case FigureKind::entries:
        return entries(figures);
    case FigureKind::evictions:
        return evictions(figures);
    case FigureKind::wrongHits:
        return wrongHits(figures);
    }
    return {};
}

} // namespace bsc::ui
