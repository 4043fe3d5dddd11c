#pragma once

#include "ui/models/lab_figures.h"
#include "ui/pages/sheet.h"

namespace bsc::ui {

class Label;

/// "How this is computed": what the figures of the threshold lab rest on, in plain words.
class MethodSheet : public Sheet {
    Q_OBJECT
  public:
    explicit MethodSheet(const Theme& theme, QWidget* parent = nullptr);

    void setFigures(const LabFigures& figures, int maxWrongPercent);

  private:
    Label* text_;
};

} // namespace bsc::ui
