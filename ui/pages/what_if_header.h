#pragma once

#include "ui/models/threshold_lab.h"
#include "ui/widgets/panel_header.h"

#include <QPushButton>

namespace bsc::ui {

class ChoiceBox;
class Label;

/// The head of the Threshold page: which requests the lab studies, and what else it can do with
/// them. GUI thread.
class WhatIfHeader : public PanelHeader {
    Q_OBJECT
  public:
    WhatIfHeader(ThresholdLab& lab, const Theme& theme, QWidget* parent = nullptr);

  signals:
    void inspectorRequested();
    void decisionsRequested();

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void showSources();
    void showModels();
    void showMethod();
    void showState();

    ThresholdLab& lab_;
    ChoiceBox *sources_, *models_;
    Label* method_;
    QPushButton* again_;
};

} // namespace bsc::ui
