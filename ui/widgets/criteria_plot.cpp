#include "ui/widgets/criteria_plot.h"

#include "ui/charts/text_painting.h"
#include "ui/models/format.h"
#include "ui/widgets/verdict_glyph.h"

#include <QFontMetricsF>
#include <QPolygonF>

#include <algorithm>
#include <array>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr qreal side = 14, heads = 22, mark_row = 35, limit_row = 24, separator = 10, thickness = 8,
                tick = 15, second_line = 15, most_title = 196, value_width = 74,
                verdict_width = 120, narrow_value_width = 90, narrow_below = 520;
constexpr qreal least_named = 150; ///< px of a bar from which its ticks have names
constexpr std::array<double, 3> mark_places{0.25, 0.5, 0.75}; ///< of place_on_bar()

QString markText(const Criterion& criterion, double mark, bool unit) {
    const QString number = QString::number(mark);
    return unit || criterion.unit == "%" ? number + " " + toText(criterion.unit) : number;
}

VerdictColors colorsOf(CriterionVerdict verdict, const Theme& theme) {
    switch (verdict) {
    case CriterionVerdict::stretch:
    case CriterionVerdict::target:
        return theme.verdict(Verdict::hit);
    case CriterionVerdict::minimum:
        return theme.verdict(Verdict::near_miss);
    case CriterionVerdict::missed:
        return theme.verdict(Verdict::wrong_hit);
    case CriterionVerdict::not_measured:
        break;
    }
    return {theme.color(Tone::line2), theme.color(Tone::tx3), {}};
}

void paintCheck(QPainter& painter, QPointF middle) {
    painter.drawPolyline(QPolygonF{middle + QPointF(-4.5, 0.5), middle + QPointF(-1.5, 3.5),
                                   middle + QPointF(4.5, -3.5)});
}

/// A check, two for stretch; half a disc for the minimum, a cross below it, a ring for the unknown.
void paintGlyph(QPainter& painter, QPointF middle, CriterionVerdict verdict, const QColor& color) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    switch (verdict) {
    case CriterionVerdict::stretch:
        paintCheck(painter, middle + QPointF(-2, 0));
        paintCheck(painter, middle + QPointF(2.5, 0));
        return;
    case CriterionVerdict::target:
        paintCheck(painter, middle);
        return;
    case CriterionVerdict::minimum:
        paintVerdictGlyph(painter, middle, Verdict::near_miss, color);
        return;
    case CriterionVerdict::missed:
        paintVerdictGlyph(painter, middle, Verdict::wrong_hit, color);
        return;
    case CriterionVerdict::not_measured:
        paintVerdictGlyph(painter, middle, Verdict::miss, color);
        return;
    }
}

void drawElided(QPainter& painter, QPointF at, const QString& text, qreal room) {
    drawTextAt(painter, at, Qt::AlignLeft,
               QFontMetricsF(painter.font()).elidedText(text, Qt::ElideRight, room));
}

} // namespace

QString measuredText(const Criterion& criterion, double value) {
    const bool sign = criterion.id == CriterionId::over_lru && value >= 0;
    return (sign ? "+" : "") + formatFixed(value, criterion.decimals) + " " +
           toText(criterion.unit);
}

QString wrongHitsText(const Figure& wrong) {
    if (!wrong.value)
        return QObject::tr("wrong hits not measured");
    return QObject::tr("wrong hits %1 %, n = %2")
        .arg(formatFixed(*wrong.value, 1), formatCount(wrong.samples));
}

CriteriaPlot::CriteriaPlot(const CriteriaVerdicts& verdicts, const CriteriaVerdicts* other,
                           const QRectF& outer, const Theme& theme)
    : verdicts_(verdicts), other_(other), outer_(outer), theme_(theme),
      narrow_(outer.width() < narrow_below) {
    qreal y = outer.top() + heads;
    bool limits = false;
    for (const CriterionResult& one : verdicts.results) {
        const bool limit = one.criterion->is_limit();
        if (limit && !limits)
            y += separator;
        limits = limit;
        tops_.push_back(y);
        y += heightOf(limit);
    }
    const qreal room = outer.width() - 2 * side, title = std::min(most_title, room * 0.45),
                right = narrow_ ? narrow_value_width : value_width + verdict_width;
    bar_ = {outer.left() + side + title, 0, std::max<qreal>(40, room - title - right), thickness};
}

