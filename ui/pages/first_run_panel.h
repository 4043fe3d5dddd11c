#pragma once

#include "ui/models/engine_link.h"
#include "ui/models/theme.h"

#include <QWidget>

class QPushButton;

namespace bsc::ui {

class CopyField;
class Label;
class RequestStoryView;
class StepBadge;
class ToggleSwitch;

/// Three steps with their live state, and what happens to a request: shown until the first flow.
class FirstRunPanel : public QWidget {
    Q_OBJECT
  public:
    FirstRunPanel(EngineLink& link, const ThresholdModel& threshold, const Theme& theme,
                  QWidget* parent = nullptr);

    RequestStoryView& story() { return *story_; }
    /// While the sample is sent its button says how far it is.
    void setReplay(bool running, std::size_t done, std::size_t total);
    void setTestRunning(bool running);

  signals:
    void changePortRequested();
    void snippetsRequested();
    void testRequested();
    void replayRequested();
    void importRequested();

  private:
    QWidget* makeSteps();
    QWidget* makeProxyStep();
    QWidget* makeSdkStep();
    QWidget* makeRequestStep();
    QWidget* makeFoot();
    QWidget* makeStep(StepBadge* badge, Label* title, Label* text, QLayout* controls);
    void showState();

    EngineLink& link_;
    const Theme& theme_;
    bool copied_ = false; ///< the second step's own evidence
    bool testRunning_ = false;

    StepBadge* badges_[3] = {};
    Label* proxyTitle_ = nullptr;
    Label* proxyText_ = nullptr;
    Label* requestText_ = nullptr;
    ToggleSwitch* switch_ = nullptr;
    CopyField* address_ = nullptr;
    CopyField* baseUrl_ = nullptr;
    QPushButton* turnOn_ = nullptr;
    QPushButton* copy_ = nullptr;
    QPushButton* test_ = nullptr;
    QPushButton* replay_ = nullptr;
    RequestStoryView* story_ = nullptr;
};

} // namespace bsc::ui
