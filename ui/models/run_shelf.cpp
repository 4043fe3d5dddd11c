#include "ui/models/run_shelf.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace bsc::ui {

/// The runs it was done to, and why not to the others.
struct RunShelf::Outcome {
    std::vector<std::uint64_t> done;
    QString trouble;
};

RunShelf::RunShelf(std::shared_ptr<RunLibrary> runs, QObject* parent)
    : QObject(parent), library_(std::move(runs)) {}

void RunShelf::refresh() {
    if (!library_)
        return;
    using Lists = Result<std::pair<std::vector<RunInfo>, std::vector<RunInfo>>>;
    const auto read = [library = library_]() -> Lists {
        auto kept = library->list();
        auto removed = library->removed();
        if (!kept || !removed)
            return tl::unexpected((kept ? removed : kept).error());
        return std::pair{std::move(*kept), std::move(*removed)};
    };
    background_.run(read, [this](Lists lists) {
        read_ = true;
        if (lists)
            std::tie(runs_, removed_) = std::move(*lists);
        else
            emit failed(tr("The kept runs cannot be read"),
                        QString::fromStdString(lists.error().text));
        emit changed();
    });
}

void RunShelf::setRunning(std::set<std::uint64_t> runs) {
    if (std::exchange(running_, runs) == runs)
        return;
    emit changed();
    refresh(); // what ended is not being written any more
}

bool RunShelf::isRunning(std::uint64_t run) const {
    if (running_.contains(run))
        return true;
    const auto found = std::ranges::find(runs_, run, &RunInfo::id);
    return found != runs_.end() && found->being_written;
}

/// Does `work(library, run)` to each, tells what failed, and calls `then(done)` for the others.
template <class Work, class Then>
void RunShelf::change(const QString& trouble, std::vector<std::uint64_t> runs, Work work,
                      Then then) {
    const auto all = [library = library_, runs = std::move(runs), work] {
        Outcome outcome;
        for (const std::uint64_t run : runs) {
            const Result<void> done = work(*library, run);
            if (done)
                outcome.done.push_back(run);
            else if (outcome.trouble.isEmpty())
                outcome.trouble = QString::fromStdString(done.error().text);
        }
        return outcome;
    };
    background_.run(all, [this, trouble, then](const Outcome& outcome) {
        if (!outcome.trouble.isEmpty())
            emit failed(trouble, outcome.trouble);
        then(outcome.done);
        refresh();
    });
}

void RunShelf::remove(const std::vector<std::uint64_t>& runs) {
    std::vector<std::uint64_t> wanted = runs;
    std::erase_if(wanted, [this](std::uint64_t run) { return running_.contains(run); });
    if (!library_ || wanted.empty())
        return;
    change(
        tr("Not all runs were deleted"), wanted,
        [](RunLibrary& library, std::uint64_t run) { return library.remove(run); },
        [this](const std::vector<std::uint64_t>& gone) {
            if (gone.empty())
                return;
            undoable_.push_back(gone);
            emit removed(gone);
        });
}

void RunShelf::restore(const std::vector<std::uint64_t>& runs) {
    if (!library_ || runs.empty())
        return;
    change(
        tr("Not all runs were brought back"), runs,
        [](RunLibrary& library, std::uint64_t run) {
            return library.restore(run).map([](const RunInfo&) {});
        },
        [this](const std::vector<std::uint64_t>& back) {
            forget(back);
            emit restored(back);
        });
}

void RunShelf::undo() {
    if (undoable_.empty())
        return;
    const auto last = std::move(undoable_.back());
    undoable_.pop_back();
    restore(last);
}

void RunShelf::erase(const std::vector<std::uint64_t>& runs) {
    if (!library_ || runs.empty())
        return;
    erasing_.insert(runs.begin(), runs.end());
    emit changed();
    change(
        tr("Not all runs were deleted for good"), runs,
        [](RunLibrary& library, std::uint64_t run) { return library.erase(run); },
        [this, runs](const std::vector<std::uint64_t>& gone) {
            for (const std::uint64_t run : runs)
                erasing_.erase(run);
            forget(gone);
            if (!gone.empty())
                giveRoomBack(gone);
        });
}

void RunShelf::giveRoomBack(const std::vector<std::uint64_t>& of) {
    background_.run(
        [library = library_] { return library->give_room_back(rewritten_beside_writers); },
        [this, of](const Result<FileRoom>& room) { emit erased(of, room.value_or(FileRoom{})); });
}

void RunShelf::forget(const std::vector<std::uint64_t>& runs) {
    for (auto& removed : undoable_)
        std::erase_if(
            removed, [&](std::uint64_t run) { return std::ranges::find(runs, run) != runs.end(); });
    std::erase_if(undoable_, [](const auto& removed) { return removed.empty(); });
}

} // namespace bsc::ui
