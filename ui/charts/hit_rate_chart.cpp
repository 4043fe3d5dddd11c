#include "ui/charts/hit_rate_chart.h"

#include "ui/charts/csv.h"
#include "ui/charts/hit_rate_plot.h"

namespace bsc::ui {

HitRateChart::HitRateChart(const Theme& theme, QWidget* parent)
    : HitRateChart(std::make_unique<HitRatePlot>(), theme, parent) {}

HitRateChart::HitRateChart(std::unique_ptr<HitRatePlot> plot, const Theme& theme, QWidget* parent)
    : PlotView(*plot, theme, parent), plot_(std::move(plot)) {
    setObjectName("hitRateChart");
    setAccessibleName(tr("Hit rate over time"));
}

HitRateChart::~HitRateChart() { setScene(nullptr); }

void HitRateChart::setSeries(const HitRateSeries& series) {
    series_ = series;
    plot_->setSeries(series);
}

void HitRateChart::paint(QPainter& painter, const QRectF& area, const Theme& theme) const {
    HitRatePlot fresh;
    fresh.setSeries(series_);
    print(fresh, painter, area, theme);
}

QString HitRateChart::csv() const {
    CsvTable table({"series", "time", "value", "unit"});
    const auto line = [&](const char* name, const std::vector<QPointF>& points) {
        for (const QPointF& point : points)
            table.add({name, csvTime(point.x()), csvNumber(point.y()), "share"});
    };
    line("hit rate, last 5 min", series_.recent);
    line("hit rate, total", series_.total);
    for (const RequestBar& bar : series_.bars) {
        table.add({"hits", csvTime(bar.beginMs), csvNumber(bar.hitsPerSecond), "requests/s"});
        table.add({"others", csvTime(bar.beginMs), csvNumber(bar.othersPerSecond), "requests/s"});
    }
    for (const ThresholdEvent& change : series_.changes)
        table.add({"radius", csvTime(static_cast<double>(change.time_us) / 1e3),
                   QString::number(change.new_radius), "bits"});
    return table.text();
}

} // namespace bsc::ui
