#pragma once

#include <QPainter>
#include <QStyledItemDelegate>

namespace bsc::ui {

/// Cells that stand under the text of their head, with the margins of a TableHeader.
class TableCells : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, option.palette.highlight());
        QStyleOptionViewItem inside = option;
        inside.rect.adjust(margin, 0, -margin, 0);
        inside.state.setFlag(QStyle::State_HasFocus, false); // the whole row is the current one
        QStyledItemDelegate::paint(painter, inside, index);
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(2 * margin, 0);
    }

  private:
    static constexpr int margin = 5;
};

} // namespace bsc::ui
