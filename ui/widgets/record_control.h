#pragma once

#include "ui/models/recording_model.h"
#include "ui/models/theme.h"

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace bsc::ui {

class Label;

/// In the toolbar: record, the name of the workload, the clock. Editing the name while it records
/// renames the workload. GUI thread.
class RecordControl : public QWidget {
    Q_OBJECT
  public:
    RecordControl(RecordingModel& recording, const Theme& theme, QWidget* parent = nullptr);

    void setNarrow(bool narrow);             ///< without the clock
    void setSuggestion(const QString& name); ///< for the next recording
    void toggle();

  private:
    void refresh();
    void showName(const QString& name);

    RecordingModel& recording_;
    QPushButton* button_;
    QLineEdit* name_;
    Label* clock_;
    bool narrow_ = false;
};

} // namespace bsc::ui
