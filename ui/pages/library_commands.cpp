#include "ui/pages/library_commands.h"

namespace bsc::ui {

LibraryCommands::LibraryCommands(const WorkloadShelf& shelf, QObject* parent)
    : QObject(parent), importFile(make("workloadImport", tr("Import…"))),
      generate(make("workloadGenerate", tr("Generate…"))),
      addSample(make("workloadSample", tr("Add the sample"))),
      browse(make("workloadBrowse", tr("Browse flows"))),
      replay(make("workloadReplay", tr("Replay"))),
      duplicate(make("workloadDuplicate", tr("Duplicate"))),
      exportFile(make("workloadExport", tr("Export…"))),
      rename(make("workloadRename", tr("Rename"))),
      baseline(make("workloadBaseline", tr("Baseline"))),
      remove(make("workloadDelete", tr("Delete"))), shelf_(shelf) {
    baseline->setCheckable(true);
    baseline->setToolTip(tr("The workload others are held against"));
    connect(&shelf_, &WorkloadShelf::changed, this, &LibraryCommands::follow);
    connect(&shelf_, &WorkloadShelf::jobChanged, this, &LibraryCommands::follow);
    follow();
}

QAction* LibraryCommands::make(const char* name, const QString& text) {
    auto* action = new QAction(text, this);
    action->setObjectName(name);
    return action;
}

void LibraryCommands::setCurrent(std::uint64_t id) {
    current_ = id;
    follow();
}

void LibraryCommands::follow() {
    const ShelfRow* row = shelf_.find(current_);
    const bool writable = !shelf_.isReadOnly(), idle = !shelf_.job();
    const bool settled = row && !row->recording;
    importFile->setEnabled(writable && idle);
    generate->setEnabled(writable && idle);
    addSample->setEnabled(writable);
    browse->setEnabled(row && row->info.requests > 0);
    replay->setEnabled(settled && row->info.requests > 0);
    duplicate->setEnabled(settled && writable && idle);
    exportFile->setEnabled(settled && idle);
    rename->setEnabled(row && writable);
    baseline->setEnabled(row && writable);
    baseline->setChecked(row && row->info.baseline);
    remove->setEnabled(settled && writable);
}

} // namespace bsc::ui
