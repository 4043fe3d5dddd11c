#pragma once

#include "ui/models/flow_model.h"
#include "ui/models/theme.h"

#include <QPushButton>
#include <QWidget>

namespace bsc::ui {

class FlowTable;
class Label;

/// The flow table under its header: count and rate, Follow, Pause view.
class FlowsPanel : public QWidget {
    Q_OBJECT
  public:
    FlowsPanel(FlowModel& model, const Theme& theme, QWidget* parent = nullptr);

    FlowTable* table() const { return table_; }
    void setRate(double requestsPerSecond);

  private:
    FlowModel& model_;
    FlowTable* table_;
    Label* count_;
    QPushButton *follow_, *pause_;
};

} // namespace bsc::ui
