#include "ui/widgets/run_matrix.h"

#include "ui/charts/policy_sample.h"
#include "ui/charts/text_painting.h"
#include "ui/models/format.h"
#include "ui/widgets/icons.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr int row_height = 30, tall_row_height = 38, head_height = 28, last_width = 40,
              policy_width = 214, narrow_policy_width = 140, box = 15, side = 12, tall_side = 7;

/// "5 000 entries … over LRU", and a plus for one more.
class MatrixHeader : public QHeaderView {
  public:
    MatrixHeader(const RunMatrixModel& matrix, const Theme& theme, QWidget* parent)
        : QHeaderView(Qt::Horizontal, parent), matrix_(matrix), theme_(theme) {
        setSectionsClickable(true);
        setFixedHeight(head_height);
    }

  protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->fillRect(rect, theme_.color(Tone::alt));
        painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1),
                          theme_.color(Tone::line));
        if (section > 0)
            painter->fillRect(QRect(rect.left(), rect.top(), 1, rect.height()),
                              theme_.color(Tone::line));
        const qreal y = rect.center().y() + 0.5;
        if (section == matrix_.lastColumn()) {
            if (matrix_.capacities().size() < RunMatrixModel::most_capacities)
                tintedIcon(theme_, "plus").paint(painter, rect.adjusted(12, 7, -12, -7));
        } else {
            QFont font = theme_.font(FontRole::secondary);
            painter->setFont(font);
            painter->setPen(theme_.color(Tone::tx2));
            const QString text =
                matrix_.headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
            drawTextAt(*painter, {rect.left() + qreal(side), y}, Qt::AlignLeft, text);
            const QString over = RunMatrix::tr("over LRU");
            const qreal needed = QFontMetricsF(font).horizontalAdvance(text + over) + 3 * side;
            if (section > 0 && needed < rect.width()) {
                painter->setPen(theme_.color(Tone::tx3));
                drawTextAt(*painter, {rect.right() - qreal(side), y}, Qt::AlignRight, over);
            }
        }
        painter->restore();
    }

  private:
    const RunMatrixModel& matrix_;
    const Theme& theme_;
};

