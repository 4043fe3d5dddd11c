#include "app/workbench/library_wiring.h"

#include "app/workbench/export_notice.h"
#include "ui/models/format.h"
#include "ui/models/room_text.h"

#include <QFileDialog>

namespace bsc::ui {

namespace {

const QString failedKey = "library", removedKey = "library-removed", doneKey = "library-done",
              readOnlyKey = "library-read-only";

} // namespace

LibraryWiring::LibraryWiring(const EngineParts& engine, WorkloadShelf& shelf, LibraryPanel& panel,
                             QMenu& menu, NoticeBoard& notices, const Theme& theme, QWidget& window)
    : notices_(notices), theme_(theme), window_(window), shelf_(shelf), panel_(panel), menu_(menu),
      import_(*new ImportSheet(shelf_, theme, &window)),
      generate_(*new GenerateSheet(shelf_, theme, &window)),
      deleted_(*new DeletedSheet(shelf_, theme, &window)),
      undo_(new QAction(tr("Undo delete"), &panel)) {
    wireShelf();
    addUndo();
    addDeleted();
    connect(&panel_, &LibraryPanel::importRequested, this, &LibraryWiring::openImport);
    connect(&panel_, &LibraryPanel::generateRequested, &generate_, &GenerateSheet::open);
    connect(&panel_, &LibraryPanel::browseRequested, this, &LibraryWiring::browse);
    connect(&panel_, &LibraryPanel::exportRequested, this, &LibraryWiring::exportWorkload);
    tellTrouble(engine);
    shelf_.sweep();
}

LibraryWiring::~LibraryWiring() {
    // What shows the models goes before them.
    import_.hide();
    generate_.hide();
    deleted_.hide();
}

void LibraryWiring::wireShelf() {
    connect(&shelf_, &WorkloadShelf::failed, this,
            [this](const QString& title, const QString& why) {
                notices_.raise({failedKey, Notice::Level::error, title, why, {}});
            });
    connect(&shelf_, &WorkloadShelf::cancelled, this, [this](const QString& what) {
        notices_.raise({doneKey,
                        Notice::Level::info,
                        tr("%1 was cancelled").arg(what),
                        tr("Nothing of it was kept."),
                        {}});
    });
    connect(&shelf_, &WorkloadShelf::imported, this, [this](const ImportReport& report) {
        const QString name = QString::fromStdString(report.workload.name);
        notices_.raise(
            {doneKey,
             report.bad == 0 ? Notice::Level::info : Notice::Level::warning,
             tr("“%1” was imported").arg(name),
             report.bad == 0
                 ? tr("%1 requests.").arg(formatCount(report.workload.requests))
                 : tr("%1 requests; %2 rows made no sense, the first in line %3: %4.")
                       .arg(formatCount(report.workload.requests), formatCount(report.bad),
                            formatCount(report.bad_rows.front().line),
                            QString::fromStdString(report.bad_rows.front().why)),
             {}});
    });
    connect(&shelf_, &WorkloadShelf::exported, this, [this](const QString& file) {
        notices_.raise({doneKey,
                        Notice::Level::info,
                        tr("The workload was exported"),
                        file,
                        {openFolderOf(file)}});
    });
    connect(&shelf_, &WorkloadShelf::removed, this, &LibraryWiring::tellRemoved);
    connect(&shelf_, &WorkloadShelf::restored, this, &LibraryWiring::tellRestored);
    connect(&shelf_, &WorkloadShelf::erased, this,
            [this](std::uint64_t id, const QString& name, const FileRoom& room) {
                forgetRemoved(id);
                notices_.raise({doneKey,
                                Notice::Level::info,
                                tr("“%1” was deleted for good").arg(name),
                                roomText(room),
                                {}});
            });
}

void LibraryWiring::addUndo() {
    undo_->setObjectName("workloadUndoDelete");
    undo_->setShortcut(QKeySequence::Undo);
    undo_->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    undo_->setEnabled(false);
    connect(undo_, &QAction::triggered, this, &LibraryWiring::bringBack);
    panel_.addAction(undo_);
    const QList<QAction*> actions = menu_.actions();
    const auto remove = actions.indexOf(panel_.commands().remove);
    menu_.insertAction(actions.value(remove + 1), undo_);
}

void LibraryWiring::addDeleted() {
    auto* action = new QAction(tr("Deleted workloads…"), &panel_);
    action->setObjectName("workloadDeleted");
    connect(action, &QAction::triggered, &deleted_, &DeletedSheet::open);
    const QList<QAction*> actions = menu_.actions();
    menu_.insertAction(actions.value(actions.indexOf(undo_) + 1), action);
}

void LibraryWiring::addRecordAction(QAction* record) {
    menu_.insertAction(panel_.commands().ofLibrary().front(), record);
    panel_.setRecordAction(record);
}

void LibraryWiring::openImport(const QString& file) {
    if (file.isEmpty())
        import_.choose();
    else
        import_.setFile(file);
}

void LibraryWiring::exportWorkload(std::uint64_t id) {
    const ShelfRow* row = shelf_.find(id);
    if (!row)
        return;
    auto* dialog = new QFileDialog(&window_, tr("Export workload"), {}, tr("JSON Lines (*.jsonl)"));
    dialog->setObjectName("exportWorkloadDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix("jsonl");
    dialog->selectFile(QString::fromStdString(row->info.name) + ".jsonl");
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, id](const QString& file) { shelf_.exportTo(id, file); });
    dialog->open();
}

RequestsSheet* LibraryWiring::browse(std::uint64_t id) {
    const ShelfRow* row = shelf_.find(id);
    if (!row)
        return nullptr;
    auto* sheet = new RequestsSheet(shelf_.parts().library, row->info, theme_, &window_);
    sheet->show();
    return sheet;
}

void LibraryWiring::tellRemoved(std::uint64_t id, const QString& name) {
    removed_.push_back(id);
    undo_->setEnabled(true);
    notices_.raise({removedKey,
                    Notice::Level::info,
                    tr("“%1” was deleted").arg(name),
                    shelf_.parts().file.isEmpty()
                        ? tr("It can be brought back until the program is closed.")
                        : tr("It can be brought back, also in a later session, until it is "
                             "deleted for good under Workload, Deleted workloads."),
                    {{tr("Undo"), [this] { bringBack(); }},
                     {tr("Show deleted"), [this] { deleted_.open(); }}}});
}

void LibraryWiring::bringBack() {
    const std::uint64_t id = removed_.back();
    forgetRemoved(id);
    shelf_.restore(id);
}

void LibraryWiring::forgetRemoved(std::uint64_t id) {
    if (!removed_.empty() && removed_.back() == id)
        notices_.clear(removedKey);
    std::erase(removed_, id);
    undo_->setEnabled(!removed_.empty());
}

void LibraryWiring::tellRestored(const WorkloadInfo& workload, const QString& formerName) {
    forgetRemoved(workload.id);
    const QString name = QString::fromStdString(workload.name);
    if (name != formerName)
        notices_.raise({doneKey,
                        Notice::Level::info,
                        tr("“%1” is back as “%2”").arg(formerName, name),
                        tr("Another workload has its name by now."),
                        {}});
}

void LibraryWiring::tellTrouble(const EngineParts& engine) {
    if (!engine.libraryTrouble.empty())
        notices_.raise({readOnlyKey,
                        Notice::Level::warning,
                        shelf_.parts().library ? tr("Workloads can be looked at only")
                                               : tr("Workloads cannot be kept"),
                        QString::fromStdString(engine.libraryTrouble),
                        {}});
}

} // namespace bsc::ui
