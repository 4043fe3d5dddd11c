#pragma once

#include <QPainter>
#include <QStyledItemDelegate>

#include <optional>
#include <utility>

namespace bsc::ui {

/// Cells that stand under the text of their head, with the margins of a TableHeader; in a font of
/// their own or in the one their item or view has.
class TableCells : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    TableCells(QFont font, QObject* parent) : QStyledItemDelegate(parent), font_(std::move(font)) {}

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

  protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        if (!font_)
            return;
        option->font = *font_;
        option->fontMetrics = QFontMetrics(*font_);
    }

  private:
    static constexpr int margin = 5;

    const std::optional<QFont> font_;
};

} // namespace bsc::ui
