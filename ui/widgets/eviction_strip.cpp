#include "ui/widgets/eviction_strip.h"

#include "ui/charts/chart_theme.h"
#include "ui/charts/csv.h"
#include "ui/charts/text_painting.h"
#include "ui/models/format.h"
#include "ui/models/policy_look.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace bsc::ui {

namespace {

constexpr qreal names_width = 132, totals_width = 60, head = 26, foot = 22, least_cell = 9,
                least_row = 11, tallest_row = 14;

QString policyName(const std::string& policy) {
    return policy == ClusterEvictions::by_hand ? QStringLiteral("by hand") : policyTitle(policy);
}

struct Row {
    std::uint32_t key;
    QString name;
    int color;
};

/// The clusters and, when some left before a map knew them, those; where there is not room for all,
/// the `most` that lost most.
std::vector<Row> rowsOf(const ClusterModel& model, std::size_t most) {
    std::vector<Row> rows;
    for (const ClusterRow& cluster : model.clusters())
        rows.push_back({cluster.key, cluster.name, cluster.color});
    if (model.evictions().of(unmapped_key) > 0)
        rows.push_back({unmapped_key, EvictionStrip::tr("Before the map"), ClusterColors::grey});
    if (rows.size() > most) {
        std::ranges::stable_sort(rows, std::greater{},
                                 [&](const Row& row) { return model.evictions().of(row.key); });
        rows.resize(most);
    }
    return rows;
}

} // namespace

EvictionStrip::EvictionStrip(const ClusterModel& model, const Theme& theme, QWidget* parent)
    : QWidget(parent), model_(model), theme_(theme) {
    setObjectName("evictionStrip");
    setAccessibleName(tr("Evictions by cluster over time"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&model, &ClusterModel::mapChanged, this, qOverload<>(&QWidget::update));
    connect(&model, &ClusterModel::evictionsChanged, this, qOverload<>(&QWidget::update));
}

void EvictionStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paint(painter, QRectF(rect()), theme_);
}

void EvictionStrip::paint(QPainter& painter, const QRectF& area, const Theme& theme) const {
    const ChartTheme look(theme);
    painter.save();
    painter.fillRect(area, theme.color(Tone::pane));
    painter.setFont(look.axisFont());
    const QRectF plot = area.adjusted(names_width, head, -totals_width, -foot);
    const auto fitting = static_cast<std::size_t>(std::max(1.0, plot.width() / least_cell));
    const auto timeline = model_.evictions().timeline(std::min<std::size_t>(fitting, 60));
    if (timeline.columns.empty()) {
        painter.setPen(look.caption());
        painter.drawText(area, Qt::AlignCenter, tr("Nothing was evicted in this session"));
        painter.restore();
        return;
    }

    const std::vector<Row> rows =
        rowsOf(model_, static_cast<std::size_t>(std::max(1.0, plot.height() / least_row)));
    const qreal rowHeight = std::min(tallest_row, plot.height() / static_cast<double>(rows.size()));
    const qreal cell =
        std::min(plot.width() / static_cast<double>(timeline.columns.size()), plot.width() / 12);
    std::uint32_t most = 1;
    for (const auto& column : timeline.columns)
        for (const auto& [cluster, count] : column.counts)
            most = std::max(most, count);
    const auto columnX = [&](std::size_t column) {
        return plot.left() + static_cast<double>(column) * cell;
    };
    painter.setPen(look.caption());
    drawTextAt(painter, {area.right() - 14, plot.top() - 12}, Qt::AlignRight, tr("evicted"));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const Row& cluster = rows[row];
        const qreal y = plot.top() + static_cast<double>(row) * rowHeight;
        painter.setPen(look.value());
        const QString name = QFontMetricsF(painter.font())
                                 .elidedText(cluster.name, Qt::ElideRight, names_width - 24);
        drawTextAt(painter, {plot.left() - 10, y + rowHeight / 2}, Qt::AlignRight, name);
        drawTextAt(painter, {area.right() - 14, y + rowHeight / 2}, Qt::AlignRight,
                   formatCount(model_.evictions().of(cluster.key)));
        for (std::size_t c = 0; c < timeline.columns.size(); ++c) {
            const auto count = timeline.columns[c].counts.find(cluster.key);
            if (count == timeline.columns[c].counts.end())
                continue;
            QColor color = clusterColor(cluster.color, theme);
            color.setAlphaF(static_cast<float>(0.12 + 0.88 * count->second / most));
            painter.fillRect(QRectF(columnX(c), y, cell - 1, rowHeight - 1), color);
        }
    }
    const qreal bottom = plot.top() + static_cast<double>(rows.size()) * rowHeight;
    qreal labelled = -1;
    for (std::size_t c = 0; c < timeline.columns.size(); ++c) {
        const qreal x = columnX(c);
        if (labelled < 0 || x - labelled > 90) {
            painter.setPen(look.caption());
            drawTextAt(painter, {x, bottom + 11}, Qt::AlignLeft,
                       formatClockSeconds(timeline.columns[c].firstUs));
            labelled = x;
        }
        if (c == 0 || timeline.columns[c].policy == timeline.columns[c - 1].policy)
            continue;
        painter.setPen(look.event());
        painter.drawLine(QPointF(x, plot.top() - 16), QPointF(x, bottom));
        painter.setPen(theme.color(Tone::accent));
        drawTextAt(painter, {x + 5, plot.top() - 12}, Qt::AlignLeft,
                   tr("%1: %2 → %3")
                       .arg(formatClock(timeline.columns[c].firstUs),
                            policyName(timeline.columns[c - 1].policy),
                            policyName(timeline.columns[c].policy)));
    }
    painter.setPen(look.caption());
    drawTextAt(painter, {area.left() + 12, plot.top() - 12}, Qt::AlignLeft,
               timeline.perColumn == 1 ? tr("a column: 1 batch")
                                       : tr("a column: %1 entries").arg(timeline.perColumn));
    painter.restore();
}

QString EvictionStrip::csv() const {
    CsvTable table({"time", "entry", "cluster", "policy"});
    for (const ClusterEviction& eviction : model_.evictions().all()) {
        const ClusterRow* cluster = model_.find(eviction.cluster);
        table.add({csvTime(static_cast<double>(eviction.timeUs) / 1000),
                   QString::number(eviction.entry), cluster ? cluster->name : QString(),
                   QString::fromStdString(eviction.policy)});
    }
    return table.text();
}

} // namespace bsc::ui
