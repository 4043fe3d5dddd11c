#include "ui/models/comparison_desk.h"

namespace bsc::ui {

ComparisonDesk::ComparisonDesk(std::shared_ptr<RunLibrary> runs, QObject* parent)
    : QObject(parent), library_(std::move(runs)) {}

void ComparisonDesk::refresh() {
    if (!library_) {
        emit listed();
        return;
    }
    background_.run([library = library_] { return library->list("replay"); },
                    [this](Result<std::vector<RunInfo>> runs) {
                        if (runs)
                            list_ = std::move(*runs);
                        else
                            error_ = QString::fromStdString(runs.error().text);
                        emit listed();
                    });
}

void ComparisonDesk::compare(std::uint64_t left, std::uint64_t right) {
    if (!library_)
        return;
    background_.run(
        [library = library_, left, right] {
            return std::make_shared<Result<RunComparison>>(compareRuns(*library, left, right));
        },
        [this, asked = ++asked_](const std::shared_ptr<Result<RunComparison>>& outcome) {
            if (asked != asked_)
                return; // others are wanted by now
            comparison_.reset();
            error_.clear();
            if (*outcome)
                comparison_ = std::move(**outcome);
            else
                error_ = QString::fromStdString(outcome->error().text);
            emit compared();
        });
}

} // namespace bsc::ui
