#pragma once

#include "ui/charts/chart.h"
#include "ui/widgets/cluster_plot.h"

#include <QTimer>
#include <QWidget>

#include <optional>
#include <vector>

namespace bsc::ui {

/// The map of the cache: the wheel zooms, dragging pans, the lasso selects, a double click opens an
/// entry. By key: arrows go from entry to entry, Enter opens one, Shift with arrows pans, + and -
/// zoom, 0 fits. GUI thread.
class ClusterMapView : public QWidget, public Chart {
    Q_OBJECT
  public:
    ClusterMapView(const ClusterModel& model, const Theme& theme, QWidget* parent = nullptr);

    void setColoring(MapColoring coloring);
    void setDensityShown(bool shown);
    void setRingsShown(bool shown);
    void setFading(bool on); ///< rings pale with time; else they vanish at its end
    bool isFading() const { return fading_; }
    void setLasso(bool on);             ///< dragging selects instead of moving
    void select(std::uint32_t cluster); ///< its members get an outline
    void zoomBy(double factor, QPointF around);
    void fit();
    MapView view() const;

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override;
    QString csv() const override;
    QString slug() const override { return QStringLiteral("cluster-map"); }

  signals:
    void entryOpened(quint64 entry);
    void clusterPicked(std::uint32_t cluster);
    void lassoClosed(const std::vector<std::uint32_t>& rows); ///< of the map

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    QSize minimumSizeHint() const override { return {320, 240}; }

  private:
    void takeScene();
    std::optional<std::size_t> rowAt(QPointF at) const;
    void panBy(QPointF pixels);
    void step(QPointF direction); ///< to the next entry that way
    void describe(std::size_t row);
    ClusterPlot::Look look() const;

    const ClusterModel& model_;
    const Theme& theme_;
    ClusterScene scene_;
    mutable ClusterPlot plot_;
    std::optional<MapView> moved_;          ///< none: fitted
    mutable std::optional<MapView> fitted_; ///< of this scene in fittedSize_
    mutable QSize fittedSize_;
    bool density_ = true, rings_ = true, lasso_ = false, fading_ = true;
    QPolygonF outline_;              ///< map units
    std::vector<QPointF> lassoPath_; ///< map units, while it is drawn
    std::optional<std::size_t> hovered_;
    std::optional<QPointF> grabbed_;
    QTimer fadingSteps_;
};

} // namespace bsc::ui
