#pragma once

#include "ui/models/workload_shelf.h"

#include <QAction>

#include <vector>

namespace bsc::ui {

/// What can be done with the library and with the workload picked in it: the same actions in the
/// menu bar, the context menu and behind the buttons. What an action does is connected outside.
/// GUI thread.
class LibraryCommands : public QObject {
    Q_OBJECT
  public:
    explicit LibraryCommands(const WorkloadShelf& shelf, QObject* parent = nullptr);

    void setCurrent(std::uint64_t id); ///< 0: none
    std::uint64_t current() const { return current_; }

    QAction* const importFile;
    QAction* const generate;
    QAction* const addSample;
    QAction* const browse;
    QAction* const replay;
    QAction* const duplicate;
    QAction* const exportFile;
    QAction* const rename;
    QAction* const baseline;
    QAction* const remove;

    std::vector<QAction*> ofLibrary() const { return {importFile, generate, addSample}; }
    std::vector<QAction*> ofWorkload() const {
        return {browse, replay, duplicate, exportFile, rename, baseline, remove};
    }

  private:
    QAction* make(const char* name, const QString& text);
    void follow();

    const WorkloadShelf& shelf_;
    std::uint64_t current_ = 0;
};

} // namespace bsc::ui