int CriteriaPlot::heightFor(int width) {
    qreal height = heads + separator + 4;
    for (const Criterion& criterion : success_criteria())
        height += criterion.is_limit() && width >= narrow_below ? limit_row : mark_row;
    return static_cast<int>(height);
}

qreal CriteriaPlot::heightOf(bool limit) const { return limit && !narrow_ ? limit_row : mark_row; }

QRectF CriteriaPlot::rowOf(std::size_t at) const {
    return {outer_.left(), tops_[at], outer_.width(),
            heightOf(verdicts_.results[at].criterion->is_limit())};
}

qreal CriteriaPlot::lineOf(std::size_t at) const {
    const bool one_line = verdicts_.results[at].criterion->is_limit() && !narrow_;
    return one_line ? rowOf(at).center().y() : tops_[at] + 11;
}

QRectF CriteriaPlot::barOf(std::size_t at) const {
    QRectF bar = bar_;
    bar.moveTop(lineOf(at) - thickness / 2);
    return bar;
}

qreal CriteriaPlot::valueRight() const {
    return bar_.right() + (narrow_ ? narrow_value_width : value_width);
}

const CriterionResult* CriteriaPlot::resultAt(QPointF at) const {
    for (std::size_t row = 0; row < tops_.size(); ++row)
        if (rowOf(row).contains(at))
            return &verdicts_.results[row];
    return nullptr;
}

void CriteriaPlot::paint(QPainter& painter) const {
    if (verdicts_.results.empty())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paintHeads(painter);
    for (std::size_t at = 0; at < verdicts_.results.size(); ++at)
        paintRow(painter, at);
    paintSeparator(painter);
    painter.restore();
}

void CriteriaPlot::paintHeads(QPainter& painter) const {
    constexpr std::array names{QT_TRANSLATE_NOOP("QObject", "minimum"),
                               QT_TRANSLATE_NOOP("QObject", "target"),
                               QT_TRANSLATE_NOOP("QObject", "stretch")};
    const qreal y = outer_.top() + heads / 2;
    painter.setFont(theme_.font(FontRole::axis));
    painter.setPen(theme_.color(Tone::tx3));
    for (std::size_t i = 0; i < names.size() && bar_.width() >= least_named; ++i)
        drawTextAt(painter, {bar_.left() + mark_places[i] * bar_.width(), y}, Qt::AlignHCenter,
                   QObject::tr(names[i]));
    drawTextAt(painter, {valueRight(), y}, Qt::AlignRight, QObject::tr("measured"));
}

void CriteriaPlot::paintRow(QPainter& painter, std::size_t at) const {
    const CriterionResult& one = verdicts_.results[at];
    const qreal y = lineOf(at);
    painter.setFont(theme_.font(FontRole::table));
    painter.setPen(theme_.color(Tone::tx));
    drawElided(painter, {outer_.left() + side, y}, toText(one.criterion->title),
               bar_.left() - outer_.left() - side - 8);
    if (!one.criterion->is_limit())
        paintSample(painter, one, y + second_line);
    const QRectF bar = barOf(at);
    if (one.figure.value)
        paintBar(painter, at);
    else
        paintReason(painter, one, bar);
    paintTicks(painter, one, bar);
    paintVerdict(painter, one, bar);
}

/// A hit rate has its wrong hits below, the others how many were measured.
void CriteriaPlot::paintSample(QPainter& painter, const CriterionResult& one, qreal y) const {
    painter.setFont(theme_.font(FontRole::axis));
    painter.setPen(theme_.color(Tone::tx3));
    QString text;
    if (one.criterion->id == CriterionId::hit_rate)
        text = wrongHitsText(verdicts_.wrong_hits);
    else if (one.figure.value)
        text = QObject::tr("n = %1").arg(formatCount(one.figure.samples));
    drawElided(painter, {outer_.left() + side, y}, text, bar_.left() - outer_.left() - side - 8);
}

