#pragma once

#include "ui/charts/time_plot.h"

#include <QLogValueAxis>

namespace bsc::ui {

/// The scene of LatencyChart.
class LatencyPlot : public TimePlot {
  public:
    LatencyPlot();
    void setSeries(const LatencySeries& series);

  protected:
    QMarginsF margins() const override;
    void place() override;
    void style() override;
    void showSpan() override;
    void paintUnder(QPainter& painter) const override;
    void paintOver(QPainter& painter) const override;
    QString tip(double ms) const override;

  private:
    struct Band {
        QLineSeries *p50, *p99;
        QAreaSeries* tint;
    };
    Band addBand();
    void fill(Band& band, const LatencyLines& lines);
    void showDecades();
    qreal yOf(double microseconds) const;
    void paintTimes(QPainter& painter) const;
    void paintSpeedup(QPainter& painter) const;
    void paintEnds(QPainter& painter) const;

    LatencySeries series_;
    int bottomDecade_ = 3, topDecade_ = 7; ///< of microseconds: 1 ms to 10 s
    QChart* chart_;
    QValueAxis* time_;
    QLogValueAxis* log_;
    Band hit_, miss_;
};

} // namespace bsc::ui
