#include "ui/widgets/cluster_facts.h"

#include "ui/charts/chart_theme.h"
#include "ui/charts/text_painting.h"
#include "ui/models/format.h"

#include <QPainter>

#include <algorithm>
#include <array>

namespace bsc::ui {

namespace {

constexpr qreal side = 16, line = 21, bars_height = 62;
constexpr qreal title_y = 20, figures_y = 48, figures_end = 104, medoid_height = 42;

Quantity ageOf(std::int64_t us) {
    const double hours = static_cast<double>(us) / 3.6e9;
    return hours < 1    ? Quantity{formatFixed(60 * hours, 0), QStringLiteral("min")}
           : hours < 48 ? Quantity{formatFixed(hours, 1), QStringLiteral("h")}
                        : Quantity{formatFixed(hours / 24, 1), QStringLiteral("days")};
}

} // namespace

ClusterFacts::ClusterFacts(const ClusterModel& model, const ThresholdModel& threshold,
                           const Theme& theme, QWidget* parent)
    : QWidget(parent), model_(model), threshold_(threshold), theme_(theme) {
    setObjectName("clusterFacts");
    setAccessibleName(tr("The chosen cluster"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&threshold, &ThresholdModel::radiusChanged, this, qOverload<>(&QWidget::update));
}

void ClusterFacts::setCluster(ClusterRow cluster) {
    shown_ = std::move(cluster);
    const ClusterSummary& summary = shown_.summary;
    setAccessibleDescription(summary.size == 0
                                 ? QString()
                                 : tr("%1, %2 entries, hit rate %3, %4 within the radius")
                                       .arg(shown_.name, formatCount(summary.size),
                                            formatPercent(summary.hitRate()),
                                            formatPercent(summary.within(threshold_.radius()))));
    updateGeometry();
    update();
}

qreal ClusterFacts::distancesTop() const {
    return figures_end + (shown_.medoid ? medoid_height : 0);
}

qreal ClusterFacts::servedTop() const { return distancesTop() + 14 + bars_height + 34; }

QSize ClusterFacts::sizeHint() const {
    const auto served = static_cast<qreal>(shown_.summary.mostServed.size());
    return {460, static_cast<int>(servedTop() + line * served + line / 2 + 4)};
}

QString ClusterFacts::prompt(std::uint32_t row) const {
    return toText(model_.map()->entries[row].prompt).simplified();
}

void ClusterFacts::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::pane));
    painter.setRenderHint(QPainter::Antialiasing);
    if (shown_.summary.size == 0) {
        if (model_.map())
            return;
        painter.setFont(theme_.font(FontRole::secondary));
        painter.setPen(theme_.color(Tone::tx3));
        painter.drawText(QRectF(rect()).adjusted(side, side, -side, -side),
                         Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                         tr("What the clusters hold, serve and lose appears here with the map."));
        return;
    }
    paintTitle(painter);
    paintFigures(painter);
    paintMedoid(painter);
    paintDistances(painter);
    paintMostServed(painter);
}

void ClusterFacts::paintTitle(QPainter& painter) const {
    const ClusterSummary& summary = shown_.summary;
    painter.setPen(Qt::NoPen);
    painter.setBrush(clusterColor(shown_.color, theme_));
    painter.drawEllipse(QPointF(side + 4, title_y), 4, 4);
    painter.setPen(theme_.color(Tone::tx));
    painter.setFont(theme_.font(FontRole::panelTitle));
    const QString title = QFontMetricsF(painter.font())
                              .elidedText(shown_.name.simplified(), Qt::ElideRight, width() * 0.55);
    drawTextAt(painter, {side + 16, title_y}, Qt::AlignLeft, title);
    const qreal after = side + 26 + QFontMetricsF(painter.font()).horizontalAdvance(title);
    painter.setFont(theme_.font(FontRole::secondary));
    painter.setPen(theme_.color(Tone::tx3));
    const double share = summary.size / static_cast<double>(model_.map()->entries.size());
    QString size = tr("%1 entries, %2").arg(formatCount(summary.size), formatPercent(share));
    if (summary.pinned > 0)
        size += tr(", %1 pinned").arg(formatCount(summary.pinned));
    drawTextAt(painter, {after, title_y}, Qt::AlignLeft, size);
}

