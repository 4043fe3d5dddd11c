#pragma once

#include "ui/models/theme.h"

#include <QHeaderView>
#include <QPainter>

namespace bsc::ui {

/// The head of a table, 25 px. The style sheet resets the font of headers: sections get theirs when
/// they are painted.
class TableHeader : public QHeaderView {
  public:
    TableHeader(const Theme& theme, QWidget* parent)
        : QHeaderView(Qt::Horizontal, parent), theme_(theme) {
        constexpr int head_height = 25;
        setFixedHeight(head_height);
        setHighlightSections(false);
    }

  protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override {
        painter->save();
        painter->setFont(theme_.font(FontRole::axis));
        QHeaderView::paintSection(painter, rect, section);
        painter->restore();
    }

  private:
    const Theme& theme_;
};

} // namespace bsc::ui
