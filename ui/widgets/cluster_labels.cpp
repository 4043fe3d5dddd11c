#include "ui/widgets/cluster_labels.h"

#include <QFontMetricsF>
#include <QPaintDevice>

#include <algorithm>
#include <optional>

namespace bsc::ui {

namespace {

constexpr qreal halo = 1.3, line_height = 15, least_width = 30, edge = 6, above_dots = 5;
constexpr qreal picture_margin = 4;
constexpr int most_attempts = 4; ///< to find room for a label

/// Drawn around itself in the ground's colour first: a stroked outline would cost twenty times as
/// much.
void paintHaloed(QPainter& painter, const QPointF& at, const QFont& font, const QString& text,
                 const QColor& ink, const QColor& ground) {
    painter.setFont(font);
    const QPointF left(at.x() - QFontMetricsF(font).horizontalAdvance(text) / 2, at.y());
    painter.setPen(ground);
    for (const qreal x : {-halo, 0.0, halo})
        for (const qreal y : {-halo, 0.0, halo})
            painter.drawText(left + QPointF(x, y), text);
    painter.setPen(ink);
    painter.drawText(left, text);
}

void paintLabel(QPainter& painter, const QRectF& box, const MapLabel& label, const Theme& theme) {
    const QColor ground = theme.color(Tone::pane);
    const qreal x = box.center().x();
    paintHaloed(painter, {x, box.top() + 12}, theme.font(FontRole::panelTitle), label.name,
                theme.color(Tone::tx), ground);
    paintHaloed(painter, {x, box.top() + 26}, theme.font(FontRole::secondary), label.size,
                theme.color(Tone::tx2), ground);
}

/// A box of `width` at the label's place, or near it, that meets none of `taken`.
std::optional<QRectF> roomFor(qreal width, const MapLabel& label, const MapView& view,
                              const QRectF& area, const std::vector<QRectF>& taken) {
    const QPointF at = view.toScreen(label.at);
    QRectF box(at.x() - width / 2, at.y() - line_height, width, 2 * line_height);
    if (label.top)
        box.moveBottom(view.toScreen({label.at.x, *label.top}).y() - above_dots);
    box.moveLeft(std::clamp(box.left(), area.left() + edge,
                            std::max(area.left() + edge, area.right() - width - edge)));
    const auto blocked = [&] {
        return std::ranges::any_of(taken, [&](const QRectF& t) { return t.intersects(box); });
    };
    const qreal home = box.top();
    for (int attempt = 1; blocked() && attempt <= most_attempts; ++attempt) {
        const int side = attempt % 2 == 0 ? 1 : -1; // above, below, farther ...
        box.moveTop(home + side * ((attempt + 1) / 2) * 1.2 * line_height);
    }
    if (blocked() || !area.contains(box.center()))
        return std::nullopt;
    return box;
}

qreal widthOf(const MapLabel& label, const Theme& theme) {
    const QFontMetricsF metrics(theme.font(FontRole::panelTitle));
    return std::max(metrics.horizontalAdvance(label.name), least_width);
}

} // namespace

void ClusterLabels::makePictures(std::span<const MapLabel> labels, double ratio,
                                 const Theme& theme) {
    if (pictures_.size() == labels.size() && ratio == ratio_ && theme.isDark() == dark_)
        return;
    pictures_.clear();
    ratio_ = ratio;
    dark_ = theme.isDark();
    for (const MapLabel& label : labels) {
        const QRectF box(picture_margin, picture_margin, widthOf(label, theme), 2 * line_height);
        const QSizeF size(box.right() + picture_margin, box.bottom() + picture_margin);
        QImage picture((size * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
        picture.setDevicePixelRatio(ratio);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        painter.setRenderHint(QPainter::Antialiasing);
        paintLabel(painter, box, label, theme);
        painter.end();
        pictures_.push_back(std::move(picture));
    }
}

void ClusterLabels::paint(QPainter& painter, const QRectF& area, std::span<const MapLabel> labels,
                          const MapView& view, const Theme& theme) {
    const bool screen = painter.device()->devType() == QInternal::Widget;
    if (screen)
        makePictures(labels, painter.device()->devicePixelRatioF(), theme);
    std::vector<QRectF> taken;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const qreal width = screen
                                ? pictures_[i].deviceIndependentSize().width() - 2 * picture_margin
                                : widthOf(labels[i], theme);
        const auto box = roomFor(width, labels[i], view, area, taken);
        if (!box)
            continue;
        taken.push_back(*box);
        if (screen)
            painter.drawImage((box->topLeft() - QPointF(picture_margin, picture_margin)).toPoint(),
                              pictures_[i]);
        else
            paintLabel(painter, *box, labels[i], theme);
    }
}

} // namespace bsc::ui
