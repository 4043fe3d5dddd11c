#include "ui/widgets/icons.h"

#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include <functional>
#include <memory>

namespace bsc::ui {

namespace {

class TintedSvg : public QIconEngine {
  public:
    using Tint = std::function<QColor(QIcon::Mode, QIcon::State)>;

    TintedSvg(const QString& name, Tint tint)
        : tint_(std::move(tint)),
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
        painter.fillRect(pixmap.rect(), tint_(mode, state));
        return pixmap;
    }

    Tint tint_;
    std::shared_ptr<QSvgRenderer> picture_;
};

class KeyCap : public QIconEngine {
  public:
    KeyCap(const Theme& theme, const QString& letter) : theme_(theme), letter_(letter) {}

    QIconEngine* clone() const override { return new KeyCap(*this); }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(theme_.color(Tone::line2));
        painter->setBrush(theme_.color(Tone::sunk));
        // At the right end: what is left of it parts it from the text.
        const QRect cap(rect.right() + 1 - rect.height(), rect.top(), rect.height(), rect.height());
        painter->drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        painter->setPen(theme_.color(mode == QIcon::Disabled ? Tone::line2 : Tone::tx2));
        painter->setFont(theme_.font(FontRole::axis));
        painter->drawText(cap, Qt::AlignCenter, letter_);
        painter->restore();
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, pixmap.rect(), mode, state);
        return pixmap;
    }

  private:
    const Theme& theme_;
    QString letter_;
};

} // namespace

QIcon tintedIcon(const Theme& theme, const QString& name, Tone tone, Tone checked) {
    return QIcon(new TintedSvg(name, [&theme, tone, checked](QIcon::Mode mode, QIcon::State state) {
        if (mode == QIcon::Disabled)
            return theme.color(Tone::line2);
        return theme.color(state == QIcon::On ? checked : tone);
    }));
}

QIcon tintedIcon(const QString& name, std::function<QColor()> color) {
    return QIcon(new TintedSvg(
        name, [color = std::move(color)](QIcon::Mode, QIcon::State) { return color(); }));
}

QIcon keyCap(const Theme& theme, const QString& letter) { return QIcon(new KeyCap(theme, letter)); }

QIcon appIcon() { return QIcon(":/icons/app.svg"); }

} // namespace bsc::ui
