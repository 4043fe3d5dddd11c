#pragma once

#include "ui/models/engine_link.h"
#include "ui/models/theme.h"

#include <QToolBar>

#include <functional>
#include <vector>

class QMenu;
class QToolButton;

namespace bsc::ui {

class CopyField;
class ThresholdControl;
class ToggleSwitch;

/// The same on all screens: proxy, upstream, threshold, theme. In a narrow window the upstream goes
/// to the overflow menu.
class MainToolbar : public QToolBar {
    Q_OBJECT
  public:
    MainToolbar(EngineLink& link, ThresholdModel& threshold, Theme& theme,
                QWidget* parent = nullptr);

    void setNarrow(bool narrow);
    /// Left of the threshold.
    void addControl(QWidget* control, std::function<void(bool narrow)> setNarrow);
    QToolButton* themeButton() const { return themeButton_; }

  signals:
    void upstreamPicked(const UpstreamChoice& choice);
    void customUpstreamRequested();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    QWidget* makeProxyPart();
    QWidget* makeUpstreamPart();
    QToolButton* makeOverflow();
    void fillOverflow(QMenu* menu);
    void showState();

    EngineLink& link_;
    Theme& theme_;
    bool narrow_ = false;
    ToggleSwitch* proxySwitch_ = nullptr;
    CopyField* address_ = nullptr;
    ThresholdControl* threshold_ = nullptr;
    QToolButton* themeButton_ = nullptr;
    QAction* thresholdPart_ = nullptr;
    std::vector<std::function<void(bool)>> narrowers_; ///< of added controls
    QAction* upstreamPart_ = nullptr;
    QAction* upstreamLine_ = nullptr;
    QAction* overflowPart_ = nullptr;
};

} // namespace bsc::ui
