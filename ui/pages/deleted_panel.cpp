#include "ui/pages/deleted_panel.h"

#include "ui/widgets/label.h"
#include "ui/widgets/plain_table.h"

#include <QAction>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace bsc::ui {

namespace {

enum List { some, none };
enum Foot { offers, question };

QWidget* footOf(Label* text, std::initializer_list<QPushButton*> buttons) {
    auto* page = new QWidget;
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(text, 1);
    for (QPushButton* button : buttons) {
        button->setAccessibleName(button->text());
        row->addWidget(button);
    }
    return page;
}

const DeletedThing* thingOf(const std::vector<DeletedThing>& things, std::uint64_t id) {
    const auto found = std::ranges::find(things, id, &DeletedThing::id);
    return found == things.end() ? nullptr : &*found;
}

} // namespace

DeletedPanel::DeletedPanel(DeletedThings& things, const char* table, const Theme& theme,
                           QWidget* parent)
    : QStackedWidget(parent), things_(things), theme_(theme), foot_(new QStackedWidget) {
    addWidget(makeTable(table));
    addWidget(makeEmpty());
    foot_->addWidget(makeOffers());
    foot_->addWidget(makeQuestion());
    connect(&things_, &DeletedThings::changed, this, &DeletedPanel::showThings);
    showThings();
}

QWidget* DeletedPanel::makeTable(const char* name) {
    std::vector<PlainTable::Column> columns;
    for (const DeletedThings::Column& column : things_.columns())
        columns.push_back(
            {column.title, column.words ? PlainTable::Kind::words : PlainTable::Kind::figures});
    table_ = new PlainTable(name, things_.title(), std::move(columns), theme_);
    table_->setStretched({things_.wideColumn()});
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    auto* remove = new QAction(tr("Delete for good"), table_);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    table_->addAction(remove);
    connect(remove, &QAction::triggered, this, &DeletedPanel::ask);
    connect(table_, &QTableWidget::itemActivated, this, &DeletedPanel::restore);
    connect(table_, &QTableWidget::itemSelectionChanged, this, &DeletedPanel::showPicked);
    setFocusProxy(table_);
    return table_;
}

QWidget* DeletedPanel::makeEmpty() {
    auto* title = new Label(theme_, FontRole::sheetTitle, Tone::tx, tr("Nothing is deleted"));
    title->setObjectName("deletedEmpty");
    auto* text = new Label(theme_, FontRole::base, Tone::tx2, things_.emptyText());
    text->setWordWrap(true);
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setSpacing(8);
    column->addStretch(2);
    for (Label* label : {title, text}) {
        label->setAlignment(Qt::AlignHCenter);
        column->addWidget(label);
    }
    column->addStretch(3);
    return page;
}

QWidget* DeletedPanel::makeOffers() {
    state_ = new Label(theme_, FontRole::secondary, Tone::tx3);
    state_->setObjectName("deletedState");
    erase_ = new QPushButton(tr("Delete for good…"));
    erase_->setObjectName("deletedErase");
    restore_ = new QPushButton(tr("Restore"));
    restore_->setObjectName("deletedRestore");
    restore_->setProperty("look", "primary");
    for (QPushButton* button : {erase_, restore_})
        button->setAutoDefault(false); // Enter in the table restores
    connect(erase_, &QPushButton::clicked, this, &DeletedPanel::ask);
    connect(restore_, &QPushButton::clicked, this, &DeletedPanel::restore);
    return footOf(state_, {erase_, restore_});
}

QWidget* DeletedPanel::makeQuestion() {
    question_ = new Label(theme_, FontRole::secondary, Tone::tx);
    question_->setObjectName("deletedQuestion");
    question_->setWordWrap(true);
    keep_ = new QPushButton(tr("Keep"));
    keep_->setObjectName("deletedKeep");
    eraseForGood_ = new QPushButton(tr("Delete for good"));
    eraseForGood_->setObjectName("deletedEraseForGood");
    connect(keep_, &QPushButton::clicked, this, &DeletedPanel::closeQuestion);
    connect(eraseForGood_, &QPushButton::clicked, this, &DeletedPanel::erase);
    return footOf(question_, {keep_, eraseForGood_});
}

void DeletedPanel::begin() {
    closeQuestion();
    things_.refresh();
    table_->setFocus();
}

std::vector<std::uint64_t> DeletedPanel::picked() const {
    std::vector<std::uint64_t> ids;
    for (const QModelIndex& row : table_->selectionModel()->selectedRows())
        ids.push_back(row.data(Qt::UserRole).toULongLong());
    return ids;
}

void DeletedPanel::fillTable(const std::vector<DeletedThing>& things) {
    const auto before = picked();
    const QSignalBlocker quiet(table_);
    const int wide = things_.wideColumn();
    table_->setRowCount(static_cast<int>(things.size()));
    table_->clearSelection();
    for (int row = 0; row < table_->rowCount(); ++row) {
        const DeletedThing& thing = things[static_cast<std::size_t>(row)];
        for (int column = 0; column < table_->columnCount(); ++column) {
            QString text = thing.cells[column];
            if (column == wide && thing.isGoing)
                text = tr("%1, is being deleted").arg(text);
            const QString tip = column == wide && thing.tip.isEmpty() ? text : thing.tip;
            table_->setCell(row, column, text, tip)
                .setData(Qt::UserRole, QVariant::fromValue<qulonglong>(thing.id));
        }
        // The same stay picked; when they are gone, the next one is.
        if (std::ranges::find(before, thing.id) != before.end())
            table_->selectionModel()->select(table_->model()->index(row, 0),
                                             QItemSelectionModel::Select |
                                                 QItemSelectionModel::Rows);
    }
    if (!table_->selectionModel()->hasSelection() && table_->rowCount() > 0)
        table_->selectRow(std::clamp(table_->currentRow(), 0, table_->rowCount() - 1));
}

void DeletedPanel::showThings() {
    const auto things = things_.things();
    fillTable(things);
    const bool first = currentIndex() == none && !things.empty();
    setCurrentIndex(things.empty() ? none : some);
    if (first && isVisible())
        table_->setFocus();
    state_->setText(things.empty() ? QString() : things_.summary());
    if (std::ranges::any_of(asked_, [&](std::uint64_t id) { return !thingOf(things, id); }))
        closeQuestion();
    showPicked();
}

void DeletedPanel::showPicked() {
    const auto things = things_.things();
    const auto ids = picked();
    const bool idle = std::ranges::none_of(ids, [&](std::uint64_t id) {
        const DeletedThing* thing = thingOf(things, id);
        return thing && thing->isGoing;
    });
    const bool can = !ids.empty() && idle && things_.canChange();
    restore_->setEnabled(can);
    erase_->setEnabled(can);
}

void DeletedPanel::restore() {
    if (restore_->isEnabled())
        things_.restore(picked());
}

void DeletedPanel::ask() {
    if (!erase_->isEnabled())
        return;
    asked_ = picked();
    question_->setText(things_.question(asked_));
    foot_->setCurrentIndex(question);
    keep_->setFocus();
}

void DeletedPanel::erase() {
    const auto ids = asked_;
    closeQuestion();
    things_.erase(ids);
}

bool DeletedPanel::closeQuestion() {
    asked_.clear();
    if (foot_->currentIndex() != question)
        return false;
    foot_->setCurrentIndex(offers);
    table_->setFocus();
    return true;
}

} // namespace bsc::ui
