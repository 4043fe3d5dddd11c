#pragma once

#include <QLayout>

#include <vector>

namespace bsc::ui {

/// Items side by side, in as many lines as the width needs.
class FlowLayout : public QLayout {
    Q_OBJECT
  public:
    explicit FlowLayout(QSize spacing, QWidget* parent = nullptr);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override { items_.push_back(item); }
    int count() const override { return static_cast<int>(items_.size()); }
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return minimumSize(); }
    QSize minimumSize() const override;
    void setGeometry(const QRect& rect) override;

  private:
    /// Returns the height; moves the items only when asked to.
    int layOut(const QRect& rect, bool move) const;

    const QSize spacing_; ///< between neighbours, between lines
    std::vector<QLayoutItem*> items_;
};

} // namespace bsc::ui
