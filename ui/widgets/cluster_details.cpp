#include "ui/widgets/cluster_details.h"

#include "ui/charts/chart_theme.h"
#include "ui/charts/text_painting.h"
#include "ui/models/format.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace bsc::ui {

namespace {

constexpr std::size_t evicted_at_once = 100;
constexpr qreal side = 16, line = 21, bars_height = 62;

Quantity ageOf(std::int64_t us) {
    const double hours = static_cast<double>(us) / 3.6e9;
    return hours < 1    ? Quantity{formatFixed(60 * hours, 0), QStringLiteral("min")}
           : hours < 48 ? Quantity{formatFixed(hours, 1), QStringLiteral("h")}
                        : Quantity{formatFixed(hours / 24, 1), QStringLiteral("days")};
}

} // namespace

ClusterDetails::ClusterDetails(const ClusterModel& model, const ThresholdModel& threshold,
                               const Theme& theme, QWidget* parent)
    : QWidget(parent), model_(model), threshold_(threshold), theme_(theme),
      foot_(new QWidget(this)) {
    setObjectName("clusterDetails");
    auto* row = new QHBoxLayout(foot_);
    row->setContentsMargins(side, 8, side, 8);
    row->setSpacing(8);
    const auto button = [&](const char* name, const QString& text) {
        auto* made = new QPushButton(text, foot_);
        made->setObjectName(name);
        made->setProperty("scale", "small");
        row->addWidget(made);
        return made;
    };
    flows_ = button("clusterFlows", tr("Show flows"));
    rename_ = button("clusterRename", tr("Rename"));
    pin_ = button("clusterPin", tr("Pin"));
    row->addStretch(1);
    evict_ = button("clusterEvict", tr("Evict 100 oldest"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addStretch(1);
    column->addWidget(foot_);

    connect(flows_, &QPushButton::clicked, this,
            [this] { emit flowsRequested(shown_.name, entries()); });
    connect(rename_, &QPushButton::clicked, this, [this] { emit renameRequested(cluster_); });
    connect(pin_, &QPushButton::clicked, this,
            [this] { emit pinRequested(entries(), shown_.summary.pinned < shown_.summary.size); });
    connect(evict_, &QPushButton::clicked, this, [this] {
        std::vector<EntryId> oldest;
        for (const EntryId entry : entries())
            if (oldest.size() < evicted_at_once &&
                !model_.map()->entries[*model_.map()->row_of(entry)].pinned)
                oldest.push_back(entry);
        emit evictRequested(shown_.name, oldest);
    });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&threshold, &ThresholdModel::radiusChanged, this, qOverload<>(&QWidget::update));
    connect(&model, &ClusterModel::mapChanged, this, [this] {
        selection_.clear(); // rows of the former map
        refresh();
    });
    connect(&model, &ClusterModel::evictionsChanged, this, &ClusterDetails::refresh);
    refresh();
}

void ClusterDetails::showCluster(std::uint32_t cluster) {
    selection_.clear();
    cluster_ = cluster;
    refresh();
}

void ClusterDetails::showRows(std::vector<std::uint32_t> rows) {
    selection_ = std::move(rows);
    refresh();
}

std::vector<EntryId> ClusterDetails::entries() const {
    std::vector<EntryId> ids;
    for (const std::uint32_t row : shown_.rows)
        if (!model_.isGone(row))
            ids.push_back(model_.map()->entries[row].id);
    std::ranges::sort(ids);
    return ids;
}

void ClusterDetails::refresh() {
    if (!selection_.empty()) {
        shown_ = {};
        shown_.name = tr("Selection");
        shown_.rows = selection_;
        shown_.summary = summarize(*model_.map(), selection_, model_.labels());
    } else if (const ClusterRow* row = model_.find(cluster_)) {
        shown_ = *row;
    } else {
        shown_ = {};
    }
    const ClusterSummary& summary = shown_.summary;
    foot_->setVisible(summary.size > 0);
    rename_->setEnabled(shown_.medoid.has_value());
    pin_->setText(summary.size > 0 && summary.pinned == summary.size ? tr("Let go") : tr("Pin"));
    const std::size_t free = summary.size - summary.pinned;
    evict_->setEnabled(free > 0);
    evict_->setText(free >= evicted_at_once ? tr("Evict 100 oldest") : tr("Evict %1").arg(free));
    for (QPushButton* button : {flows_, rename_, pin_, evict_})
        button->setAccessibleName(tr("%1: %2").arg(button->text(), shown_.name));
    update();
}

void ClusterDetails::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::pane));
    const ClusterSummary& summary = shown_.summary;
    if (summary.size == 0)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(clusterColor(shown_.color, theme_));
    painter.drawEllipse(QPointF(side + 4, 20), 4, 4);
    painter.setPen(theme_.color(Tone::tx));
    painter.setFont(theme_.font(FontRole::panelTitle));
    const QString title = QFontMetricsF(painter.font())
                              .elidedText(shown_.name.simplified(), Qt::ElideRight, width() * 0.55);
    drawTextAt(painter, {side + 16, 20}, Qt::AlignLeft, title);
    const qreal after = side + 26 + QFontMetricsF(painter.font()).horizontalAdvance(title);
    painter.setFont(theme_.font(FontRole::secondary));
    painter.setPen(theme_.color(Tone::tx3));
    const double share = summary.size / static_cast<double>(model_.map()->entries.size());
    QString size = tr("%1 entries, %2").arg(formatCount(summary.size), formatPercent(share));
    if (summary.pinned > 0)
        size += tr(", %1 pinned").arg(formatCount(summary.pinned));
    drawTextAt(painter, {after, 20}, Qt::AlignLeft, size);
    paintFigures(painter, 48);

    qreal y = 104;
    if (shown_.medoid) {
        painter.setFont(theme_.font(FontRole::axis));
        painter.setPen(theme_.color(Tone::tx3));
        drawTextAt(painter, {side, y}, Qt::AlignLeft, tr("Medoid"));
        painter.setFont(theme_.font(FontRole::table));
        painter.setPen(theme_.color(Tone::tx));
        drawTextAt(
            painter, {side, y + 18}, Qt::AlignLeft,
            QFontMetricsF(painter.font())
                .elidedText(toText(model_.map()->entries[*shown_.medoid].prompt).simplified(),
                            Qt::ElideRight, width() - 2 * side));
        y += 42;
    }
    paintMostServed(painter, paintDistances(painter, y));
}

