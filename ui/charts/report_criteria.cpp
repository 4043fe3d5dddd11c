#include "ui/charts/report_painting.h"

#include "engine/experiment/report_tables.h"
#include "ui/charts/text_painting.h"
#include "ui/models/format.h"

#include <QFontMetricsF>

namespace bsc::ui {

namespace {

constexpr qreal name_width = 190, bar_width = 215, bar_height = 9, figure_width = 95,
                verdict_width = 120, gap = 16, row_height = 34, limit_height = 27, head_height = 22,
                basis_height = 26;

struct Look {
    QColor mark, text;
    QString glyph;
};

Look lookOf(CriterionVerdict verdict, const Theme& theme) {
    const auto of = [&](Verdict like, const QString& glyph) {
        return Look{theme.verdict(like).mark, theme.verdict(like).text, glyph};
    };
    switch (verdict) {
    case CriterionVerdict::stretch:
        return of(Verdict::hit, QStringLiteral("✓✓"));
    case CriterionVerdict::target:
        return of(Verdict::hit, QStringLiteral("✓"));
    case CriterionVerdict::minimum:
        return of(Verdict::near_miss, QStringLiteral("◐"));
    case CriterionVerdict::missed:
        return of(Verdict::wrong_hit, QStringLiteral("✗"));
    case CriterionVerdict::not_measured:
        break;
    }
    return of(Verdict::bypass, QStringLiteral("–"));
}

/// The places of minimum, target and stretch, or of the limit, on a bar of length 1.
std::vector<std::pair<double, double>> ticksOf(const Criterion& criterion) {
    if (criterion.is_limit())
        return {{0.5, *criterion.target}};
    return {{0.25, *criterion.minimum}, {0.5, *criterion.target}, {0.75, *criterion.stretch}};
}

void paintBar(QPainter& painter, const QRectF& row, const CriterionResult& one,
              const Theme& theme) {
    const bool limit = one.criterion->is_limit();
    const QRectF bar(row.left(), limit ? row.center().y() - bar_height / 2 : row.top() + 6,
                     bar_width, bar_height);
    painter.fillRect(bar, theme.color(Tone::grid));
    if (one.figure.value) {
        QRectF filled = bar;
        filled.setWidth(bar_width * place_on_bar(*one.criterion, *one.figure.value));
        painter.fillRect(filled, lookOf(one.verdict, theme).mark);
    }
    painter.setFont(theme.font(FontRole::axis));
    for (const auto& [place, value] : ticksOf(*one.criterion)) {
        const qreal x = bar.left() + place * bar_width;
        painter.setPen(theme.color(Tone::tx));
        painter.drawLine(QPointF(x, bar.top() - 3), QPointF(x, bar.bottom() + 3));
        if (limit)
            continue; // its verdict says the limit
        painter.setPen(theme.color(Tone::tx3));
        drawTextAt(painter, {x, bar.bottom() + 10}, Qt::AlignHCenter,
                   QString("%1 %2").arg(value).arg(toText(one.criterion->unit)));
    }
}

void paintLine(ReportPages& pages, const QString& name, const Figure& figure, int decimals,
               const QString& value, const CriterionResult* judged) {
    const Theme& theme = pages.theme();
    QPainter& painter = pages.painter();
    const bool tall = judged && !judged->criterion->is_limit();
    const QRectF row = pages.take(tall ? row_height : limit_height);
    const qreal middle = tall ? row.top() + 6 + bar_height / 2 : row.center().y();
    painter.setFont(theme.font(FontRole::base));
    painter.setPen(theme.color(Tone::tx));
    drawTextAt(painter, {row.left(), middle}, Qt::AlignLeft, name);
    qreal x = row.left() + name_width;
    if (judged)
        paintBar(painter, {x, row.top(), bar_width, row.height()}, *judged, theme);
    x += bar_width + figure_width;
    QFont number = theme.font(FontRole::number);
    number.setWeight(QFont::DemiBold);
    painter.setFont(number);
    painter.setPen(theme.color(Tone::tx));
    drawTextAt(painter, {x, middle}, Qt::AlignRight, value);
    x += gap;
    if (judged) {
        const Look look = lookOf(judged->verdict, theme);
        painter.setFont(theme.font(FontRole::secondary));
        painter.setPen(look.text);
        drawTextAt(painter, {x, middle}, Qt::AlignLeft,
                   look.glyph + "  " + toText(words_of(*judged->criterion, judged->verdict)));
    }
    x += verdict_width + gap;
    QFont small = theme.font(FontRole::axis);
    small.setPixelSize(10);
    painter.setFont(small);
    painter.setPen(theme.color(Tone::tx3));
    painter.drawText(QRectF(x, middle - basis_height / 2, row.right() - x, basis_height),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap,
                     toText(sample_text(figure, decimals)));
}

} // namespace

void printCriteria(ReportPages& pages, const CriteriaVerdicts& verdicts) {
    const Theme& theme = pages.theme();
    QPainter& painter = pages.painter();
    pages.heading(QObject::tr("Success criteria: %1").arg(toText(verdicts.subject)),
                  FontRole::sheetTitle, 200);
    pages.note(QObject::tr("%1 of %2 on target: %3. Go needs every criterion measured, none below "
                           "its minimum and no limit missed.")
                   .arg(verdicts.on_target())
                   .arg(verdicts.results.size())
                   .arg(toText(name_of(verdicts.decision()))));
    const QRectF head = pages.take(head_height);
    painter.setFont(theme.font(FontRole::axis));
    painter.setPen(theme.color(Tone::tx3));
    static constexpr std::pair<double, const char*> marks[] = {
        {0.25, QT_TRANSLATE_NOOP("QObject", "minimum")},
        {0.5, QT_TRANSLATE_NOOP("QObject", "target")},
        {0.75, QT_TRANSLATE_NOOP("QObject", "stretch")}};
    for (const auto& [place, name] : marks)
        drawTextAt(painter, {name_width + place * bar_width, head.center().y()}, Qt::AlignHCenter,
                   QObject::tr(name));
    drawTextAt(painter, {name_width + bar_width + figure_width, head.center().y()}, Qt::AlignRight,
               QObject::tr("measured"));
    drawTextAt(painter,
               {name_width + bar_width + figure_width + verdict_width + 2 * gap, head.center().y()},
               Qt::AlignLeft, QObject::tr("on what"));
    for (const CriterionResult& one : verdicts.results) {
        const Criterion& criterion = *one.criterion;
        paintLine(pages, toText(criterion.title), one.figure, criterion.decimals,
                  one.figure.value ? toText(text_of(criterion, one.figure.value)) : QString(),
                  &one);
        if (criterion.id == CriterionId::hit_rate)
            paintLine(pages, QObject::tr("Wrong hits"), verdicts.wrong_hits, 1,
                      verdicts.wrong_hits.value ? formatPercent(*verdicts.wrong_hits.value / 100)
                                                : QObject::tr("not measured"),
                      nullptr);
    }
}

} // namespace bsc::ui
