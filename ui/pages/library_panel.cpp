#include "ui/pages/library_panel.h"

#include "ui/models/format.h"
#include "ui/pages/workload_details.h"
#include "ui/widgets/command_button.h"
#include "ui/widgets/job_strip.h"
#include "ui/widgets/label.h"
#include "ui/widgets/panel_header.h"
#include "ui/widgets/workload_list.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QStackedWidget>
#include <QToolButton>

namespace bsc::ui {

namespace {

constexpr int header_height = 38, offer_width = 150;

enum State { full, nothing, noMatch };

QWidget* centered(QWidget* page, QVBoxLayout* column) {
    auto* frame = new QVBoxLayout(page);
    frame->addStretch(2);
    frame->addLayout(column);
    frame->addStretch(3);
    column->setSpacing(8);
    return page;
}

} // namespace

LibraryPanel::LibraryPanel(WorkloadShelf& shelf, const Theme& theme, QWidget* parent)
    : QWidget(parent), shelf_(shelf), theme_(theme), table_(shelf), commands_(shelf, this),
      list_(new WorkloadList(table_, theme)), details_(new WorkloadDetails(commands_, theme)),
      job_(new JobStrip(shelf, theme)), state_(new QStackedWidget) {
    setObjectName("libraryPanel");
    setAccessibleName(tr("Library"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setAcceptDrops(true);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(search_);
    state_->addWidget(list_);
    state_->addWidget(makeEmpty());
    state_->addWidget(makeNoMatch());
    column->addWidget(state_, 1);
    column->addWidget(job_);
    column->addWidget(details_);
    setFocusProxy(list_);

    connect(list_, &WorkloadList::currentChangedTo, this, &LibraryPanel::pick);
    connect(list_, &WorkloadList::opened, this, &LibraryPanel::browseRequested);
    connect(list_, &WorkloadList::menuRequested, this,
            [this](std::uint64_t, const QPoint& global) { openMenu(global); });
    connect(list_, &WorkloadList::deleteRequested, commands_.remove, &QAction::trigger);
    connect(&shelf_, &WorkloadShelf::changed, this, &LibraryPanel::showState);
    connect(&shelf_, &WorkloadShelf::added, this, &LibraryPanel::setCurrent);
    connect(&shelf_, &WorkloadShelf::restored, this,
            [this](const WorkloadInfo& workload) { setCurrent(workload.id); });
    connect(&shelf_, &WorkloadShelf::figuresRead, this,
            [this](std::uint64_t id, const WorkloadFigures& figures) {
                if (id == current())
                    details_->setFigures(figures);
            });
    connectCommands();
    showState();
}

QWidget* LibraryPanel::makeHeader() {
    auto* header = new PanelHeader(theme_, tr("Library"));
    header->setFixedHeight(header_height);
    summary_ = new Label(theme_, FontRole::secondary, Tone::tx3);
    summary_->setObjectName("librarySummary");
    header->addText(summary_);
    auto* find = new QToolButton;
    find->setObjectName("librarySearchButton");
    find->setAccessibleName(tr("Search the library"));
    find->setToolTip(tr("Search the library (Ctrl+F)"));
    find->setIcon(tintedIcon(theme_, "search"));
    find->setCheckable(true);
    header->addControl(find);
    header->addControl(commandButton(*commands_.generate, theme_, "wave", tr("Generate…")));
    header->addControl(commandButton(*commands_.importFile, theme_, "import", tr("Import…")));

    search_ = new QLineEdit(this);
    search_->setObjectName("librarySearch");
    search_->setAccessibleName(tr("Search the library"));
    search_->setPlaceholderText(tr("Name of a workload"));
    search_->setClearButtonEnabled(true);
    search_->hide();
    connect(search_, &QLineEdit::textChanged, this, &LibraryPanel::search);
    connect(find, &QToolButton::toggled, this, [this](bool on) {
        search_->setVisible(on);
        if (on)
            search_->setFocus();
        else
            search_->clear();
    });
    auto* shortcut = new QAction(tr("Search the library"), this);
    shortcut->setShortcut(QKeySequence::Find);
    shortcut->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QAction::triggered, find, [find] { find->setChecked(true); });
    auto* leave = new QAction(search_);
    leave->setShortcut(Qt::Key_Escape);
    leave->setShortcutContext(Qt::WidgetShortcut);
    connect(leave, &QAction::triggered, find, [find] { find->setChecked(false); });
    search_->addAction(leave);
    addAction(shortcut);
    return header;
}

QWidget* LibraryPanel::makeEmpty() {
    auto* column = new QVBoxLayout;
    emptyTitle_ = new Label(theme_, FontRole::sheetTitle, Tone::tx);
    emptyTitle_->setObjectName("libraryEmpty");
    emptyTitle_->setAlignment(Qt::AlignCenter);
    emptyText_ = new Label(theme_, FontRole::base, Tone::tx2);
    emptyText_->setAlignment(Qt::AlignCenter);
    emptyText_->setWordWrap(true);
    offers_ = new QWidget;
    auto* offers = new QVBoxLayout(offers_);
    offers->setContentsMargins(0, 8, 0, 0);
    offers->setSpacing(8);
    const std::pair<QAction*, const char*> choices[] = {{commands_.importFile, "import"},
                                                        {commands_.generate, "wave"},
                                                        {commands_.addSample, "box"}};
    for (const auto& [action, icon] : choices) {
        auto* button = commandButton(*action, theme_, icon, action->text());
        button->setObjectName(action->objectName() + "Offer");
        button->setMinimumWidth(offer_width);
        offers->addWidget(button, 0, Qt::AlignCenter);
    }
    column->addWidget(emptyTitle_);
    column->addWidget(emptyText_);
    column->addWidget(offers_);
    return centered(new QWidget, column);
}

void LibraryPanel::setRecordAction(QAction* record) {
    auto* button = commandButton(*record, theme_, "live", record->text());
    button->setObjectName("recordOffer");
    button->setMinimumWidth(offer_width);
    static_cast<QVBoxLayout*>(offers_->layout())->insertWidget(0, button, 0, Qt::AlignCenter);
}

QWidget* LibraryPanel::makeNoMatch() {
    auto* column = new QVBoxLayout;
    noMatch_ = new Label(theme_, FontRole::base, Tone::tx2);
    noMatch_->setObjectName("libraryNoMatch");
    noMatch_->setAlignment(Qt::AlignCenter);
    noMatch_->setWordWrap(true);
    auto* clear = new QPushButton(tr("Clear search"));
    clear->setObjectName("libraryClearSearch");
    connect(clear, &QPushButton::clicked, search_, &QLineEdit::clear);
    column->addWidget(noMatch_);
    column->addWidget(clear, 0, Qt::AlignCenter);
    return centered(new QWidget, column);
}

void LibraryPanel::connectCommands() {
    connect(commands_.importFile, &QAction::triggered, this, [this] { emit importRequested({}); });
    connect(commands_.generate, &QAction::triggered, this, &LibraryPanel::generateRequested);
    connect(commands_.addSample, &QAction::triggered, &shelf_, &WorkloadShelf::addSample);
    connect(commands_.browse, &QAction::triggered, this,
            [this] { emit browseRequested(current()); });
    connect(commands_.replay, &QAction::triggered, this,
            [this] { emit replayRequested(current()); });
    connect(commands_.duplicate, &QAction::triggered, this,
            [this] { shelf_.duplicate(current()); });
    connect(commands_.exportFile, &QAction::triggered, this,
            [this] { emit exportRequested(current()); });
    connect(commands_.rename, &QAction::triggered, list_, &WorkloadList::editName);
    connect(commands_.baseline, &QAction::triggered, this,
            [this](bool on) { shelf_.setBaseline(on ? std::optional(current()) : std::nullopt); });
    connect(commands_.remove, &QAction::triggered, this, [this] { shelf_.remove(current()); });
}

std::uint64_t LibraryPanel::current() const { return commands_.current(); }

void LibraryPanel::setCurrent(std::uint64_t id) {
    if (table_.rowOf(id) < 0)
        search_->clear();
    list_->setCurrent(id);
}

void LibraryPanel::pick(std::uint64_t id) {
    if (id == current())
        return;
    commands_.setCurrent(id);
    details_->clearFigures();
    showState();
    emit currentChanged(id);
}

void LibraryPanel::search(const QString& text) {
    table_.setSearch(text);
    showState();
}

void LibraryPanel::showState() {
    const auto count = static_cast<std::int64_t>(shelf_.rows().size());
    const QString file = QFileInfo(shelf_.parts().file).fileName();
    summary_->setText(
        count == 0 ? QString()
        : count == 1
            ? tr("1 workload, %1").arg(formatBytes(static_cast<double>(shelf_.bytes())))
            : tr("%1 workloads, %2")
                  .arg(formatCount(count), formatBytes(static_cast<double>(shelf_.bytes()))));
    summary_->setToolTip(file.isEmpty() ? tr("Kept in memory only") : shelf_.parts().file);

    const bool broken = !shelf_.parts().library;
    emptyTitle_->setText(broken ? tr("Workloads cannot be kept") : tr("No workload yet"));
    emptyText_->setText(broken ? shelf_.parts().trouble
                               : tr("Record what your programs ask, import a log, or start with "
                                    "the sample. JSON Lines, CSV and HAR can be dropped here."));
    offers_->setVisible(!broken);
    noMatch_->setText(tr("No workload matches “%1”").arg(search_->text().trimmed()));
    const bool empty = broken || (shelf_.isRead() && count == 0);
    state_->setCurrentIndex(empty                    ? nothing
                            : table_.rowCount() == 0 ? (shelf_.isRead() ? noMatch : full)
                                                     : full);
    const ShelfRow* row = shelf_.find(current());
    details_->setVisible(row && !empty);
    if (!row)
        return;
    details_->setWorkload(*row);
    shelf_.readFigures(current());
}

void LibraryPanel::openMenu(const QPoint& global) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QAction* action : commands_.ofWorkload())
        menu->addAction(action);
    menu->popup(global);
}

void LibraryPanel::dragEnterEvent(QDragEnterEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (commands_.importFile->isEnabled() && urls.size() == 1 && urls.front().isLocalFile())
        event->acceptProposedAction();
}

void LibraryPanel::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    emit importRequested(event->mimeData()->urls().front().toLocalFile());
}

} // namespace bsc::ui
