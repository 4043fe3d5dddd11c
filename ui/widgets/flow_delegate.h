#pragma once

#include "ui/models/theme.h"

#include <QStyledItemDelegate>

namespace bsc::ui {

/// Paints every cell of a flow table: verdict badges, distance bars, texts in the type and tone of
/// their column. Rows have a hairline below and no other frame.
class FlowDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    explicit FlowDelegate(const Theme& theme, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  private:
    struct Ink {
        QFont font;
        QColor color;
    };
    void paintBackground(QPainter& painter, const QStyleOptionViewItem& option) const;
    void paintBadge(QPainter& painter, const QRect& cell, const QModelIndex& index) const;
    void paintDistance(QPainter& painter, const QRect& cell, const QModelIndex& index) const;
    void paintWhy(QPainter& painter, const QStyleOptionViewItem& option,
                  const QModelIndex& index) const;
    void paintText(QPainter& painter, const QRect& cell, const QModelIndex& index) const;
    Ink ink(const QModelIndex& index) const;

    const Theme& theme_;
};

} // namespace bsc::ui
