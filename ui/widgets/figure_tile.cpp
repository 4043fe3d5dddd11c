#include "ui/widgets/figure_tile.h"

#include "ui/charts/text_painting.h"
#include "ui/widgets/figure_graphic.h"

#include <QPainter>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr int tile_height = 82, tile_width = 170;
constexpr qreal padding = 14;
constexpr qreal title_y = 19, number_y = 41, support_y = 63;
constexpr qreal graphic_width = 57, graphic_height = 17, graphic_gap = 10, narrowest_graphic = 30;

} // namespace

FigureTile::FigureTile(const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize FigureTile::sizeHint() const { return {tile_width, tile_height}; }

void FigureTile::setFigure(Figure figure) {
    figure_ = std::move(figure);
    setAccessibleName(figure_.title);
    const QString told =
        figure_.detail.isEmpty() ? figure_.sentence() : figure_.sentence() + '\n' + figure_.detail;
    setAccessibleDescription(told);
    setToolTip(told);
    update();
}

void FigureTile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(theme_.font(FontRole::secondary));
    painter.setPen(theme_.color(Tone::tx3));
    drawTextAt(painter, {padding, title_y}, Qt::AlignLeft, figure_.title);
    const qreal end = paintNumber(painter, {padding, number_y});

    painter.setFont(theme_.font(FontRole::secondary));
    painter.setPen(theme_.color(Tone::tx2));
    drawTextAt(painter, {padding, support_y}, Qt::AlignLeft, supportFor(painter.fontMetrics()));

    const qreal right = width() - padding;
    const qreal left = std::max(right - graphic_width, end + graphic_gap);
    if (right - left >= narrowest_graphic)
        paintGraphic(painter, {left, number_y - graphic_height / 2, right - left, graphic_height},
                     figure_, theme_);
}

QString FigureTile::supportFor(const QFontMetrics& metrics) const {
    const int room = static_cast<int>(width() - 1.5 * padding);
    const bool shorten =
        !figure_.shortSupport.isEmpty() && metrics.horizontalAdvance(figure_.support) > room;
    return metrics.elidedText(shorten ? figure_.shortSupport : figure_.support, Qt::ElideRight,
                              room);
}

qreal FigureTile::paintNumber(QPainter& painter, QPointF at) const {
    constexpr qreal unit_gap = 1.5;
    const QFont font = theme_.font(FontRole::figure);
    const QFontMetricsF metrics(font);
    qreal advance = 0;
    for (char digit = '0'; digit <= '9'; ++digit)
        advance = std::max(advance, metrics.horizontalAdvance(QLatin1Char(digit)));
    painter.setFont(font);
    painter.setPen(theme_.color(Tone::tx));
    qreal x = at.x();
    for (const QChar c : figure_.number) {
        const qreal own = metrics.horizontalAdvance(c);
        const qreal cell = c.isDigit() ? advance : own;
        drawTextAt(painter, {x + (cell - own) / 2, at.y()}, Qt::AlignLeft, c);
        x += cell;
    }
    if (figure_.unit.isEmpty())
        return x;
    x += unit_gap;
    painter.setFont(theme_.font(FontRole::base));
    painter.setPen(theme_.color(Tone::tx2));
    drawTextAt(painter, {x, at.y() + 2.5}, Qt::AlignLeft, figure_.unit);
    return x + painter.fontMetrics().horizontalAdvance(figure_.unit);
}

} // namespace bsc::ui
