#include "ui/widgets/criteria_bars.h"

#include "engine/experiment/report_tables.h"
#include "ui/charts/csv.h"
#include "ui/charts/text_painting.h"
#include "ui/models/format.h"
#include "ui/widgets/verdict_glyph.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>

namespace bsc::ui {

namespace {

constexpr qreal side = 14, heads = 22, mark_row = 35, limit_row = 24, separator = 10,
                narrow_below = 520, thickness = 8, tick = 15, most_title = 196, value_width = 74,
                narrow_value_width = 100, verdict_width = 120;
constexpr qreal least_named = 150; ///< px of a bar over which its ticks have names
constexpr std::array<double, 3> mark_places{0.25, 0.5, 0.75}; ///< of place_on_bar()

QString count(std::uint64_t n) { return formatCount(static_cast<std::int64_t>(n)); }

/// Figures of criteria as the interface writes them: text_of() with thousands apart.
QString measuredText(const Criterion& criterion, double value) {
    const QString number = formatFixed(value, criterion.decimals);
    const bool sign = criterion.id == CriterionId::over_lru && value >= 0;
    return (sign ? "+" : "") + number + " " + toText(criterion.unit);
}

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

QString intervalText(const Figure& figure) {
    return figure.lower && figure.upper
               ? QObject::tr("%1 to %2 %")
                     .arg(formatFixed(*figure.lower, 1), formatFixed(*figure.upper, 1))
               : QString();
}

QString wrongText(const Figure& wrong) {
    if (!wrong.value)
        return QObject::tr("wrong hits not measured");
    return QObject::tr("wrong hits %1 %, n = %2")
        .arg(formatFixed(*wrong.value, 1), count(wrong.samples));
}

/// Where the parts of a row are.
class Rows {
  public:
    Rows(const QRectF& area, const CriteriaVerdicts& verdicts) : verdicts_(verdicts), area_(area) {
        narrow_ = area.width() < narrow_below;
        qreal y = area.top() + heads;
        bool limits = false;
        for (const CriterionResult& one : verdicts.results) {
            const bool limit = one.criterion->is_limit();
            if (limit && !limits)
                y += separator;
            limits = limit;
            tops_.push_back(y);
            y += heightOf(limit);
        }
        bottom_ = y;
        const qreal title = std::min(most_title, (area.width() - 2 * side) * 0.4);
        const qreal right = narrow_ ? narrow_value_width : value_width + verdict_width;
        bar_ = {area.left() + side + title, 0,
                std::max<qreal>(40, area.width() - 2 * side - title - right), thickness};
    }

    QRectF rowOf(std::size_t at) const {
        const bool limit = verdicts_.results[at].criterion->is_limit();
        return {area_.left(), tops_[at], area_.width(), heightOf(limit)};
    }
    /// In little room verdicts stand below the values.
    bool narrow() const { return narrow_; }
    qreal heightOf(bool limit) const { return limit && !narrow_ ? limit_row : mark_row; }
    /// The middle of title, bar, value and verdict.
    qreal lineOf(std::size_t at) const {
        return verdicts_.results[at].criterion->is_limit() && !narrow_ ? rowOf(at).center().y()
                                                                       : tops_[at] + 11;
    }
    QRectF barOf(std::size_t at) const {
        QRectF bar = bar_;
        bar.moveTop(lineOf(at) - thickness / 2);
        return bar;
    }
    qreal valueRight() const { return bar_.right() + (narrow_ ? narrow_value_width : value_width); }
    qreal separatorY() const {
        for (std::size_t at = 0; at < tops_.size(); ++at)
            if (verdicts_.results[at].criterion->is_limit())
                return tops_[at] - separator / 2;
        return bottom_;
    }

  private:
    const CriteriaVerdicts& verdicts_;
    const QRectF area_;
    std::vector<qreal> tops_;
    qreal bottom_ = 0;
    bool narrow_ = false;
    QRectF bar_;
};

/// Paints one row after the other.
class Painting {
  public:
    Painting(QPainter& painter, const Rows& rows, const CriteriaVerdicts& verdicts,
             const std::optional<CriteriaVerdicts>& other, const Theme& theme)
        : painter_(painter), rows_(rows), verdicts_(verdicts), other_(other), theme_(theme) {}

    void paint(const QRectF& area) const {
        painter_.save();
        painter_.setRenderHint(QPainter::Antialiasing);
        paintHeads(area);
        for (std::size_t at = 0; at < verdicts_.results.size(); ++at)
            paintRow(area, at);
        painter_.setPen(QPen(theme_.color(Tone::line), 1));
        const qreal line = std::floor(rows_.separatorY()) + 0.5;
        painter_.drawLine(QPointF(area.left() + side, line), QPointF(area.right() - side, line));
        painter_.restore();
    }

