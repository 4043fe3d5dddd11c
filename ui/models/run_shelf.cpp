#include "ui/models/run_shelf.h"

#include <utility>

namespace bsc::ui {

namespace {

/// What became of some runs: those it was done to, those it was not, and why.
struct Outcome {
    std::vector<SavedRun> done, left;
    QString trouble;
};

Outcome take(RunLibrary& library, const std::vector<std::uint64_t>& runs) {
    Outcome outcome;
    for (const std::uint64_t run : runs) {
        auto taken = library.take(run);
        if (taken)
            outcome.done.push_back(std::move(*taken));
        else if (outcome.trouble.isEmpty())
            outcome.trouble = QString::fromStdString(taken.error().text);
    }
    return outcome;
}

Outcome putBack(RunLibrary& library, std::vector<SavedRun> runs) {
    Outcome outcome;
    for (SavedRun& run : runs) {
        const auto back = library.put_back(run);
        if (!back && outcome.trouble.isEmpty())
            outcome.trouble = QString::fromStdString(back.error().text);
        (back ? outcome.done : outcome.left).push_back(std::move(run));
    }
    return outcome;
}

std::vector<std::uint64_t> numbersOf(const std::vector<SavedRun>& runs) {
    std::vector<std::uint64_t> numbers;
    for (const SavedRun& run : runs)
        numbers.push_back(run.info.id);
    return numbers;
}

} // namespace

RunShelf::RunShelf(std::shared_ptr<RunLibrary> runs, QObject* parent)
    : QObject(parent), library_(std::move(runs)) {}

void RunShelf::refresh() {
    if (!library_)
        return;
    background_.run([library = library_] { return library->list(); },
                    [this](Result<std::vector<RunInfo>> runs) {
                        read_ = true;
                        if (runs)
                            runs_ = std::move(*runs);
                        else
                            emit failed(tr("The kept runs cannot be read"),
                                        QString::fromStdString(runs.error().text));
                        emit changed();
                    });
}

void RunShelf::setRunning(std::set<std::uint64_t> runs) {
    if (std::exchange(running_, runs) != runs)
        emit changed();
}

void RunShelf::remove(const std::vector<std::uint64_t>& runs) {
    std::vector<std::uint64_t> wanted = runs;
    std::erase_if(wanted, [this](std::uint64_t run) { return isRunning(run); });
    if (!library_ || wanted.empty())
        return;
    background_.run([library = library_, wanted] { return take(*library, wanted); },
                    [this](Outcome outcome) {
                        if (!outcome.trouble.isEmpty())
                            emit failed(tr("Not all runs were deleted"), outcome.trouble);
                        if (!outcome.done.empty()) {
                            const auto gone = numbersOf(outcome.done);
                            taken_.push_back(std::move(outcome.done));
                            emit removed(gone);
                        }
                        refresh();
                    });
}

void RunShelf::undo() {
    if (taken_.empty())
        return;
    auto runs = std::make_shared<std::vector<SavedRun>>(std::move(taken_.back()));
    taken_.pop_back();
    background_.run([library = library_, runs] { return putBack(*library, std::move(*runs)); },
                    [this](Outcome outcome) {
                        if (!outcome.left.empty()) {
                            taken_.push_back(std::move(outcome.left));
                            emit failed(tr("Not all runs were brought back"), outcome.trouble);
                        }
                        emit restored(numbersOf(outcome.done));
                        refresh();
                    });
}

} // namespace bsc::ui
