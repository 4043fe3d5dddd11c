#include "ui/charts/latency_chart.h"

#include "ui/charts/csv.h"
#include "ui/charts/latency_plot.h"

namespace bsc::ui {

LatencyChart::LatencyChart(const Theme& theme, QWidget* parent)
    : LatencyChart(std::make_unique<LatencyPlot>(), theme, parent) {}

LatencyChart::LatencyChart(std::unique_ptr<LatencyPlot> plot, const Theme& theme, QWidget* parent)
    : PlotView(*plot, theme, parent), plot_(std::move(plot)) {
    setObjectName("latencyChart");
    setAccessibleName(tr("Latency over time"));
}

LatencyChart::~LatencyChart() { setScene(nullptr); }

void LatencyChart::setSeries(const LatencySeries& series) {
    series_ = series;
    plot_->setSeries(series);
}

void LatencyChart::paint(QPainter& painter, const QRectF& area, const Theme& theme) const {
    LatencyPlot fresh;
    fresh.setSeries(series_);
    print(fresh, painter, area, theme);
}

QString LatencyChart::csv() const {
    CsvTable table({"series", "time", "value", "unit"});
    const auto line = [&](const char* name, const std::vector<QPointF>& points) {
        for (const QPointF& point : points)
            table.add({name, csvTime(point.x()), csvNumber(point.y() / 1e3), "ms"});
    };
    line("hit p50", series_.hit.p50);
    line("hit p99", series_.hit.p99);
    line("miss p50", series_.miss.p50);
    line("miss p99", series_.miss.p99);
    return table.text();
}

} // namespace bsc::ui
