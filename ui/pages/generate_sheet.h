#pragma once

#include "ui/models/request_preview.h"
#include "ui/models/workload_shelf.h"
#include "ui/pages/sheet.h"

class QDoubleSpinBox;
class QGridLayout;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace bsc::ui {

class Label;
class ProgressLine;

/// Makes a synthetic workload: what it is made of, its first requests as the settings change, and
/// how far it is. GUI thread.
class GenerateSheet : public Sheet {
    Q_OBJECT
  public:
    GenerateSheet(WorkloadShelf& shelf, const Theme& theme, QWidget* parent);

    void open(); ///< shows it, with a fresh name
    bool isComplete() const { return !waiting_ && !running_; }

  private:
    QWidget* makeForm();
    QSpinBox* addCount(QGridLayout& form, const char* name, const QString& title, int least,
                       int most, int value, const QString& tip);
    QDoubleSpinBox* addShare(QGridLayout& form, const char* name, const QString& title, double most,
                             double step, double value, const QString& suffix, const QString& tip);
    void addRow(QGridLayout& form, QWidget* field, const char* name, const QString& title,
                const QString& tip);
    TextWorkloadSettings settings() const;
    void readPreview();
    void begin();
    void end(const QString& text);
    void showState(const QString& text);

    WorkloadShelf& shelf_;
    const Theme& theme_;
    bool waiting_ = false; ///< for the preview
    bool running_ = false;
    bool valid_ = false;
    RequestPreview rows_;
    QLineEdit* name_;
    QSpinBox *requests_, *classes_, *perMinute_, *seed_;
    QDoubleSpinBox *zipf_, *drift_, *oneOffs_, *spread_;
    QWidget* form_;
    ProgressLine* progress_;
    Label* text_;
    QPushButton* go_;
    QPushButton* leave_;
};

} // namespace bsc::ui
