#include "ui/pages/deleted_sheet.h"

#include "ui/models/format.h"
#include "ui/models/workload_table.h"
#include "ui/widgets/label.h"
#include "ui/widgets/plain_table.h"

#include <QAction>
#include <QDateTime>
#include <QItemSelectionModel>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr QSize sheet_size{640, 380};

enum Column { name, kind, requests, bytes, added };
enum List { some, none };
enum Foot { offers, question };

QString kindText(const WorkloadInfo& info) { return toText(name_of(info.kind)); }

QString lossText(const std::vector<const WorkloadInfo*>& lost) {
    std::uint64_t requests = 0, labels = 0;
    for (const WorkloadInfo* info : lost) {
        requests += info->requests;
        labels += info->labelled;
    }
    const QString what = lost.size() == 1
                             ? QString("“%1”").arg(QString::fromStdString(lost.front()->name))
                             : DeletedSheet::tr("%1 workloads").arg(formatCount(lost.size()));
    return DeletedSheet::tr("Delete %1 for good? %2 requests, %3 of them with a class, are lost "
                            "and cannot be brought back. Kept runs stay.")
        .arg(what, formatCount(requests), formatCount(labels));
}

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

} // namespace

DeletedSheet::DeletedSheet(WorkloadShelf& shelf, const Theme& theme, QWidget* parent)
    : Sheet(theme, tr("Deleted workloads"), sheet_size, parent), shelf_(shelf), theme_(theme),
      list_(new QStackedWidget), offers_(new QStackedWidget) {
    setObjectName("deletedSheet");
    addCloseButton();
    using enum PlainTable::Kind;
    table_ = new PlainTable("deletedWorkloads", tr("Deleted workloads"),
                            {{tr("Name"), words},
                             {tr("Kind"), words},
                             {tr("Requests")},
                             {tr("Size")},
                             {tr("Added"), words}},
                            theme);
    table_->setStretched({name});
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list_->addWidget(table_);
    list_->addWidget(makeEmpty());
    body().addWidget(list_, 1);
    offers_->addWidget(makeOffers());
    offers_->addWidget(makeQuestion());
    foot().addWidget(offers_, 1);
    auto* remove = new QAction(tr("Delete for good"), table_);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    table_->addAction(remove);
    connect(remove, &QAction::triggered, this, &DeletedSheet::ask);
    connect(table_, &QTableWidget::itemActivated, this, &DeletedSheet::restore);
    connect(table_, &QTableWidget::itemSelectionChanged, this, &DeletedSheet::showPicked);
    connect(&shelf_, &WorkloadShelf::changed, this, &DeletedSheet::showRemoved);
    showRemoved();
}

