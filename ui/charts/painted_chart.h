#pragma once

#include "ui/charts/chart.h"
#include "ui/models/theme.h"

#include <QPainter>
#include <QWidget>

namespace bsc::ui {

/// A chart that is drawn on screen just as it is drawn into a file. GUI thread.
class PaintedChart : public QWidget, public Chart {
  protected:
    PaintedChart(const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
        connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    }

    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.fillRect(rect(), theme_.color(Tone::pane));
        paint(painter, rect(), theme_);
    }

    const Theme& theme_;
};

} // namespace bsc::ui
