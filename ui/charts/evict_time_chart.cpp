#include "ui/charts/evict_time_chart.h"

#include "ui/charts/chart_theme.h"
#include "ui/charts/csv.h"
#include "ui/charts/text_painting.h"
#include "ui/models/format.h"
#include "ui/models/policy_look.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr qreal top = 24, below = 30, right = 18, label_gap = 10;
constexpr double axis_end_us = 20'000;

/// Where things are in an area.
class Layout {
  public:
    Layout(const std::vector<EvictTime>& times, const QRectF& area, const ChartTheme& look)
        : times_(times) {
        const QFontMetricsF metrics(look.axisFont());
        qreal label = 0;
        double least = 1;
        for (const EvictTime& time : times) {
            label = std::max(label, metrics.horizontalAdvance(policyTitle(time.policy)));
            least = std::min(least, std::max(0.05, time.p50Us));
        }
        from_ = std::pow(10, std::floor(std::log10(least)));
        plot_ = area.adjusted(label + 2 * label_gap, top, -right, -below);
    }
    const QRectF& plot() const { return plot_; }
    double from() const { return from_; }
    qreal x(double us) const {
        const double share = std::log(std::max(us, from_) / from_) / std::log(axis_end_us / from_);
        return plot_.left() + plot_.width() * std::min(1.0, share);
    }
    qreal y(std::size_t row) const {
        constexpr qreal most_pitch = 50;
        const qreal pitch =
            std::min(most_pitch, plot_.height() / static_cast<qreal>(times_.size()));
        return plot_.top() + pitch * (static_cast<qreal>(row) + 0.5);
    }
    int rowAt(qreal at) const {
        for (std::size_t row = 0; row < times_.size(); ++row)
            if (std::abs(y(row) - at) < 10)
                return static_cast<int>(row);
        return -1;
    }

  private:
    const std::vector<EvictTime>& times_;
    QRectF plot_;
    double from_ = 1;
};

} // namespace

void paintEvictTimes(const std::vector<EvictTime>& times, QPainter& painter, const QRectF& area,
                     const Theme& theme) {
    const ChartTheme look(theme);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (times.empty()) {
        painter.setFont(theme.font(FontRole::secondary));
        painter.setPen(look.caption());
        painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap,
                         EvictTimeChart::tr("No replay has evicted anything yet"));
        painter.restore();
        return;
    }
    const Layout layout(times, area, look);
    const QRectF& plot = layout.plot();
    painter.setFont(look.axisFont());
    for (double tick = layout.from(); tick <= axis_end_us; tick *= 10) {
        const qreal x = std::floor(layout.x(tick)) + 0.5;
        painter.setPen(look.grid());
        painter.drawLine(QPointF(x, plot.top() - 8), QPointF(x, plot.bottom()));
        painter.setPen(look.caption());
        drawTextAt(painter, {x, plot.bottom() + 14}, Qt::AlignHCenter,
                   tick < 1000 ? QString("%1 µs").arg(tick) : QString("%1 ms").arg(tick / 1000));
    }
    painter.setPen(look.limit());
    const qreal limit = layout.x(EvictTimeChart::limit_us);
    painter.drawLine(QPointF(limit, plot.top() - 8), QPointF(limit, plot.bottom()));
    painter.setPen(look.caption());
    drawTextAt(painter, {limit - 4, plot.top() - 14}, Qt::AlignRight,
               EvictTimeChart::tr("10 ms, the limit for 100"));
    for (std::size_t row = 0; row < times.size(); ++row) {
        const EvictTime& time = times[row];
        const QColor color = policyLook(time.policy, theme).color;
        const qreal y = layout.y(row), from = layout.x(time.p50Us), to = layout.x(time.p99Us);
        QColor tint = color;
        tint.setAlphaF(0.45f);
        painter.setPen(QPen(tint, 4, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(from, y), QPointF(to, y));
        painter.setPen(QPen(color, 2, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(to, y - 5), QPointF(to, y + 5));
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(QPointF(from, y), 4.5, 4.5);
        painter.setPen(look.value());
        drawTextAt(painter, {plot.left() - label_gap, y}, Qt::AlignRight, policyTitle(time.policy));
    }
    painter.restore();
}

EvictTimeChart::EvictTimeChart(const Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme) {
    setObjectName("evictTimeChart");
    setAccessibleName(tr("Time to evict, p50 to p99"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void EvictTimeChart::setTimes(std::vector<EvictTime> times) {
    times_ = std::move(times);
    update();
}

void EvictTimeChart::paint(QPainter& painter, const QRectF& area, const Theme& theme) const {
    paintEvictTimes(times_, painter, area, theme);
}

void EvictTimeChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::pane));
    paint(painter, QRectF(rect()).adjusted(6, 4, -6, -4), theme_);
}

bool EvictTimeChart::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const ChartTheme look(theme_);
    const int row =
        Layout(times_, QRectF(rect()).adjusted(6, 4, -6, -4), look).rowAt(help->pos().y());
    if (row < 0) {
        QToolTip::hideText();
        return true;
    }
    const EvictTime& time = times_[static_cast<std::size_t>(row)];
    QToolTip::showText(help->globalPos(),
                       tr("%1: half within %2, 99 of 100 within %3")
                           .arg(policyTitle(time.policy), formatDuration(time.p50Us).text(),
                                formatDuration(time.p99Us).text()),
                       this);
    return true;
}

QString EvictTimeChart::csv() const {
    QString table = "policy,p50_us,p99_us\n";
    for (const EvictTime& time : times_)
        table += QString("%1,%2,%3\n")
                     .arg(QString::fromStdString(time.policy))
                     .arg(time.p50Us)
                     .arg(time.p99Us);
    return table;
}

} // namespace bsc::ui