class MatrixDelegate : public QStyledItemDelegate {
  public:
    MatrixDelegate(const RunMatrixModel& matrix, const Theme& theme, QObject* parent)
        : QStyledItemDelegate(parent), matrix_(matrix), theme_(theme) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRect& cell = option.rect;
        painter->fillRect(cell, theme_.color(Tone::pane));
        if (index.column() == 0)
            paintPolicy(*painter, cell, index);
        else if (index.column() == matrix_.lastColumn())
            paintGear(*painter, cell, index.row());
        else
            paintCell(*painter, cell, matrix_.view(index));
        painter->fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1),
                          theme_.color(Tone::grid));
        if (index.column() > 0)
            painter->fillRect(QRect(cell.left(), cell.top(), 1, cell.height()),
                              theme_.color(Tone::line));
        if (option.state & QStyle::State_HasFocus) {
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(theme_.color(Tone::accent), 2));
            painter->drawRoundedRect(QRectF(cell).adjusted(2, 2, -2, -3), 3, 3);
        }
        painter->restore();
    }

  private:
    void paintPolicy(QPainter& painter, const QRect& cell, const QModelIndex& index) const {
        const bool on = matrix_.isOn(index.row());
        const qreal y = cell.center().y() + 0.5;
        const QRectF square(cell.left() + side + 0.5, y - box / 2.0, box, box);
        painter.setPen(theme_.color(on ? Tone::accent : Tone::line2));
        painter.setBrush(theme_.color(on ? Tone::accent : Tone::pane));
        painter.drawRoundedRect(square, 3, 3);
        if (on)
            tintedIcon(theme_, "check", Tone::onAccent)
                .paint(&painter, square.toRect().adjusted(2, 2, -2, -2));
        const qreal left = square.right() + 9;
        drawPolicySample(painter, {left, y}, matrix_.policyAt(index.row()), theme_);
        const QFont font = theme_.font(FontRole::base);
        painter.setFont(font);
        painter.setPen(theme_.color(on ? Tone::tx : Tone::tx3));
        const QString title = index.data().toString();
        drawTextAt(painter, {left + 26, y}, Qt::AlignLeft, title);
        const qreal after = left + 34 + QFontMetricsF(font).horizontalAdvance(title);
        const QFont small = theme_.font(FontRole::secondary);
        const QString parameters = matrix_.parameters(index.row());
        if (after + QFontMetricsF(small).horizontalAdvance(parameters) > cell.right() - 4)
            return;
        painter.setFont(small);
        painter.setPen(theme_.color(Tone::tx3));
        drawTextAt(painter, {after, y}, Qt::AlignLeft, parameters);
    }

    void paintGear(QPainter& painter, const QRect& cell, int row) const {
        if (!matrix_.parameters(row).isEmpty())
            tintedIcon(theme_, "settings", Tone::tx3)
                .paint(&painter, QRect(cell.center() - QPoint(7, 7), QSize(15, 15)));
    }

    void paintCell(QPainter& painter, const QRect& cell, const MatrixCellView& view) const {
        using Kind = MatrixCellView::Kind;
        switch (view.kind) {
        case Kind::none:
            return;
        case Kind::planned:
            painter.setPen(theme_.color(Tone::tx3));
            painter.setFont(theme_.font(FontRole::secondary));
            drawTextAt(painter, {cell.left() + qreal(side), cell.center().y() + 0.5}, Qt::AlignLeft,
                       RunMatrix::tr("planned"));
            return;
        case Kind::queued:
            paintWaiting(painter, cell, RunMatrix::tr("queued"), {}, false);
            return;
        case Kind::cancelled:
            paintWaiting(painter, cell, RunMatrix::tr("cancelled"), RunMatrix::tr("Run"), true);
            return;
        case Kind::failed:
            paintWaiting(painter, cell, RunMatrix::tr("failed"), RunMatrix::tr("Run"), true);
            return;
        case Kind::running:
            paintRunning(painter, cell, view);
            return;
        case Kind::done:
            paintDone(painter, cell, view);
        }
    }

    void paintWaiting(QPainter& painter, const QRect& cell, const QString& text,
                      const QString& action, bool cross) const {
        const bool two_lines = isTall(cell) && !action.isEmpty();
        const qreal y = two_lines ? firstLine(cell) : cell.center().y() + 0.5;
        const qreal left = cell.left() + (two_lines ? tall_side : side) + 4;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme_.color(Tone::tx3), 1.4));
        if (cross) {
            painter.drawLine(QPointF(left - 3, y - 3), QPointF(left + 3, y + 3));
            painter.drawLine(QPointF(left - 3, y + 3), QPointF(left + 3, y - 3));
        } else {
            painter.drawEllipse(QPointF(left, y), 3.5, 3.5);
        }
        painter.setFont(theme_.font(FontRole::secondary));
        painter.setPen(theme_.color(Tone::tx3));
        drawTextAt(painter, {left + 13, y}, Qt::AlignLeft, text);
        painter.setPen(theme_.color(Tone::accent));
        if (two_lines)
            drawTextAt(painter, {left + 13, secondLine(cell)}, Qt::AlignLeft, action);
        else
            drawTextAt(painter, {cell.right() - qreal(side), y}, Qt::AlignRight, action);
    }

    void paintRunning(QPainter& painter, const QRect& cell, const MatrixCellView& view) const {
        painter.fillRect(cell, theme_.color(Tone::accentSoft));
        painter.fillRect(QRectF(cell.left(), cell.bottom() - 1, cell.width() * view.share, 2),
                         theme_.color(Tone::accent));
        if (view.requests > 0)
            paintRates(painter, cell, cell.left() + qreal(isTall(cell) ? tall_side : side), view);
        painter.setFont(theme_.font(FontRole::number));
        painter.setPen(theme_.color(Tone::tx2));
        drawTextAt(painter, {cell.right() - qreal(side), firstLine(cell)}, Qt::AlignRight,
                   RunMatrix::tr("%1 % done").arg(qRound(100 * view.share)));
    }

    void paintDone(QPainter& painter, const QRect& cell, const MatrixCellView& view) const {
        if (view.best)
            painter.fillRect(cell, theme_.verdict(Verdict::hit).tint);
        const qreal y = firstLine(cell);
        const bool tall = isTall(cell); // then there is no room for the mark
        const auto good = [this] { return theme_.verdict(Verdict::hit).text; };
        if (!tall)
            tintedIcon(good).paint(&painter,
                                   QRect(cell.left() + side - 2, static_cast<int>(y) - 7, 14, 14));
        paintRates(painter, cell, cell.left() + (tall ? tall_side : side + 18), view);
        if (!view.overLru)
            return;
        painter.setFont(theme_.font(FontRole::number));
        painter.setPen(theme_.color(Tone::tx2));
        drawTextAt(painter, {cell.right() - qreal(tall ? tall_side : side), y}, Qt::AlignRight,
                   (*view.overLru < 0 ? "" : "+") + formatFixed(*view.overLru, 1));
    }

    static bool isTall(const QRect& cell) { return cell.height() >= tall_row_height; }
    static qreal firstLine(const QRect& cell) {
        return isTall(cell) ? cell.top() + 12 : cell.center().y() + 0.5;
    }

    static qreal secondLine(const QRect& cell) { return cell.top() + 26.5; }

    /// The hit rate and never without it the wrong-hit rate, beside or below.
    void paintRates(QPainter& painter, const QRect& cell, qreal left,
                    const MatrixCellView& view) const {
        QFont number = theme_.font(FontRole::number);
        if (view.best)
            number.setWeight(QFont::Bold);
        painter.setFont(number);
        painter.setPen(theme_.color(Tone::tx));
        const QString rate = formatPercent(view.rate);
        drawTextAt(painter, {left, firstLine(cell)}, Qt::AlignLeft, rate);
        const bool tall = isTall(cell);
        const QPointF wrong(tall ? left : left + QFontMetricsF(number).horizontalAdvance(rate) + 12,
                            tall ? secondLine(cell) : firstLine(cell));
        painter.setFont(theme_.font(FontRole::axis));
        painter.setPen(theme_.color(Tone::tx3));
        drawTextAt(painter, wrong, Qt::AlignLeft,
                   view.wrongRate ? RunMatrix::tr("%1 wrong").arg(formatPercent(*view.wrongRate))
                                  : RunMatrix::tr("not judged"));
    }

    static QIcon tintedIcon(const Theme& theme, const char* name, Tone tone = Tone::tx2) {
        return bsc::ui::tintedIcon(theme, name, tone);
    }
    static QIcon tintedIcon(std::function<QColor()> color) {
        return bsc::ui::tintedIcon("check", std::move(color));
    }

    const RunMatrixModel& matrix_;
    const Theme& theme_;
};

} // namespace

