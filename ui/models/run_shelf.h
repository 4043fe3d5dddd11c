#pragma once

#include "engine/store/run_library.h"
#include "ui/models/background.h"

#include <QObject>
#include <QString>

#include <memory>
#include <set>
#include <vector>

namespace bsc::ui {

/// The kept runs of all kinds for the interface, changed off the GUI thread. What is deleted can be
/// brought back as long as the shelf lives. GUI thread.
class RunShelf : public QObject {
    Q_OBJECT
  public:
    /// `runs` null: nothing is kept.
    explicit RunShelf(std::shared_ptr<RunLibrary> runs, QObject* parent = nullptr);

    void refresh();                                            ///< changed() follows
    const std::vector<RunInfo>& runs() const { return runs_; } ///< newest first
    bool isRead() const { return read_; }

    /// These are written to just now: they stay.
    void setRunning(std::set<std::uint64_t> runs);
    bool isRunning(std::uint64_t run) const { return running_.contains(run); }

    void remove(const std::vector<std::uint64_t>& runs); ///< removed() follows
    bool canUndo() const { return !taken_.empty(); }
    void undo(); ///< the last remove(); restored() follows

  signals:
    void changed();
    void removed(const std::vector<std::uint64_t>& runs);
    void restored(const std::vector<std::uint64_t>& runs);
    void failed(const QString& title, const QString& why);

  private:
    const std::shared_ptr<RunLibrary> library_;
    std::vector<RunInfo> runs_;
    bool read_ = false;
    std::set<std::uint64_t> running_;
    std::vector<std::vector<SavedRun>> taken_; ///< by each remove(), the last at the end
    Background background_;
};

} // namespace bsc::ui
