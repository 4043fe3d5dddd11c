#include "ui/widgets/traffic_strip.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr int strip_height = 36, bar_pitch = 3;

} // namespace

TrafficStrip::TrafficStrip(const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
    setObjectName("trafficStrip");
    setAccessibleName(tr("Traffic over time"));
    setFixedHeight(strip_height);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void TrafficStrip::setTraffic(std::vector<std::uint64_t> requests) {
    requests_ = std::move(requests);
    update();
}

void TrafficStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme_.color(Tone::line));
    if (requests_.empty())
        return;
    // As many bars as fit, each the sum of the steps it stands for.
    const auto bars =
        std::min(requests_.size(), static_cast<std::size_t>(std::max(1, width() / bar_pitch)));
    std::vector<std::uint64_t> sums(bars);
    for (std::size_t step = 0; step < requests_.size(); ++step)
        sums[step * bars / requests_.size()] += requests_[step];
    const auto most =
        static_cast<double>(std::max<std::uint64_t>(1, *std::ranges::max_element(sums)));
    const double pitch = static_cast<double>(width()) / static_cast<double>(bars);
    for (std::size_t bar = 0; bar < bars; ++bar) {
        const double tall = std::ceil((height() - 2) * static_cast<double>(sums[bar]) / most);
        painter.fillRect(QRectF(std::round(static_cast<double>(bar) * pitch), height() - 1 - tall,
                                std::max(1.0, std::round(pitch) - 1), tall),
                         theme_.verdict(Verdict::miss).mark);
    }
}

} // namespace bsc::ui