void CriteriaPlot::paintBar(QPainter& painter, std::size_t at) const {
    const CriterionResult& one = verdicts_.results[at];
    const QRectF bar = barOf(at);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_.color(Tone::grid));
    painter.drawRoundedRect(bar, 1.5, 1.5);
    QRectF filled = bar;
    filled.setWidth(
        std::max<qreal>(2, bar.width() * place_on_bar(*one.criterion, *one.figure.value)));
    painter.setBrush(colorsOf(one.verdict, theme_).mark);
    painter.drawRoundedRect(filled, 1.5, 1.5);
    if (other_ && other_->results[at].figure.value) {
        const double place = place_on_bar(*one.criterion, *other_->results[at].figure.value);
        painter.setPen(QPen(theme_.color(Tone::tx2), 1.5));
        painter.setBrush(theme_.color(Tone::pane));
        painter.drawEllipse(QPointF(bar.left() + bar.width() * place, bar.center().y()), 4, 4);
    }
    QFont font = theme_.font(FontRole::number);
    font.setWeight(QFont::Bold);
    painter.setFont(font);
    painter.setPen(theme_.color(Tone::tx));
    drawTextAt(painter, {valueRight(), bar.center().y()}, Qt::AlignRight,
               measuredText(*one.criterion, *one.figure.value));
}

/// In the place of the bar; the whole of it is in the tip.
void CriteriaPlot::paintReason(QPainter& painter, const CriterionResult& one,
                               const QRectF& bar) const {
    painter.setFont(theme_.font(FontRole::axis));
    painter.setPen(theme_.color(Tone::tx3));
    drawElided(painter, {bar.left(), bar.center().y()}, QString::fromStdString(one.figure.basis),
               valueRight() - bar.left() - 6);
}

void CriteriaPlot::paintTicks(QPainter& painter, const CriterionResult& one,
                              const QRectF& bar) const {
    const Criterion& criterion = *one.criterion;
    const std::array marks{criterion.minimum, criterion.target, criterion.stretch};
    const qreal y = bar.center().y();
    painter.setFont(theme_.font(FontRole::axis));
    for (std::size_t i = 0; i < marks.size(); ++i) {
        if (!marks[i])
            continue;
        const qreal x = std::floor(bar.left() + mark_places[i] * bar.width()) + 0.5;
        painter.setPen(QPen(theme_.color(Tone::tx), 1.2));
        if (one.figure.value) // else the reason stands there
            painter.drawLine(QPointF(x, y - tick / 2), QPointF(x, y + tick / 2));
        painter.setPen(theme_.color(Tone::tx3));
        if (!criterion.is_limit())
            drawTextAt(painter, {x, y + second_line}, Qt::AlignHCenter,
                       markText(criterion, *marks[i], i + 1 == marks.size()));
    }
}

void CriteriaPlot::paintVerdict(QPainter& painter, const CriterionResult& one,
                                const QRectF& bar) const {
    constexpr qreal gap = 12;
    const VerdictColors colors = colorsOf(one.verdict, theme_);
    const QString words = QString::fromStdString(words_of(*one.criterion, one.verdict));
    painter.setFont(theme_.font(FontRole::secondary));
    QPointF glyph(valueRight() + 16, bar.center().y());
    if (narrow_)
        glyph = {valueRight() - QFontMetricsF(painter.font()).horizontalAdvance(words) - gap,
                 bar.center().y() + second_line};
    paintGlyph(painter, glyph, one.verdict, colors.text);
    painter.setPen(colors.text);
    drawTextAt(painter, {glyph.x() + gap, glyph.y()}, Qt::AlignLeft, words);
}

/// Between the criteria with three marks and those with one limit.
void CriteriaPlot::paintSeparator(QPainter& painter) const {
    for (std::size_t at = 0; at < tops_.size(); ++at)
        if (verdicts_.results[at].criterion->is_limit()) {
            const qreal line = std::floor(tops_[at] - separator / 2) + 0.5;
            painter.setPen(QPen(theme_.color(Tone::line), 1));
            painter.drawLine(QPointF(outer_.left() + side, line),
                             QPointF(outer_.right() - side, line));
            return;
        }
}

} // namespace bsc::ui
