#include "ui/widgets/workload_list.h"

#include "ui/charts/text_painting.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/table_header.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace bsc::ui {

namespace {

constexpr int row_height = 43, icon_size = 16, side = 7, text_left = 31;
constexpr int requests_width = 80, size_width = 56, replay_width = 90;

const char* iconOf(WorkloadKind kind) {
    switch (kind) {
    case WorkloadKind::recorded:
        return "clock";
    case WorkloadKind::imported:
        return "file";
    case WorkloadKind::synthetic:
        return "wave";
    case WorkloadKind::sample:
        return "box";
    }
    return "file";
}

class WorkloadDelegate : public QStyledItemDelegate {
  public:
    WorkloadDelegate(const Theme& theme, QObject* parent)
        : QStyledItemDelegate(parent), theme_(theme) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool selected = option.state & QStyle::State_Selected;
        const bool hovered = option.state & QStyle::State_MouseOver;
        painter->fillRect(option.rect, theme_.color(selected  ? Tone::sel
                                                    : hovered ? Tone::hover
                                                              : Tone::pane));
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                          theme_.color(Tone::grid));
        if (index.column() == static_cast<int>(WorkloadColumn::name))
            paintName(*painter, option.rect, index, selected);
        else
            paintFigure(*painter, option.rect, index);
        painter->restore();
    }

    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex&) const override {
        editor->setGeometry(option.rect.adjusted(text_left - 8, 7, -4, -8));
    }

  private:
    void paintName(QPainter& painter, const QRect& cell, const QModelIndex& index,
                   bool selected) const {
        const qreal upper = cell.top() + 14.5, lower = cell.top() + 31;
        const QRect icon(cell.left() + side, cell.center().y() - icon_size / 2, icon_size,
                         icon_size);
        if (index.data(WorkloadTable::RecordingRole).toBool()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme_.recordRed());
            painter.drawEllipse(QPointF(icon.center()) + QPointF(0.5, 0.5), 4.5, 4.5);
        } else {
            const auto kind =
                static_cast<WorkloadKind>(index.data(WorkloadTable::KindRole).toInt());
            tintedIcon(theme_, iconOf(kind), Tone::tx3).paint(&painter, icon);
        }
        QFont name = theme_.font(FontRole::base);
        if (selected)
            name.setWeight(QFont::DemiBold);
        painter.setFont(name);
        painter.setPen(theme_.color(Tone::tx));
        const int left = cell.left() + text_left, room = cell.right() - left - 4;
        drawTextAt(painter, {qreal(left), upper}, Qt::AlignLeft,
                   QFontMetrics(name).elidedText(index.data().toString(), Qt::ElideRight, room));
        paintDetail(painter, left, cell.right() - 4, lower, index);
    }

    void paintDetail(QPainter& painter, qreal left, qreal right, qreal y,
                     const QModelIndex& index) const {
        const QFont small = theme_.font(FontRole::secondary);
        const QString detail = index.data(WorkloadTable::DetailRole).toString();
        painter.setFont(small);
        painter.setPen(theme_.color(Tone::tx3));
        drawTextAt(painter, {left, y}, Qt::AlignLeft, detail);
        left += QFontMetricsF(small).horizontalAdvance(detail) + 8;
        const QFont tiny = theme_.font(FontRole::axis);
        painter.setFont(tiny);
        for (const QString& tag : index.data(WorkloadTable::TagsRole).toStringList()) {
            const qreal width = QFontMetricsF(tiny).horizontalAdvance(tag) + 10;
            if (left + width > right)
                break;
            painter.setBrush(theme_.color(Tone::pane));
            painter.setPen(theme_.color(Tone::line2));
            painter.drawRoundedRect(QRectF(left + 0.5, y - 7.5, width, 15), 3, 3);
            painter.setPen(theme_.color(Tone::tx2));
            drawTextAt(painter, {left + 5.5, y}, Qt::AlignLeft, tag);
            left += width + 6;
        }
    }

    void paintFigure(QPainter& painter, const QRect& cell, const QModelIndex& index) const {
        const bool words = index.column() == static_cast<int>(WorkloadColumn::lastReplay);
        painter.setFont(theme_.font(words ? FontRole::secondary : FontRole::number));
        painter.setPen(theme_.color(
            index.column() == static_cast<int>(WorkloadColumn::requests) ? Tone::tx : Tone::tx2));
        painter.drawText(cell.adjusted(words ? 12 : 2, 0, words ? -2 : -8, -1),
                         Qt::AlignVCenter | (words ? Qt::AlignLeft : Qt::AlignRight),
                         index.data().toString());
    }

    const Theme& theme_;
};

} // namespace

WorkloadList::WorkloadList(WorkloadTable& table, const Theme& theme, QWidget* parent)
    : QTableView(parent), table_(table) {
    setObjectName("workloadList");
    setAccessibleName(tr("Workloads"));
    setModel(&table);
    setItemDelegate(new WorkloadDelegate(theme, this));
    setShowGrid(false);
    setMouseTracking(true);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::EditKeyPressed);
    setTabKeyNavigation(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(row_height);
    auto* header = new TableHeader(theme, this);
    header->setObjectName("workloadListHeader");
    setHorizontalHeader(header);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(static_cast<int>(WorkloadColumn::name), QHeaderView::Stretch);
    setColumnWidth(static_cast<int>(WorkloadColumn::requests), requests_width);
    setColumnWidth(static_cast<int>(WorkloadColumn::size), size_width);
    setColumnWidth(static_cast<int>(WorkloadColumn::lastReplay), replay_width);
    connect(&table_, &QAbstractItemModel::modelReset, this, [this] { setCurrent(wanted_); });
    connect(this, &QTableView::doubleClicked, this,
            [this](const QModelIndex& index) { emit opened(table_.idAt(index.row())); });
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

std::uint64_t WorkloadList::current() const { return table_.idAt(currentIndex().row()); }

void WorkloadList::setCurrent(std::uint64_t id) {
    wanted_ = id;
    int row = table_.rowOf(id);
    if (row < 0 && table_.rowCount() > 0)
        row = 0;
    if (row >= 0)
        setCurrentIndex(table_.index(row, 0));
    else
        emit currentChangedTo(0);
}

void WorkloadList::editName() {
    if (currentIndex().isValid())
        edit(table_.index(currentIndex().row(), 0));
}

void WorkloadList::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    if (!current.isValid() || current.row() == previous.row())
        return;
    wanted_ = table_.idAt(current.row());
    emit currentChangedTo(wanted_);
}

void WorkloadList::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Delete && current() != 0)
        emit deleteRequested(current());
    else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && current() != 0 &&
             state() != QAbstractItemView::EditingState)
        emit opened(current());
    else if (event->key() == Qt::Key_F2)
        editName();
    else
        QTableView::keyPressEvent(event);
}

void WorkloadList::contextMenuEvent(QContextMenuEvent* event) {
    const QModelIndex index = indexAt(event->pos());
    if (!index.isValid())
        return;
    setCurrentIndex(index);
    emit menuRequested(table_.idAt(index.row()), event->globalPos());
}

} // namespace bsc::ui
