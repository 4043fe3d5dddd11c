#include "ui/widgets/icons.h"

#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include <memory>

namespace bsc::ui {

namespace {

class TintedSvg : public QIconEngine {
  public:
    TintedSvg(const Theme& theme, const QString& name, Tone tone, Tone checked)
        : theme_(theme), tone_(tone), checked_(checked),
          picture_(std::make_shared<QSvgRenderer>(":/icons/" + name + ".svg")) {}

    QIconEngine* clone() const override { return new TintedSvg(*this); }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode,
               QIcon::State state) override {
        const qreal ratio = painter->device()->devicePixelRatio();
        QPixmap pixmap = render(rect.size() * ratio, mode, state);
        pixmap.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect.topLeft(), pixmap);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return render(size, mode, state);
    }

  private:
    QPixmap render(const QSize& size, QIcon::Mode mode, QIcon::State state) const {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        picture_->render(&painter, QRectF(QPointF(), size));
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(pixmap.rect(), color(mode, state));
        return pixmap;
    }

    QColor color(QIcon::Mode mode, QIcon::State state) const {
        if (mode == QIcon::Disabled)
            return theme_.color(Tone::line2);
        return theme_.color(state == QIcon::On ? checked_ : tone_);
    }

    const Theme& theme_;
    Tone tone_, checked_;
    std::shared_ptr<QSvgRenderer> picture_;
};

} // namespace

QIcon tintedIcon(const Theme& theme, const QString& name, Tone tone, Tone checked) {
    return QIcon(new TintedSvg(theme, name, tone, checked));
}

QIcon appIcon() { return QIcon(":/icons/app.svg"); }

} // namespace bsc::ui
