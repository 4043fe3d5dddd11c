#pragma once

#include "ui/charts/painted_chart.h"
#include "ui/models/benchmark_model.h"

namespace bsc::ui {

/// The success criteria as bars, better to the right, with minimum, target and stretch always in
/// the same places; measured value, verdict as glyph and words, and where nothing was measured the
/// reason. The run it is compared with has a hollow mark. GUI thread.
class CriteriaBars : public PaintedChart {
    Q_OBJECT
  public:
    CriteriaBars(const BenchmarkModel& model, const Theme& theme, QWidget* parent = nullptr);

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override;
    QString csv() const override;
    QString slug() const override { return QStringLiteral("success-criteria"); }
    QSize sizeHint() const override;

  protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    QString tipOf(const CriterionResult& result) const;

    const BenchmarkModel& model_;
};

} // namespace bsc::ui
