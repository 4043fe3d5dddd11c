#include "ui/pages/benchmark_texts.h"

#include "engine/cache/binary_cache.h"
#include "engine/code/similarity.h"
#include "ui/models/format.h"
#include "ui/models/policy_look.h"
#include "ui/models/run_comparison.h"
#include "ui/widgets/results_plot.h"

#include <QRegularExpression>
#include <QStringList>

#include <cmath>

namespace bsc::ui {

namespace {

QString tr(const char* text) { return QObject::tr(text); }
QString clockText(double seconds) {
    const auto whole = static_cast<int>(std::ceil(seconds));
    return QString("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QChar('0'));
}

QString rateText(double share, const ShareInterval& interval) {
    // The interval is not quite even: its wider half.
    const double half = std::max(interval.upper - share, share - interval.lower);
    return QString("%1 ± %2").arg(formatPercent(share), formatFixed(100 * half, 1));
}

QString wrongText(std::uint64_t wrong, std::uint64_t judged) {
    if (judged == 0)
        return tr("wrong hits not known (no classes)");
    const ShareInterval share = share_interval(wrong, judged);
    return tr("wrong hits %1 (%2 to %3, n = %4)")
        .arg(formatPercent(share.share), formatFixed(100 * share.lower, 1),
             formatFixed(100 * share.upper, 1), formatCount(judged));
}

QString cellText(const BenchmarkReport& report, const ReportCell& cell) {
    const CellFigures& of = *cell.figures;
    QStringList parts{rateText(of.hit_rate(), share_interval(of.hits, of.requests)) +
                          tr(" (n = %1)").arg(formatCount(of.requests)),
                      wrongText(of.wrong_hits, of.judged_hits)};
    if (of.evictions > 0)
        parts << tr("evict p99 %1").arg(formatDuration(of.evict_p99_us).text());
    const ReportCell* lru = report.beside(cell.cell, "lru");
    if (lru && lru != &cell && lru->figures) {
        const double points = 100 * (of.hit_rate() - lru->figures->hit_rate());
        parts << tr("%1 points %2 LRU")
                     .arg(formatFixed(std::abs(points), 1), points < 0 ? tr("under") : tr("over"));
    }
    return parts.join(", ");
}

QString nameOf(const MatrixCell& cell) {
    const QString rule = cell.adaptive
                             ? tr("adaptive %1 %").arg(100 * cell.adaptive->max_error)
                             : tr("%1 (%2 bits)")
                                   .arg(formatFixed(similarity_of(cell.radius, cell.bits), 2))
                                   .arg(cell.radius);
    return tr("%1, %2, %3").arg(policyTitle(cell.policy), entriesText(cell.capacity), rule);
}

QString changeText(const BenchmarkModel& model, std::size_t cell) {
    const auto points = model.difference(cell, MatrixFigure::hit_rate);
    if (!points)
        return model.other() ? tr("; run %1 has no such cell").arg(model.other()->run.id)
                             : QString();
    return tr("; %1%2 points since run %3")
        .arg(*points < 0 ? "−" : "+", formatFixed(std::abs(*points), 1))
        .arg(model.other()->run.id);
}

CellLine defaultsLine(const CriteriaVerdicts& verdicts) {
    const Figure& hits = verdicts.results.front().figure;
    if (!hits.value)
        return {tr("Not measured:"), QString::fromStdString(hits.basis)};
    const Figure& wrong = verdicts.wrong_hits;
    const QString judged =
        wrong.value
            ? tr("wrong hits %1 % (%2 to %3, n = %4)")
                  .arg(formatFixed(*wrong.value, 1), formatFixed(wrong.lower.value_or(0), 1),
                       formatFixed(wrong.upper.value_or(0), 1), formatCount(wrong.samples))
            : tr("wrong hits not known (no classes)");
    const double half = std::max(hits.upper.value_or(*hits.value) - *hits.value,
                                 *hits.value - hits.lower.value_or(*hits.value));
    return {tr("Default settings:"), tr("%1 % ± %2 (n = %3), %4; choose a cell to judge it")
                                         .arg(formatFixed(*hits.value, 1), formatFixed(half, 1),
                                              formatCount(hits.samples), judged)};
}

} // namespace

QString runFacts(const BenchmarkReport& report) {
    QStringList facts;
    if (!report.cells.empty())
        facts << tr("%1 cells").arg(report.cells.size());
    facts << tr("%1 cores").arg(report.machine.cores)
          << QString::fromStdString(report.machine.simd);
    for (const auto& [name, value] : report.settings)
        if (name == "repeats")
            facts << tr("repeats %1").arg(QString::fromStdString(value));
    if (report.run.finished_us) {
        const double seconds =
            static_cast<double>(*report.run.finished_us - report.run.started_us) / 1e6;
        facts << formatDuration(1e6 * seconds).text();
    }
    if (report.parts_done < report.parts)
        facts << tr("%1 of %2 parts done").arg(report.parts_done).arg(report.parts);
    return facts.join(", ");
}

QString runDoubts(const BenchmarkReport& report, const BenchmarkReport* other) {
    if (other && !(other->machine == report.machine))
        return tr("the two runs are of different machines: %1 and %2")
            .arg(QString::fromStdString(report.machine.cpu),
                 QString::fromStdString(other->machine.cpu));
    if (other && other->run.workload != report.run.workload)
        return tr("the two runs are of different workloads");
    return report.this_machine ? QString() : tr("measured on another machine");
}

CellLine lineOf(const BenchmarkModel& model) {
    const auto chosen = model.chosen();
    if (!chosen)
        return defaultsLine(model.verdicts());
    const ReportCell& cell = model.report()->cells[*chosen];
    const QString name = nameOf(cell.cell) + ":";
    if (cell.figures)
        return {name, cellText(*model.report(), cell) + changeText(model, *chosen)};
    return {name, cell.error.empty() ? tr("not measured: %1").arg(toText(cell.state))
                                     : QString::fromStdString(cell.error)};
}

QString subjectOf(const BenchmarkModel& model) {
    if (model.chosen())
        return nameOf(model.report()->cells[*model.chosen()].cell);
    return tr("default settings, %1 entries").arg(formatCount(CacheConfig{}.max_entries));
}

QString stepText(const BenchmarkNews& news) {
    static const QRegularExpression large("\\d{4,}");
    const QString step = toText(news.step);
    QString text;
    qsizetype last = 0;
    for (const auto& number : large.globalMatch(step)) {
        text += step.mid(last, number.capturedStart() - last) +
                formatCount(number.captured().toLongLong());
        last = number.capturedEnd();
    }
    return text + step.mid(last);
}

QString progressText(const BenchmarkNews& news) {
    QString text = tr("%1 %").arg(qRound(100 * news.share));
    if (news.parts > 0)
        text += tr(" · %1 of %2 parts").arg(news.parts_over).arg(news.parts);
    if (news.seconds_left)
        text += tr(" · about %1 left").arg(clockText(*news.seconds_left));
    return text;
}

QString nameOf(const RunInfo& run) {
    if (!run.workload.empty())
        return runTitle(run);
    RunInfo named = run; // one experiment by itself
    named.workload = run.name;
    return runTitle(named);
}

} // namespace bsc::ui
