#pragma once

#include "ui/charts/chart.h"
#include "ui/models/distance_counts.h"
#include "ui/models/theme.h"
#include "ui/models/threshold_model.h"

#include <QWidget>

namespace bsc::ui {

class DistancePlot;

/// Distances to the nearest code, with the radius line to drag: while it moves, bars and counts
/// show what that radius would have done; letting go leaves the question whether to use it. Arrow
/// keys move it by one bit, Enter uses it, Esc goes back. GUI thread.
class DistanceHistogram : public QWidget, public Chart {
    Q_OBJECT
  public:
    DistanceHistogram(ThresholdModel& threshold, const Theme& theme, QWidget* parent = nullptr);

    /// `requests`: all, looked up or not.
    void setCounts(const DistanceCounts& counts, std::uint64_t requests);
    bool isDragging() const { return dragging_; }
    /// Where the handle is to be grabbed.
    QPoint handleCentre() const;

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override;
    QString csv() const override;
    QString slug() const override { return QStringLiteral("distance"); }
    QSize minimumSizeHint() const override;

  signals:
    /// A radius was let go of and waits for an answer; none: nothing to ask.
    void questionChanged();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

  private:
    DistancePlot plot() const;
    unsigned shownRadius() const;
    bool isOverHandle(QPointF at) const;
    void tryAt(qreal x);
    void step(int bits);
    void describe();
    QString barText(unsigned firstBit) const;

    ThresholdModel& threshold_;
    const Theme& theme_;
    DistanceCounts counts_;
    std::uint64_t requests_ = 0;
    bool dragging_ = false;
    qreal grabOffset_ = 0; ///< pointer to line, so that the line does not jump
};

} // namespace bsc::ui
