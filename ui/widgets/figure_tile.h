#pragma once

#include "ui/models/theme.h"
#include "ui/widgets/figure.h"

#include <QWidget>

namespace bsc::ui {

/// One figure: label, value, one supporting line, one tiny graphic. Digits stand on a fixed advance
/// so that a changing value does not jitter.
class FigureTile : public QWidget {
    Q_OBJECT
  public:
    explicit FigureTile(const Theme& theme, QWidget* parent = nullptr);

    void setFigure(Figure figure);
    const Figure& figure() const { return figure_; }
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString supportFor(const QFontMetrics& metrics) const;
    /// Returns where the number ends.
    qreal paintNumber(QPainter& painter, QPointF at) const;

    const Theme& theme_;
    Figure figure_;
};

} // namespace bsc::ui