void ClusterDetails::paintFigures(QPainter& painter, qreal y) const {
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
         {formatCount(static_cast<std::int64_t>(
              model_.evictions().since(shown_.key, now - ClusterEvictions::ring_life_us))),
          tr("in 10 min")},
         {}},
    }};
    const qreal step = (width() - 2 * side) / 4;
    qreal x = side;
    for (const Figure& figure : figures) {
        painter.setFont(theme_.font(FontRole::axis));
        painter.setPen(theme_.color(Tone::tx3));
        drawTextAt(painter, {x, y}, Qt::AlignLeft, figure.title);
        drawTextAt(painter, {x, y + 38}, Qt::AlignLeft, figure.note);
        painter.setFont(theme_.font(FontRole::sheetTitle));
        painter.setPen(theme_.color(Tone::tx));
        drawTextAt(painter, {x, y + 19}, Qt::AlignLeft, figure.value.number);
        const qreal unit =
            x + QFontMetricsF(painter.font()).horizontalAdvance(figure.value.number) + 4;
        painter.setFont(theme_.font(FontRole::axis));
        painter.setPen(theme_.color(Tone::tx2));
        drawTextAt(painter, {unit, y + 21}, Qt::AlignLeft, figure.value.unit);
        x += step;
    }
}

qreal ClusterDetails::paintDistances(QPainter& painter, qreal y) const {
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
    return plot.bottom() + 34;
}

void ClusterDetails::paintMostServed(QPainter& painter, qreal y) const {
    const qreal right = width() - side;
    painter.setFont(theme_.font(FontRole::axis));
    painter.setPen(theme_.color(Tone::tx3));
    drawTextAt(painter, {side, y}, Qt::AlignLeft, tr("Most served entries"));
    drawTextAt(painter, {right - 60, y}, Qt::AlignRight, tr("To medoid"));
    drawTextAt(painter, {right, y}, Qt::AlignRight, tr("Hits"));
    for (const std::uint32_t row : shown_.summary.mostServed) {
        y += line;
        if (y + line / 2 > foot_->y())
            return;
        painter.setPen(theme_.color(Tone::grid));
        painter.drawLine(QPointF(side, y - line / 2), QPointF(right, y - line / 2));
        painter.setPen(theme_.color(Tone::tx));
        painter.setFont(theme_.font(FontRole::table));
        drawTextAt(painter, {side, y}, Qt::AlignLeft,
                   QFontMetricsF(painter.font())
                       .elidedText(toText(model_.map()->entries[row].prompt).simplified(),
                                   Qt::ElideRight, right - side - 130));
        painter.setFont(theme_.font(FontRole::number));
        drawTextAt(painter, {right - 60, y}, Qt::AlignRight,
                   QString::number(model_.map()->points[row].to_medoid));
        drawTextAt(painter, {right, y}, Qt::AlignRight,
                   formatCount(static_cast<std::int64_t>(model_.map()->entries[row].hits)));
    }
}

} // namespace bsc::ui
