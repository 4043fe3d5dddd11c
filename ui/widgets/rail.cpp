#include "ui/widgets/rail.h"

#include "ui/widgets/focus_ring.h"

#include <QPainter>
#include <QToolButton>

namespace bsc::ui {

namespace {

constexpr int rail_width = 76, item_height = 58, head_room = 6, bar_width = 3;
constexpr int icon_size = 20, icon_top = 12, label_top = 34, label_height = 16;

class RailButton : public QToolButton {
  public:
    explicit RailButton(const Theme& theme) : theme_(theme) {
        setFixedSize(rail_width, item_height);
        setFocusPolicy(Qt::TabFocus);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (isChecked()) {
            painter.fillRect(rect(), theme_.color(Tone::pane));
            painter.fillRect(QRect(0, 0, bar_width, height()), theme_.color(Tone::accent));
        } else {
            if (underMouse())
                painter.fillRect(rect().adjusted(0, 0, -1, 0), theme_.color(Tone::hover));
            painter.fillRect(QRect(width() - 1, 0, 1, height()), theme_.color(Tone::line));
        }
        const QRect picture((width() - icon_size) / 2, icon_top, icon_size, icon_size);
        icon().paint(&painter, picture, Qt::AlignCenter, QIcon::Normal,
                     isChecked() ? QIcon::On : QIcon::Off);
        QFont font = theme_.font(FontRole::axis);
        font.setWeight(isChecked() ? QFont::DemiBold : QFont::Medium);
        painter.setFont(font);
        painter.setPen(theme_.color(isChecked() ? Tone::accent : Tone::tx2));
        painter.drawText(QRect(0, label_top, width(), label_height), Qt::AlignCenter, text());
        if (hasFocus())
            paintFocusRing(painter, QRectF(rect()).adjusted(5, 4, -5, -4), 4, theme_);
    }

  private:
    const Theme& theme_;
};

} // namespace

Rail::Rail(const Theme& theme, QWidget* parent) : QToolBar(parent), theme_(theme), screens_(this) {
    setOrientation(Qt::Vertical);
    setMovable(false);
    setFixedWidth(rail_width);
    setContextMenuPolicy(Qt::PreventContextMenu);
    auto* head = new QWidget;
    head->setFixedSize(rail_width, head_room);
    addWidget(head);
    auto* spacer = new QWidget;
    spacer->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    spacer->setAttribute(Qt::WA_TransparentForMouseEvents);
    spacer_ = addWidget(spacer);
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Rail::addItem(QAction* action, QAction* before) {
    auto* button = new RailButton(theme_);
    button->setDefaultAction(action);
    button->setObjectName("rail-" + action->objectName());
    button->setAccessibleName(action->iconText());
    insertWidget(before, button);
}

void Rail::addScreen(QAction* action) {
    action->setCheckable(true);
    screens_.addAction(action);
    addItem(action, spacer_);
}

void Rail::addFoot(QAction* action) { addItem(action, nullptr); }

void Rail::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::win));
    painter.fillRect(QRect(width() - 1, 0, 1, height()), theme_.color(Tone::line));
}

} // namespace bsc::ui
