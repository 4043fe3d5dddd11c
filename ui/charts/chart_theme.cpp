#include "ui/charts/chart_theme.h"

namespace bsc::ui {

namespace {

QPen flat(const QColor& color, double width) {
    QPen pen(color, width);
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::RoundJoin);
    return pen;
}

QColor faded(QColor color, double opacity) {
    color.setAlphaF(static_cast<float>(opacity));
    return color;
}

} // namespace

QPen dashedPen(const QColor& color, qreal width, QList<qreal> pixels) {
    if (pixels.isEmpty())
        return QPen(color, width);
    QPen pen = flat(color, width);
    for (qreal& length : pixels)
        length /= width;
    pen.setDashPattern(pixels);
    return pen;
}

QPen ChartTheme::grid() const { return flat(theme_.color(Tone::grid), 1); }
QPen ChartTheme::baseLine() const { return flat(theme_.color(Tone::line2), 1); }
QPen ChartTheme::mainLine(const QColor& color) const { return flat(color, 2); }
QPen ChartTheme::estimate(const QColor& color) const { return dashedPen(color, 1.1, {3, 2}); }
QPen ChartTheme::limit() const { return dashedPen(theme_.color(Tone::tx2), 1, {1.5, 3}); }
QPen ChartTheme::event() const { return dashedPen(theme_.color(Tone::accent), 1, {3, 3}); }
QBrush ChartTheme::band(const QColor& color) const { return faded(color, 0.2); }
QBrush ChartTheme::faintBand(const QColor& color) const { return faded(color, 0.11); }

QFont ChartTheme::axisFont() const {
    QFont font = theme_.font(FontRole::axis);
    font.setWeight(QFont::Normal);
    return font;
}

QFont ChartTheme::valueFont() const {
    QFont font = theme_.font(FontRole::axis);
    font.setWeight(QFont::DemiBold);
    return font;
}

QColor ChartTheme::missFill() const { return faded(miss(), theme_.isDark() ? 0.62 : 0.55); }

} // namespace bsc::ui
