#include "ui/widgets/label.h"

namespace bsc::ui {

Label::Label(const Theme& theme, FontRole font, Tone tone, const QString& text, QWidget* parent)
    : QLabel(text, parent), theme_(theme), tone_(tone) {
    setTextFormat(Qt::PlainText);
    setFont(theme.font(font));
    connect(&theme_, &Theme::changed, this, &Label::follow);
    follow();
}

void Label::setTone(Tone tone) {
    tone_ = tone;
    follow();
}

void Label::setColor(const QColor& color) {
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, color);
    setPalette(colors);
}

void Label::follow() { setColor(theme_.color(tone_)); }

} // namespace bsc::ui
