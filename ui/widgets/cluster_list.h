#pragma once

#include "ui/models/cluster_model.h"
#include "ui/models/theme.h"

#include <QWidget>

#include <cstdint>
#include <vector>

namespace bsc::ui {

enum class ClusterOrder { size, hits, evicted };

/// A line for each cluster: a bar for its size and a thin one below for its hits, so that bulky and
/// useless ones stand out. Up and down move the choice. GUI thread.
class ClusterList : public QWidget {
    Q_OBJECT
  public:
    ClusterList(const ClusterModel& model, const Theme& theme, QWidget* parent = nullptr);

    void setOrder(ClusterOrder order);
    void setCurrent(std::uint32_t cluster);
    std::uint32_t current() const { return current_; }
    QRect currentRect() const; ///< where its line stands

  signals:
    void currentChanged(std::uint32_t cluster);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void follow();
    std::vector<const ClusterRow*> ordered() const;

    const ClusterModel& model_;
    const Theme& theme_;
    ClusterOrder order_ = ClusterOrder::size;
    std::uint32_t current_ = tail_key;
    bool chosen_ = false; ///< there was a cluster to be the current one
};

} // namespace bsc::ui
