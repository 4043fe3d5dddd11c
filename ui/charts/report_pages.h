#pragma once

#include "ui/models/theme.h"

#include <QPainter>
#include <QRectF>
#include <QString>

#include <functional>

namespace bsc::ui {

/// What stands on every page.
struct PageFrame {
    QString title, date, program;
    QSizeF size; ///< of the paper within its margins, pixels
};

/// Pages that are filled from the top, each with a head and a numbered foot. Units are pixels of
/// 1/96 inch; everything is in one look, the painting thread's own.
class ReportPages {
  public:
    /// `turn` makes the painter's next page; `total` is printed and known from a first pass.
    ReportPages(QPainter& painter, PageFrame frame, const Theme& look, std::function<void()> turn,
                int total);

    QPainter& painter() { return painter_; }
    const Theme& theme() const { return theme_; }
    qreal width() const { return frame_.size.width(); }
    int count() const { return count_; } ///< pages begun

    void startPage();
    /// Space that is left on this page.
    qreal room() const;
    /// A block across the page, on a new page when this one has no room for it.
    QRectF take(qreal height);
    void skip(qreal height) { y_ += height; }

    /// A heading that stays with the `below` pixels after it.
    void heading(const QString& text, FontRole font, qreal below);
    /// Wrapped lines, quiet; a page break may part them from what is above.
    void note(const QString& text);

  private:
    QPainter& painter_;
    const Theme& theme_;
    const PageFrame frame_;
    const std::function<void()> turn_;
    const int total_;
    int count_ = 0;
    qreal y_ = 0;
};

} // namespace bsc::ui