  private:
    void paintHeads(const QRectF& area) const {
        const QRectF bar = rows_.barOf(0);
        const qreal y = area.top() + heads / 2;
        painter_.setFont(theme_.font(FontRole::axis));
        painter_.setPen(theme_.color(Tone::tx3));
        constexpr std::array names{QT_TRANSLATE_NOOP("QObject", "minimum"),
                                   QT_TRANSLATE_NOOP("QObject", "target"),
                                   QT_TRANSLATE_NOOP("QObject", "stretch")};
        for (std::size_t i = 0; i < names.size() && bar.width() > least_named; ++i)
            drawTextAt(painter_, {bar.left() + mark_places[i] * bar.width(), y}, Qt::AlignHCenter,
                       QObject::tr(names[i]));
        drawTextAt(painter_, {rows_.valueRight(), y}, Qt::AlignRight, QObject::tr("measured"));
    }

    void paintRow(const QRectF& area, std::size_t at) const {
        const CriterionResult& one = verdicts_.results[at];
        const qreal y = rows_.lineOf(at);
        const QRectF bar = rows_.barOf(at);
        const QString title = toText(one.criterion->title);
        painter_.setFont(theme_.font(FontRole::table));
        painter_.setPen(theme_.color(Tone::tx));
        const qreal room = bar.left() - area.left() - side - 8;
        drawTextAt(painter_, {area.left() + side, y}, Qt::AlignLeft,
                   QFontMetricsF(painter_.font()).elidedText(title, Qt::ElideRight, room));
        if (!one.criterion->is_limit())
            paintSample(area, one, y + 15, room);
        painter_.setPen(Qt::NoPen);
        painter_.setBrush(theme_.color(Tone::grid));
        painter_.drawRoundedRect(bar, 1.5, 1.5);
        if (one.figure.value)
            paintMeasured(one, bar, y, at);
        else
            paintReason(one, bar, y);
        paintTicks(*one.criterion, bar, y);
        paintVerdict(one, bar, y);
    }

    void paintSample(const QRectF& area, const CriterionResult& one, qreal y, qreal room) const {
        const QString text =
            one.criterion->id == CriterionId::hit_rate ? wrongText(verdicts_.wrong_hits)
            : one.figure.value ? QObject::tr("n = %1").arg(count(one.figure.samples))
                               : QString();
        painter_.setFont(theme_.font(FontRole::axis));
        painter_.setPen(theme_.color(Tone::tx3));
        drawTextAt(painter_, {area.left() + side, y}, Qt::AlignLeft,
                   QFontMetricsF(painter_.font()).elidedText(text, Qt::ElideRight, room));
    }

    void paintMeasured(const CriterionResult& one, const QRectF& bar, qreal y,
                       std::size_t at) const {
        const VerdictColors colors = colorsOf(one.verdict, theme_);
        QRectF filled = bar;
        filled.setWidth(
            std::max<qreal>(2, bar.width() * place_on_bar(*one.criterion, *one.figure.value)));
        painter_.setBrush(colors.mark);
        painter_.drawRoundedRect(filled, 1.5, 1.5);
        if (other_ && other_->results[at].figure.value) {
            const qreal x =
                bar.left() +
                bar.width() * place_on_bar(*one.criterion, *other_->results[at].figure.value);
            painter_.setPen(QPen(theme_.color(Tone::tx2), 1.5));
            painter_.setBrush(theme_.color(Tone::pane));
            painter_.drawEllipse(QPointF(x, y), 4, 4);
        }
        QFont font = theme_.font(FontRole::number);
        font.setWeight(QFont::Bold);
        painter_.setFont(font);
        painter_.setPen(theme_.color(Tone::tx));
        drawTextAt(painter_, {rows_.valueRight(), y}, Qt::AlignRight,
                   measuredText(*one.criterion, *one.figure.value));
    }

    /// Why there is no figure, in the place of the bar; the whole of it is in the tip.
    void paintReason(const CriterionResult& one, const QRectF& bar, qreal y) const {
        painter_.setFont(theme_.font(FontRole::axis));
        painter_.setPen(theme_.color(Tone::tx3));
        QRectF veil = bar.adjusted(0, -4, 0, 4);
        painter_.fillRect(veil, theme_.color(Tone::pane));
        drawTextAt(painter_, {bar.left(), y}, Qt::AlignLeft,
                   QFontMetricsF(painter_.font())
                       .elidedText(QString::fromStdString(one.figure.basis), Qt::ElideRight,
                                   rows_.valueRight() - bar.left() - 6));
    }

    void paintTicks(const Criterion& criterion, const QRectF& bar, qreal y) const {
        const std::array marks{criterion.minimum, criterion.target, criterion.stretch};
        painter_.setFont(theme_.font(FontRole::axis));
        for (std::size_t i = 0; i < marks.size(); ++i) {
            if (!marks[i])
                continue;
            const qreal x = std::floor(bar.left() + mark_places[i] * bar.width()) + 0.5;
            painter_.setPen(QPen(theme_.color(Tone::tx), 1.2));
            if (verdictShown(criterion))
                painter_.drawLine(QPointF(x, y - tick / 2), QPointF(x, y + tick / 2));
            painter_.setPen(theme_.color(Tone::tx3));
            if (!criterion.is_limit())
                drawTextAt(painter_, {x, y + 15}, Qt::AlignHCenter,
                           markText(criterion, *marks[i], i + 1 == marks.size()));
        }
    }

