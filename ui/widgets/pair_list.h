#pragma once

#include "ui/models/label_desk.h"
#include "ui/models/theme.h"

#include <QWidget>

#include <vector>

namespace bsc::ui {

/// Pairs of prompts to come, one above the other with their distances; to look at only.
class PairList : public QWidget {
    Q_OBJECT
  public:
    explicit PairList(const Theme& theme, QWidget* parent = nullptr);

    void setPairs(std::vector<DeskPair> pairs, unsigned radius, unsigned bits);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const Theme& theme_;
    std::vector<DeskPair> pairs_;
    unsigned radius_ = 0, bits_ = 1;
};

} // namespace bsc::ui
