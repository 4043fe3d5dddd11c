#pragma once

#include "ui/models/background.h"
#include "ui/models/run_comparison.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace bsc::ui {

/// Kept replays and two of them side by side, read off the GUI thread. GUI thread.
class ComparisonDesk : public QObject {
    Q_OBJECT
  public:
    /// `runs` null: nothing is kept.
    explicit ComparisonDesk(std::shared_ptr<RunLibrary> runs, QObject* parent = nullptr);

    void refresh();                                            ///< reads the list; listed() follows
    const std::vector<RunInfo>& runs() const { return list_; } ///< newest first
    void compare(std::uint64_t left, std::uint64_t right);     ///< compared() follows
    const std::optional<RunComparison>& comparison() const { return comparison_; }
    const QString& error() const { return error_; } ///< why there is none; empty: no reason

  signals:
    void listed();
    void compared();

  private:
    const std::shared_ptr<RunLibrary> library_;
    std::vector<RunInfo> list_;
    std::optional<RunComparison> comparison_;
    QString error_;
    std::uint64_t asked_ = 0;
    Background background_;
};

} // namespace bsc::ui
