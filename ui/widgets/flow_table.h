#pragma once

#include "ui/models/flow_model.h"
#include "ui/models/theme.h"

#include <QPushButton>
#include <QTableView>

namespace bsc::ui {

/// The flows as they come, newest at the bottom. It follows the newest until the user scrolls up or
/// pauses; then a button counts what is new. GUI thread.
class FlowTable : public QTableView {
    Q_OBJECT
  public:
    FlowTable(FlowModel& model, const Theme& theme, QWidget* parent = nullptr);

    bool follows() const { return follows_; }
    void setFollows(bool follows); ///< jumps to the newest
    bool isPaused() const { return flows_.isPaused(); }
    void setPaused(bool paused);
    std::uint64_t unseen() const; ///< flows since following stopped

  signals:
    void followsChanged(bool follows);
    void pausedChanged(bool paused);
    /// R or W was pressed on a hit, or picked from its menu.
    void labelRequested(std::uint64_t flow, std::uint64_t entry, bool right);
    void labelUndoRequested(); ///< Z

  protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

  private:
    void label(bool right);
    void layOutColumns(const Theme& theme);
    void scrolled();
    void refreshNewButton();

    FlowModel& flows_;
    QPushButton* new_;
    bool follows_ = true;
    bool scrollsItself_ = false; ///< a change of the scroll bar that is not the user's
    std::uint64_t seen_ = 0;     ///< flows received when following stopped
};

} // namespace bsc::ui
