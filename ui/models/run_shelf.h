#pragma once

#include "engine/store/run_library.h"
#include "ui/models/background.h"

#include <QObject>
#include <QString>

#include <memory>
#include <set>
#include <vector>

namespace bsc::ui {

/// The runs of all kinds for the interface, those that are kept and those that are deleted, changed
/// off the GUI thread. GUI thread.
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
    /// Here or, when the shelf was last read, in another process.
    bool isRunning(std::uint64_t run) const;

    void remove(const std::vector<std::uint64_t>& runs); ///< removed() follows
    /// What was removed, in this session or before, newest first: restore() brings it back.
    const std::vector<RunInfo>& removedOnes() const { return removed_; }
    void restore(const std::vector<std::uint64_t>& runs); ///< restored() follows
    bool canUndo() const { return !undoable_.empty(); }
    void undo(); ///< the last remove() of this session; restored() follows
    /// For good, some of removedOnes(); erased() follows.
    void erase(const std::vector<std::uint64_t>& runs);
    bool isErasing(std::uint64_t run) const { return erasing_.contains(run); }

  signals:
    void changed();
    void removed(const std::vector<std::uint64_t>& runs);
    void restored(const std::vector<std::uint64_t>& runs);
    void erased(const std::vector<std::uint64_t>& runs, const bsc::FileRoom& room);
    void failed(const QString& title, const QString& why);

  private:
    struct Outcome;
    template <class Work, class Then>
    void change(const QString& trouble, std::vector<std::uint64_t> runs, Work work, Then then);
    void giveRoomBack(const std::vector<std::uint64_t>& of);
    /// They are not there to be undone any more.
    void forget(const std::vector<std::uint64_t>& runs);

    const std::shared_ptr<RunLibrary> library_;
    std::vector<RunInfo> runs_, removed_;
    bool read_ = false;
    std::set<std::uint64_t> running_, erasing_;
    std::vector<std::vector<std::uint64_t>> undoable_; ///< by each remove(), the last at the end
    Background background_;
};

} // namespace bsc::ui
