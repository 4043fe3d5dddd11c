#pragma once

#include "ui/models/stress_model.h"
#include "ui/pages/sheet.h"

#include <QComboBox>
#include <QPushButton>
#include <QSpinBox>

#include <functional>

namespace bsc::ui {

class Label;
class PlainTable;
class ProgressLine;

/// So many clients for so long at a proxy: latency under load, error rate. GUI thread.
class StressSheet : public Sheet {
    Q_OBJECT
  public:
    /// Where the running proxy is; no url: it is off.
    struct Live {
        QString url, token;
    };

    StressSheet(StressModel& model, const Theme& theme, std::function<Live()> live,
                QWidget* parent);

    void open(std::uint64_t workload, const QString& name, float threshold);

  private:
    QWidget* makeForm();
    void makeTable();
    void start();
    void showState();
    void showReport(const StressReport& report);

    StressModel& model_;
    const Theme& theme_;
    const std::function<Live()> live_;
    std::uint64_t workload_ = 0;
    float threshold_ = 0.85f;
    Label *prompts_, *summary_, *errors_;
    QSpinBox *clients_, *seconds_;
    QComboBox* target_;
    PlainTable* table_;
    ProgressLine* progress_;
    QPushButton *start_, *cancel_;
};

} // namespace bsc::ui