RunMatrix::RunMatrix(RunMatrixModel& matrix, const Theme& theme, QWidget* parent)
    : QTableView(parent), matrix_(matrix) {
    setObjectName("runMatrix");
    setAccessibleName(tr("Replays, policy by capacity"));
    setModel(&matrix);
    setItemDelegate(new MatrixDelegate(matrix, theme, this));
    setShowGrid(false);
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTabKeyNavigation(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(row_height);
    verticalHeader()->setDefaultSectionSize(row_height);
    auto* header = new MatrixHeader(matrix, theme, this);
    header->setObjectName("runMatrixHeader");
    setHorizontalHeader(header);
    connect(header, &QHeaderView::sectionClicked, this, [this, header](int section) {
        if (section == matrix_.lastColumn())
            emit addCapacityRequested(header->mapToGlobal(
                QPoint(header->sectionViewportPosition(section), header->height())));
    });
    connect(&matrix, &QAbstractItemModel::modelReset, this, &RunMatrix::layOut);
    connect(&matrix, &QAbstractItemModel::rowsInserted, this, &RunMatrix::updateGeometry);
    connect(&theme, &Theme::changed, this, [this] {
        viewport()->update();
        horizontalHeader()->viewport()->update();
    });
    layOut();
}

void RunMatrix::setTall(bool tall) {
    verticalHeader()->setDefaultSectionSize(tall ? tall_row_height : row_height);
    updateGeometry();
}

QSize RunMatrix::sizeHint() const {
    return {480, head_height + matrix_.rowCount() * verticalHeader()->defaultSectionSize() + 2};
}

void RunMatrix::layOut() {
    const int columns = matrix_.lastColumn();
    constexpr int roomy = 700;
    const int policies = viewport()->width() < roomy ? narrow_policy_width : policy_width;
    const int capacities = std::max(1, static_cast<int>(matrix_.capacities().size()));
    const int left = viewport()->width() - policies - last_width;
    setColumnWidth(0, policies);
    for (int column = 1; column < columns; ++column)
        setColumnWidth(column, left * column / capacities - left * (column - 1) / capacities);
    setColumnWidth(columns, last_width);
}

void RunMatrix::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    layOut();
}

