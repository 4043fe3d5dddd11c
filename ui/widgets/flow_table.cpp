#include "ui/widgets/flow_table.h"

#include "ui/models/format.h"
#include "ui/widgets/flow_delegate.h"
#include "ui/widgets/table_header.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>
#include <array>

namespace bsc::ui {

namespace {

constexpr int row_height = 24, new_button_margin = 12;

struct Width {
    FlowColumn column;
    int pixels;
};

/// Prompt takes what is left.
constexpr std::array<Width, 10> widths{{
    {FlowColumn::time, 112},
    {FlowColumn::verdict, 102},
    {FlowColumn::distance, 138},
    {FlowColumn::similarity, 66},
    {FlowColumn::model, 112},
    {FlowColumn::added, 72},
    {FlowColumn::total, 82},
    {FlowColumn::tokens, 108},
    {FlowColumn::saved, 86},
    {FlowColumn::client, 68},
}};

/// What a narrow table does without.
constexpr std::array<FlowColumn, 4> wide_only{FlowColumn::similarity, FlowColumn::added,
                                              FlowColumn::saved, FlowColumn::client};
constexpr int wide_from = 1100;

} // namespace

FlowTable::FlowTable(FlowModel& model, const Theme& theme, QWidget* parent)
    : QTableView(parent), flows_(model), new_(new QPushButton(this)) {
    setObjectName("flowTable");
    setAccessibleName(tr("Flows, newest last"));
    setModel(&model);
    setItemDelegate(new FlowDelegate(theme, this));
    setShowGrid(false);
    setWordWrap(false);
    setMouseTracking(true);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTabKeyNavigation(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(row_height);
    verticalHeader()->setMinimumSectionSize(row_height);
    layOutColumns(theme);

    new_->setObjectName("newFlows");
    new_->setProperty("look", "primary");
    new_->setProperty("scale", "small");
    new_->setFocusPolicy(Qt::NoFocus);
    new_->hide();
    connect(new_, &QPushButton::clicked, this, [this] {
        setPaused(false);
        setFollows(true);
    });

    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &FlowTable::scrolled);
    connect(&model, &FlowModel::waitingChanged, this, &FlowTable::refreshNewButton);
    connect(&model, &QAbstractItemModel::rowsInserted, this, [this] {
        if (follows_) {
            QScopedValueRollback guard(scrollsItself_, true);
            scrollToBottom();
        }
    });
    // The oldest rows go from above: what is on screen stays where it is.
    connect(&model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex&, int first, int last) {
                QScopedValueRollback guard(scrollsItself_, true);
                verticalScrollBar()->setValue(verticalScrollBar()->value() - (last - first + 1));
            });
}

void FlowTable::layOutColumns(const Theme& theme) {
    auto* header = new TableHeader(theme, this);
    setHorizontalHeader(header);
    header->setObjectName("flowTableHeader");
    header->setSectionsMovable(true);
    header->setMinimumSectionSize(40);
    for (const Width& width : widths)
        setColumnWidth(static_cast<int>(width.column), width.pixels);
    header->setSectionResizeMode(static_cast<int>(FlowColumn::prompt), QHeaderView::Stretch);
}

std::uint64_t FlowTable::unseen() const { return follows_ ? 0 : flows_.received() - seen_; }

void FlowTable::setFollows(bool follows) {
    if (follows) {
        QScopedValueRollback guard(scrollsItself_, true);
        scrollToBottom();
    }
    if (follows_ == follows)
        return;
    follows_ = follows;
    seen_ = flows_.received();
    refreshNewButton();
    emit followsChanged(follows_);
}

void FlowTable::setPaused(bool paused) {
    if (paused == isPaused())
        return;
    if (paused)
        setFollows(false);
    flows_.setPaused(paused);
    if (!paused)
        setFollows(true);
    emit pausedChanged(paused);
}

void FlowTable::scrolled() {
    if (scrollsItself_)
        return;
    const QScrollBar* bar = verticalScrollBar();
    if (bar->value() < bar->maximum())
        setFollows(false);
    else if (!isPaused())
        setFollows(true);
}

void FlowTable::refreshNewButton() {
    const std::uint64_t fresh = unseen();
    new_->setVisible(fresh > 0);
    if (fresh == 0)
        return;
    new_->setText(tr("%1 new").arg(formatCount(fresh)));
    new_->adjustSize();
    const QRect view = viewport()->geometry();
    new_->move(view.center().x() - new_->width() / 2,
               view.bottom() - new_->height() - new_button_margin);
}

/// Rows are shown whole: what is left of the height stays empty below them. Told to the frame
/// before the scroll area lays itself out, and when it is shown, for a new style makes it forget.
bool FlowTable::event(QEvent* event) {
    if (event->type() == QEvent::Resize || event->type() == QEvent::Show) {
        const int rows = height() - 2 * frameWidth() - horizontalHeader()->height();
        setContentsMargins(0, 0, 0, std::max(0, rows) % row_height);
    }
    return QTableView::event(event);
}

void FlowTable::resizeEvent(QResizeEvent* event) {
    for (const FlowColumn column : wide_only)
        setColumnHidden(static_cast<int>(column), viewport()->width() < wide_from);
    QScopedValueRollback guard(scrollsItself_, true);
    QTableView::resizeEvent(event);
    if (follows_)
        scrollToBottom();
    refreshNewButton();
}

void FlowTable::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space) {
        setPaused(!isPaused());
    } else if (event->key() == Qt::Key_End) {
        setPaused(false);
        setFollows(true);
    } else if (event->key() == Qt::Key_R || event->key() == Qt::Key_W) {
        label(event->key() == Qt::Key_R);
    } else if (event->key() == Qt::Key_Z) {
        emit labelUndoRequested();
    } else {
        QTableView::keyPressEvent(event);
    }
}

void FlowTable::label(bool right) {
    if (!currentIndex().isValid())
        return;
    const Flow& flow = flows_.flow(currentIndex().row());
    if (answeredFromCache(flow.verdict) && flow.entryId != 0)
        emit labelRequested(flow.id, flow.entryId, right);
}

void FlowTable::contextMenuEvent(QContextMenuEvent* event) {
    const QModelIndex row = indexAt(event->pos());
    if (!row.isValid() || !answeredFromCache(flows_.flow(row.row()).verdict))
        return;
    setCurrentIndex(row);
    QMenu menu(this);
    menu.setObjectName("flowMenu");
    menu.addAction(tr("Right hit\tR"), this, [this] { label(true); });
    menu.addAction(tr("Wrong hit\tW"), this, [this] { label(false); });
    menu.addAction(tr("Take the last word back\tZ"), this, &FlowTable::labelUndoRequested);
    menu.exec(event->globalPos());
}

} // namespace bsc::ui