    /// A reason stands where the ticks would be.
    bool verdictShown(const Criterion& criterion) const {
        return std::ranges::any_of(verdicts_.results, [&](const CriterionResult& one) {
            return one.criterion == &criterion && one.figure.value;
        });
    }

    void paintVerdict(const CriterionResult& one, const QRectF& bar, qreal y) const {
        const VerdictColors colors = colorsOf(one.verdict, theme_);
        painter_.setFont(theme_.font(FontRole::secondary));
        const QString words = QString::fromStdString(words_of(*one.criterion, one.verdict));
        QPointF glyph(bar.right() + value_width + 16, y);
        if (rows_.narrow())
            glyph = {rows_.valueRight() - QFontMetricsF(painter_.font()).horizontalAdvance(words) -
                         12,
                     y + 15};
        paintGlyph(painter_, glyph, one.verdict, colors.text);
        painter_.setPen(colors.text);
        drawTextAt(painter_, {glyph.x() + 12, glyph.y()}, Qt::AlignLeft, words);
    }

    QPainter& painter_;
    const Rows& rows_;
    const CriteriaVerdicts& verdicts_;
    const std::optional<CriteriaVerdicts>& other_;
    const Theme& theme_;
};

} // namespace

CriteriaBars::CriteriaBars(const BenchmarkModel& model, const Theme& theme, QWidget* parent)
    : QWidget(parent), model_(model), theme_(theme) {
    setObjectName("criteriaBars");
    setAccessibleName(tr("Success criteria"));
    const auto show = [this] {
        const CriteriaVerdicts& verdicts = model_.verdicts();
        setAccessibleDescription(tr("%1 of %2 on target, %3")
                                     .arg(verdicts.on_target())
                                     .arg(verdicts.results.size())
                                     .arg(toText(name_of(verdicts.decision()))));
        update();
    };
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&model, &BenchmarkModel::cellChanged, this, show);
    connect(&model, &BenchmarkModel::reportChanged, this, show);
}

QSize CriteriaBars::sizeHint() const {
    constexpr int marked = 4, limits = 5;
    const qreal limit = width() < narrow_below ? mark_row : limit_row;
    return {380, static_cast<int>(heads + marked * mark_row + separator + limits * limit) + 4};
}

void CriteriaBars::paint(QPainter& painter, const QRectF& area, const Theme& theme) const {
    const CriteriaVerdicts& verdicts = model_.verdicts();
    if (verdicts.results.empty())
        return;
    Painting(painter, Rows(area, verdicts), verdicts, model_.otherVerdicts(), theme).paint(area);
}

QString CriteriaBars::csv() const {
    const ResultTable table = criteria_table(model_.verdicts());
    QStringList heading;
    for (const Column& column : table.columns)
        heading << QString::fromStdString(column.name);
    CsvTable csv(heading);
    for (const auto& row : table.rows) {
        QStringList fields;
        for (std::size_t c = 0; c < row.size(); ++c)
            fields << (row[c].index() == 0
                           ? QString()
                           : QString::fromStdString(to_text(row[c], table.columns[c].decimals)));
        csv.add(fields);
    }
    return csv.text();
}

QString CriteriaBars::tipOf(const CriterionResult& one) const {
    const Figure& figure = one.figure;
    const QString title = toText(one.criterion->title);
    if (!figure.value)
        return tr("%1: %2").arg(title, QString::fromStdString(figure.basis));
    QString text = tr("%1 %2").arg(title, measuredText(*one.criterion, *figure.value));
    if (const QString interval = intervalText(figure); !interval.isEmpty())
        text += tr(" (90 % interval %1)").arg(interval);
    text += tr(", n = %1: %2").arg(count(figure.samples), QString::fromStdString(figure.basis));
    if (one.criterion->id == CriterionId::hit_rate)
        text += "\n" + wrongText(model_.verdicts().wrong_hits) + ", " +
                QString::fromStdString(model_.verdicts().wrong_hits.basis);
    if (const auto& other = model_.otherVerdicts())
        for (const CriterionResult& before : other->results)
            if (before.criterion == one.criterion && before.figure.value)
                text += "\n" + tr("run %1: %2")
                                   .arg(model_.other()->run.id)
                                   .arg(measuredText(*one.criterion, *before.figure.value));
    return text;
}

bool CriteriaBars::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const CriteriaVerdicts& verdicts = model_.verdicts();
    const Rows rows(rect(), verdicts);
    for (std::size_t at = 0; at < verdicts.results.size(); ++at)
        if (rows.rowOf(at).contains(help->pos())) {
            QToolTip::showText(help->globalPos(), tipOf(verdicts.results[at]), this);
            return true;
        }
    QToolTip::hideText();
    return true;
}

void CriteriaBars::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    setMinimumHeight(sizeHint().height());
}

void CriteriaBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::pane));
    paint(painter, rect(), theme_);
}

} // namespace bsc::ui