QWidget* DeletedSheet::makeEmpty() {
    auto* title = new Label(theme_, FontRole::sheetTitle, Tone::tx, tr("Nothing is deleted"));
    title->setObjectName("deletedEmpty");
    auto* text = new Label(theme_, FontRole::base, Tone::tx2,
                           tr("What is deleted in the library waits here until it is brought back "
                              "or deleted for good."));
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

QWidget* DeletedSheet::makeOffers() {
    state_ = new Label(theme_, FontRole::secondary, Tone::tx3);
    state_->setObjectName("deletedState");
    erase_ = new QPushButton(tr("Delete for good…"));
    erase_->setObjectName("deletedErase");
    restore_ = new QPushButton(tr("Restore"));
    restore_->setObjectName("deletedRestore");
    restore_->setProperty("look", "primary");
    for (QPushButton* button : {erase_, restore_})
        button->setAutoDefault(false); // Enter in the table restores
    connect(erase_, &QPushButton::clicked, this, &DeletedSheet::ask);
    connect(restore_, &QPushButton::clicked, this, &DeletedSheet::restore);
    return footOf(state_, {erase_, restore_});
}

QWidget* DeletedSheet::makeQuestion() {
    question_ = new Label(theme_, FontRole::secondary, Tone::tx);
    question_->setObjectName("deletedQuestion");
    question_->setWordWrap(true);
    keep_ = new QPushButton(tr("Keep"));
    keep_->setObjectName("deletedKeep");
    eraseForGood_ = new QPushButton(tr("Delete for good"));
    eraseForGood_->setObjectName("deletedEraseForGood");
    connect(keep_, &QPushButton::clicked, this, &DeletedSheet::closeQuestion);
    connect(eraseForGood_, &QPushButton::clicked, this, &DeletedSheet::erase);
    return footOf(question_, {keep_, eraseForGood_});
}

void DeletedSheet::open() {
    closeQuestion();
    shelf_.refresh(); // bsc may have removed others meanwhile
    show();
    raise();
    activateWindow();
    table_->setFocus();
}

void DeletedSheet::reject() {
    if (offers_->currentIndex() == question)
        closeQuestion();
    else
        Sheet::reject();
}

std::vector<std::uint64_t> DeletedSheet::picked() const {
    std::vector<std::uint64_t> ids;
    for (const QModelIndex& row : table_->selectionModel()->selectedRows())
        ids.push_back(row.data(Qt::UserRole).toULongLong());
    return ids;
}

void DeletedSheet::showRemoved() {
    const auto before = picked();
    const auto& removed = shelf_.removedOnes();
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch() * 1000;
    {
        const QSignalBlocker quiet(table_);
        table_->setRowCount(static_cast<int>(removed.size()));
        for (int row = 0; row < table_->rowCount(); ++row) {
            const WorkloadInfo& info = removed[static_cast<std::size_t>(row)];
            const QString title = QString::fromStdString(info.name);
            const QString shown =
                shelf_.isErasing(info.id) ? tr("%1, is being deleted").arg(title) : title;
            table_->setCell(row, name, shown, shown)
                .setData(Qt::UserRole, QVariant::fromValue<qulonglong>(info.id));
            table_->setCell(row, kind, kindText(info), QString::fromStdString(info.note));
            table_->setCell(row, requests, formatCount(info.requests));
            table_->setCell(row, bytes, formatBytes(static_cast<double>(info.bytes)));
            table_->setCell(row, added, formatDay(info.created_us, now));
        }
        // The same stay picked; when they are gone, the next one is.
        table_->clearSelection();
        const auto same = [&](const WorkloadInfo& info) {
            return std::ranges::find(before, info.id) != before.end();
        };
        for (int row = 0; row < table_->rowCount(); ++row)
            if (same(removed[static_cast<std::size_t>(row)]))
                table_->selectionModel()->select(table_->model()->index(row, 0),
                                                 QItemSelectionModel::Select |
                                                     QItemSelectionModel::Rows);
        if (!table_->selectionModel()->hasSelection() && table_->rowCount() > 0)
            table_->selectRow(std::clamp(table_->currentRow(), 0, table_->rowCount() - 1));
    }
    const bool first = list_->currentIndex() == none && !removed.empty();
    list_->setCurrentIndex(removed.empty() ? none : some);
    if (first && isVisible())
        table_->setFocus();
    std::uint64_t sum = 0;
    for (const WorkloadInfo& info : removed)
        sum += info.bytes;
    state_->setText(removed.empty() ? QString()
                                    : tr("%1 deleted, %2")
                                          .arg(formatCount(removed.size()),
                                               formatBytes(static_cast<double>(sum))));
    const auto gone = [this](std::uint64_t id) { return !shelf_.findRemoved(id); };
    if (std::ranges::any_of(asked_, gone))
        closeQuestion();
    showPicked();
}

void DeletedSheet::showPicked() {
    const auto ids = picked();
    const bool idle =
        std::ranges::none_of(ids, [this](std::uint64_t id) { return shelf_.isErasing(id); });
    const bool can = !ids.empty() && idle && !shelf_.isReadOnly();
    restore_->setEnabled(can);
    erase_->setEnabled(can);
}

void DeletedSheet::restore() {
    if (restore_->isEnabled())
        for (const std::uint64_t id : picked())
            shelf_.restore(id);
}

void DeletedSheet::ask() {
    if (!erase_->isEnabled())
        return;
    asked_ = picked();
    std::vector<const WorkloadInfo*> lost;
    for (const std::uint64_t id : asked_)
        lost.push_back(shelf_.findRemoved(id));
    question_->setText(lossText(lost));
    offers_->setCurrentIndex(question);
    keep_->setFocus();
}

void DeletedSheet::erase() {
    const auto ids = asked_;
    closeQuestion();
    for (const std::uint64_t id : ids)
        shelf_.erase(id);
}

void DeletedSheet::closeQuestion() {
    asked_.clear();
    if (offers_->currentIndex() != question)
        return;
    offers_->setCurrentIndex(offers);
    table_->setFocus();
}

} // namespace bsc::ui
