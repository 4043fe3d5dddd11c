#pragma once

#include "ui/models/theme.h"

#include <QWidget>

#include <cstdint>
#include <vector>

namespace bsc::ui {

/// How requests are spread over the time of a workload: one bar a step. GUI thread.
class TrafficStrip : public QWidget {
    Q_OBJECT
  public:
    explicit TrafficStrip(const Theme& theme, QWidget* parent = nullptr);

    void setTraffic(std::vector<std::uint64_t> requests);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const Theme& theme_;
    std::vector<std::uint64_t> requests_;
};

} // namespace bsc::ui