void RunMatrix::activate(const QModelIndex& index, const QPoint& global) {
    if (!index.isValid())
        return;
    if (index.column() == 0) {
        const bool on = matrix_.isOn(index.row());
        matrix_.setData(index, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
        return;
    }
    if (index.column() == matrix_.lastColumn()) {
        if (!matrix_.parameters(index.row()).isEmpty())
            emit parametersRequested(matrix_.policyAt(index.row()), global);
        return;
    }
    using Kind = MatrixCellView::Kind;
    const auto kind = matrix_.view(index).kind;
    const auto cell = matrix_.cellAt(index);
    if (cell && (kind == Kind::cancelled || kind == Kind::failed))
        emit runRequested(*cell);
}

void RunMatrix::mouseReleaseEvent(QMouseEvent* event) {
    QTableView::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton)
        activate(indexAt(event->pos()), event->globalPosition().toPoint());
}

void RunMatrix::keyPressEvent(QKeyEvent* event) {
    const QModelIndex index = currentIndex();
    if (event->key() == Qt::Key_Space || event->key() == Qt::Key_Return ||
        event->key() == Qt::Key_Enter)
        activate(index, mapToGlobal(visualRect(index).bottomLeft()));
    else if (const auto cell = matrix_.cellAt(index); cell && event->key() == Qt::Key_Delete)
        emit cancelRequested(*cell);
    else
        QTableView::keyPressEvent(event);
}

void RunMatrix::contextMenuEvent(QContextMenuEvent* event) {
    const QModelIndex index = indexAt(event->pos());
    const std::size_t capacity = matrix_.capacityAt(index.column());
    if (capacity == 0)
        return;
    QMenu menu(this);
    using Kind = MatrixCellView::Kind;
    const auto kind = matrix_.view(index).kind;
    if (const auto cell = matrix_.cellAt(index)) {
        if (kind == Kind::queued || kind == Kind::running)
            menu.addAction(tr("Cancel"), this, [this, cell] { emit cancelRequested(*cell); });
        if (kind == Kind::cancelled || kind == Kind::failed)
            menu.addAction(tr("Run"), this, [this, cell] { emit runRequested(*cell); });
    }
    if (matrix_.capacities().size() > 1)
        menu.addAction(tr("Remove %1 entries").arg(formatCount(capacity)), this,
                       [this, capacity] { emit removeCapacityRequested(capacity); });
    menu.exec(event->globalPos());
}

} // namespace bsc::ui
