#include "ui/widgets/picture.h"

#include <QPainter>

namespace bsc::ui {

Picture::Picture(QIcon icon, int side, QWidget* parent) : QWidget(parent), icon_(std::move(icon)) {
    setFixedSize(side, side);
}

void Picture::setIcon(QIcon icon) {
    icon_ = std::move(icon);
    update();
}

void Picture::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    icon_.paint(&painter, rect());
}

} // namespace bsc::ui