void ClusterFacts::paintFigures(QPainter& painter) const {
    const ClusterSummary& summary = shown_.summary;
    const std::int64_t now = model_.nowUs();
    struct Figure {
        QString title;
        Quantity value;
        QString note;
    };
    const std::uint32_t labels = summary.right + summary.wrong;
    const std::array<Figure, 4> figures{{
        {tr("Hit rate"),
         {formatFixed(100 * summary.hitRate(), 1), QStringLiteral("%")},
         labels == 0 ? tr("no labels yet") : tr("%1 of %2 wrong").arg(summary.wrong).arg(labels)},
        {tr("Median age"), ageOf(now - summary.medianCreatedUs), {}},
        {tr("To medoid"),
         {formatCount(summary.medianToMedoid), QStringLiteral("bits")},
         tr("median")},
        {tr("Evicted"),
         {formatCount(model_.evictions().since(shown_.key, now - ClusterEvictions::ring_life_us)),
          tr("in 10 min")},
         {}},
    }};
    const qreal step = (width() - 2 * side) / 4;
    qreal x = side;
    for (const Figure& figure : figures) {
        painter.setFont(theme_.font(FontRole::axis));
        painter.setPen(theme_.color(Tone::tx3));
        drawTextAt(painter, {x, figures_y}, Qt::AlignLeft, figure.title);
        drawTextAt(painter, {x, figures_y + 38}, Qt::AlignLeft, figure.note);
        painter.setFont(theme_.font(FontRole::sheetTitle));
        painter.setPen(theme_.color(Tone::tx));
        drawTextAt(painter, {x, figures_y + 19}, Qt::AlignLeft, figure.value.number);
        const qreal unit =
            x + QFontMetricsF(painter.font()).horizontalAdvance(figure.value.number) + 4;
        painter.setFont(theme_.font(FontRole::axis));
        painter.setPen(theme_.color(Tone::tx2));
        drawTextAt(painter, {unit, figures_y + 21}, Qt::AlignLeft, figure.value.unit);
        x += step;
    }
}

void ClusterFacts::paintMedoid(QPainter& painter) const {
    if (!shown_.medoid)
        return;
    painter.setFont(theme_.font(FontRole::axis));
    painter.setPen(theme_.color(Tone::tx3));
    drawTextAt(painter, {side, figures_end}, Qt::AlignLeft, tr("Medoid"));
    painter.setFont(theme_.font(FontRole::table));
    painter.setPen(theme_.color(Tone::tx));
    drawTextAt(painter, {side, figures_end + 18}, Qt::AlignLeft,
               QFontMetricsF(painter.font())
                   .elidedText(prompt(*shown_.medoid), Qt::ElideRight, width() - 2 * side));
}

void ClusterFacts::paintDistances(QPainter& painter) const {
    const qreal y = distancesTop();
    const ClusterSummary& summary = shown_.summary;
    const unsigned radius = threshold_.radius();
    painter.setFont(theme_.font(FontRole::axis));
    painter.setPen(theme_.color(Tone::tx3));
    drawTextAt(painter, {side, y}, Qt::AlignLeft, tr("Distance to the medoid, bits"));
    drawTextAt(painter, {width() - side, y}, Qt::AlignRight,
               tr("%1 within the radius").arg(formatPercent(summary.within(radius))));
    const QRectF plot(side, y + 14, width() - 2 * side, bars_height);
    const double last = model_.map()->bits * 0.55;
    const auto xOf = [&](double bits) { return plot.left() + plot.width() * bits / last; };
    const auto most = std::max(1u, *std::ranges::max_element(summary.distances));
    for (std::size_t bar = 0; bar < summary.distances.size(); ++bar) {
        const double first = static_cast<double>(bar) * ClusterSummary::bits_per_bar;
        if (first >= last)
            break;
        const qreal height = (plot.height() - 12) * summary.distances[bar] / most;
        painter.fillRect(QRectF(xOf(first), plot.bottom() - height,
                                xOf(first + ClusterSummary::bits_per_bar) - xOf(first) - 1, height),
                         clusterColor(shown_.color, theme_));
    }
    painter.setPen(ChartTheme(theme_).baseLine());
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    painter.setPen(QPen(theme_.color(Tone::accent), 1.5));
    painter.drawLine(QPointF(xOf(radius + 1), plot.top()), QPointF(xOf(radius + 1), plot.bottom()));
    drawTextAt(painter, {xOf(radius + 1) + 5, plot.top() + 5}, Qt::AlignLeft,
               tr("radius %1").arg(radius));
    painter.setPen(theme_.color(Tone::tx3));
    for (int bits = 0; bits < last; bits += 25)
        drawTextAt(painter, {xOf(bits), plot.bottom() + 10},
                   bits == 0 ? Qt::AlignLeft : Qt::AlignHCenter, QString::number(bits));
}

void ClusterFacts::paintMostServed(QPainter& painter) const {
    qreal y = servedTop();
    const qreal right = width() - side;
    painter.setFont(theme_.font(FontRole::axis));
    painter.setPen(theme_.color(Tone::tx3));
    drawTextAt(painter, {side, y}, Qt::AlignLeft, tr("Most served entries"));
    drawTextAt(painter, {right - 60, y}, Qt::AlignRight, tr("To medoid"));
    drawTextAt(painter, {right, y}, Qt::AlignRight, tr("Hits"));
    for (const std::uint32_t row : shown_.summary.mostServed) {
        y += line;
        painter.setPen(theme_.color(Tone::grid));
        painter.drawLine(QPointF(side, y - line / 2), QPointF(right, y - line / 2));
        painter.setPen(theme_.color(Tone::tx));
        painter.setFont(theme_.font(FontRole::table));
        drawTextAt(painter, {side, y}, Qt::AlignLeft,
                   QFontMetricsF(painter.font())
                       .elidedText(prompt(row), Qt::ElideRight, right - side - 130));
        painter.setFont(theme_.font(FontRole::number));
        drawTextAt(painter, {right - 60, y}, Qt::AlignRight,
                   QString::number(model_.map()->points[row].to_medoid));
        drawTextAt(painter, {right, y}, Qt::AlignRight,
                   formatCount(model_.map()->entries[row].hits));
    }
}

} // namespace bsc::ui
