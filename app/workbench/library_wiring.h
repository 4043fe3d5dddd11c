#pragma once

#include "app/workbench/engine_parts.h"
#include "ui/models/notice_board.h"
#include "ui/models/settings.h"
#include "ui/models/workload_shelf.h"
#include "ui/pages/deleted_sheet.h"
#include "ui/pages/generate_sheet.h"
#include "ui/pages/import_sheet.h"
#include "ui/pages/library_panel.h"
#include "ui/pages/requests_sheet.h"

#include <QMenu>

#include <memory>
#include <vector>

namespace bsc::ui {

/// The library's sheets, its file dialogs and its part of the Workload menu; what happens to
/// workloads is told as notices. GUI thread.
class LibraryWiring : public QObject {
    Q_OBJECT
  public:
    /// Its actions go into `menu`, below those of `panel`; sheets and file dialogs stand before
    /// `window`.
    LibraryWiring(const EngineParts& engine, WorkloadShelf& shelf, LibraryPanel& panel, QMenu& menu,
                  NoticeBoard& notices, const Theme& theme, QWidget& window);
    ~LibraryWiring() override;

    WorkloadShelf& shelf() { return shelf_; }
    /// Into the menu and the empty library.
    void addRecordAction(QAction* record);

    ImportSheet& importSheet() { return import_; }
    GenerateSheet& generateSheet() { return generate_; }
    DeletedSheet& deletedSheet() { return deleted_; }
    /// Null: there is no such workload.
    RequestsSheet* browse(std::uint64_t id);

  private:
    void wireShelf();
    void addUndo();
    void addDeleted();
    void openImport(const QString& file);
    void exportWorkload(std::uint64_t id);
    void tellRemoved(std::uint64_t id, const QString& name);
    void bringBack();
    void forgetRemoved(std::uint64_t id);
    void tellRestored(const WorkloadInfo& workload, const QString& formerName);
    void tellTrouble(const EngineParts& engine);

    NoticeBoard& notices_;
    const Theme& theme_;
    QWidget& window_;
    WorkloadShelf& shelf_;
    LibraryPanel& panel_;
    QMenu& menu_;
    // The window's.
    ImportSheet& import_;
    GenerateSheet& generate_;
    DeletedSheet& deleted_;
    QAction* undo_;                      ///< the panel's
    std::vector<std::uint64_t> removed_; ///< in this session, and not back yet; the last at the end
};

} // namespace bsc::ui
