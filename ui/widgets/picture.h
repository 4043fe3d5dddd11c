#pragma once

#include <QIcon>
#include <QWidget>

namespace bsc::ui {

/// A small square icon that follows the theme, as labels with pixmaps do not.
class Picture : public QWidget {
    Q_OBJECT
  public:
    Picture(QIcon icon, int side, QWidget* parent = nullptr);

    void setIcon(QIcon icon);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QIcon icon_;
};

} // namespace bsc::ui
