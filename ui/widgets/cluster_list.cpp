#include "ui/widgets/cluster_list.h"

#include "ui/charts/text_painting.h"
#include "ui/models/format.h"
#include "ui/widgets/focus_ring.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr int row_height = 25, head_height = 22, side = 16;
constexpr qreal entries_width = 64, hits_width = 58;

/// Of the names: names tell most, but bars need room, too.
qreal nameWidth(int width) { return std::clamp(0.42 * width, 150.0, 230.0); }

} // namespace

ClusterList::ClusterList(const ClusterModel& model, const Theme& theme, QWidget* parent)
    : QWidget(parent), model_(model), theme_(theme) {
    setObjectName("clusterList");
    setAccessibleName(tr("Clusters"));
    setFocusPolicy(Qt::StrongFocus);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&model, &ClusterModel::mapChanged, this, &ClusterList::follow);
    connect(&model, &ClusterModel::evictionsChanged, this, qOverload<>(&QWidget::update));
    follow();
}

void ClusterList::follow() {
    const auto rows = static_cast<int>(model_.clusters().size());
    setFixedHeight(head_height + row_height * rows + 6);
    if (rows > 0 && (!chosen_ || !model_.find(current_)))
        setCurrent(model_.clusters().front().key);
    update();
}

void ClusterList::setOrder(ClusterOrder order) {
    order_ = order;
    update();
}

void ClusterList::setCurrent(std::uint32_t cluster) {
    const ClusterRow* row = model_.find(cluster);
    if (!row)
        return;
    current_ = cluster;
    chosen_ = true;
    setAccessibleDescription(
        tr("%1, %2 entries, %3 hits").arg(row->name).arg(row->summary.size).arg(row->summary.hits));
    update();
    emit currentChanged(cluster);
}

QRect ClusterList::currentRect() const {
    const auto rows = ordered();
    const auto at = std::ranges::find(rows, current_, &ClusterRow::key) - rows.begin();
    return {0, head_height + static_cast<int>(at) * row_height, width(), row_height};
}

std::vector<const ClusterRow*> ClusterList::ordered() const {
    std::vector<const ClusterRow*> rows;
    for (const ClusterRow& row : model_.clusters())
        rows.push_back(&row);
    if (order_ == ClusterOrder::hits)
        std::ranges::stable_sort(rows, std::greater{},
                                 [](const ClusterRow* row) { return row->summary.hits; });
    else if (order_ == ClusterOrder::evicted)
        std::ranges::stable_sort(rows, std::greater{}, [&](const ClusterRow* row) {
            return model_.evictions().of(row->key);
        });
    return rows;
}

void ClusterList::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::pane));
    painter.setRenderHint(QPainter::Antialiasing);
    const auto rows = ordered();
    std::uint64_t mostEntries = 1, mostHits = 1, allHits = 0;
    for (const ClusterRow* row : rows) {
        mostEntries = std::max<std::uint64_t>(mostEntries, row->summary.size);
        mostHits = std::max(mostHits, row->summary.hits);
        allHits += row->summary.hits;
    }
    const qreal nameRoom = nameWidth(width()), barLeft = side + nameRoom,
                barWidth =
                    std::max<qreal>(30, width() - barLeft - entries_width - hits_width - side);
    const qreal right = width() - side;
    painter.setFont(theme_.font(FontRole::axis));
    painter.setPen(theme_.color(Tone::tx3));
    if (!rows.empty()) {
        drawTextAt(painter, {barLeft, head_height / 2.0}, Qt::AlignLeft, tr("entries over hits"));
        drawTextAt(painter, {right - hits_width, head_height / 2.0}, Qt::AlignRight,
                   order_ == ClusterOrder::evicted ? tr("Evicted") : tr("Entries"));
        drawTextAt(painter, {right, head_height / 2.0}, Qt::AlignRight, tr("Hits"));
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const ClusterRow& row = *rows[i];
        const QRectF line(0, head_height + static_cast<double>(i) * row_height, width(),
                          row_height);
        const qreal y = line.center().y();
        if (row.key == current_)
            painter.fillRect(line, theme_.color(Tone::sel));
        const QColor color = clusterColor(row.color, theme_);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(QPointF(side + 4, y), 4, 4);
        painter.setPen(theme_.color(Tone::tx));
        painter.setFont(theme_.font(FontRole::table));
        drawTextAt(painter, {side + 16, y}, Qt::AlignLeft,
                   QFontMetricsF(painter.font())
                       .elidedText(row.name.simplified(), Qt::ElideRight, nameRoom - 26));
        const auto share = [&](std::uint64_t n, std::uint64_t most) {
            return barWidth * static_cast<double>(n) / static_cast<double>(most);
        };
        painter.fillRect(QRectF(barLeft, y - 6, share(row.summary.size, mostEntries), 6), color);
        painter.fillRect(QRectF(barLeft, y + 2, share(row.summary.hits, mostHits), 3),
                         theme_.color(Tone::tx3));
        painter.setFont(theme_.font(FontRole::number));
        const auto shown = order_ == ClusterOrder::evicted ? model_.evictions().of(row.key)
                                                           : std::uint64_t{row.summary.size};
        drawTextAt(painter, {right - hits_width, y}, Qt::AlignRight, formatCount(shown));
        drawTextAt(painter, {right, y}, Qt::AlignRight,
                   allHits == 0 ? QStringLiteral("–")
                                : formatFixed(100.0 * static_cast<double>(row.summary.hits) /
                                                  static_cast<double>(allHits),
                                              0) +
                                      " %");
    }
    if (hasFocus())
        paintFocusRing(painter, QRectF(rect()).adjusted(4, 4, -4, -4), 2, theme_);
}

void ClusterList::mousePressEvent(QMouseEvent* event) {
    const int row = (static_cast<int>(event->position().y()) - head_height) / row_height;
    const auto rows = ordered();
    if (event->position().y() >= head_height && row < static_cast<int>(rows.size()))
        setCurrent(rows[static_cast<std::size_t>(row)]->key);
}

void ClusterList::keyPressEvent(QKeyEvent* event) {
    const int step = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    if (step == 0)
        return QWidget::keyPressEvent(event);
    const auto rows = ordered();
    const auto at = std::ranges::find(rows, current_, &ClusterRow::key) - rows.begin() + step;
    if (at >= 0 && at < static_cast<std::ptrdiff_t>(rows.size()))
        setCurrent(rows[static_cast<std::size_t>(at)]->key);
}

} // namespace bsc::ui
