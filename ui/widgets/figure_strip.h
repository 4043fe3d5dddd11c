#pragma once

#include "ui/models/live_figures.h"
#include "ui/models/theme.h"
#include "ui/widgets/figure.h"

#include <QToolButton>
#include <QWidget>

#include <array>

namespace bsc::ui {

class FigureTile;

/// The figures in a row: all eight, or six and a menu with the rest when it is narrow. Hit rate and
/// wrong hits are always there together.
class FigureStrip : public QWidget {
    Q_OBJECT
  public:
    explicit FigureStrip(const Theme& theme, QWidget* parent = nullptr);

    void setFigures(const LiveFigures& figures);
    const FigureTile* tile(FigureKind kind) const;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void showMore();

    const Theme& theme_;
    std::array<FigureTile*, figure_count> tiles_{};
    QToolButton* more_;
};

} // namespace bsc::ui
