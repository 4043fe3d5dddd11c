#pragma once

#include "ui/pages/replay_panel.h"

namespace bsc::ui {

/// What have I saved, and which policy does best on it? The library beside the replays. GUI thread.
class WorkloadsPage : public QWidget {
    Q_OBJECT
  public:
    WorkloadsPage(QWidget* library, ReplayPanel* replays, QWidget* parent = nullptr);

    ReplayPanel& replays() { return *replays_; }
    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    ReplayPanel* replays_;
    ResetSplitter* panes_;
    bool narrow_ = false;
};

} // namespace bsc::ui
