#pragma once

#include "ui/charts/time_plot.h"

#include <QBarSet>
#include <QStackedBarSeries>

namespace bsc::ui {

/// The scene of HitRateChart.
class HitRatePlot : public TimePlot {
  public:
    HitRatePlot();
    void setSeries(const HitRateSeries& series);

  protected:
    QMarginsF margins() const override;
    void place() override;
    void style() override;
    void showSpan() override;
    void paintUnder(QPainter& painter) const override;
    void paintOver(QPainter& painter) const override;
    qreal bottom() const override;
    QString tip(double ms) const override;

  private:
    QRectF barArea() const;
    qreal yOf(double share) const;
    void fillBars();
    void paintShareAxis(QPainter& painter) const;
    void paintTarget(QPainter& painter) const;
    void paintChanges(QPainter& painter) const;
    void paintEnds(QPainter& painter) const;
    void paintBarLabels(QPainter& painter) const;

    HitRateSeries series_;
    double topShare_ = 0.6, topRate_ = 1;
    QChart *rates_, *requests_;
    QValueAxis *time_, *share_, *barIndex_, *rate_;
    QLineSeries *recent_, *total_;
    QAreaSeries* fill_;
    QBarSet *hits_, *others_;
    QStackedBarSeries* bars_;
};

} // namespace bsc::ui
