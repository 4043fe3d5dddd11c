#include "ui/models/style_sheet.h"

#include "ui/models/theme.h"

#include <QHash>
#include <QRegularExpression>

namespace bsc::ui {

namespace {

// @name stands for a colour of the theme, @look for "light" or "dark".
constexpr char sheet[] = R"qss(
QMainWindow, QDialog { background: @win; }
QToolTip { background: @tip; color: @tipText; border: 1px solid @tip; padding: 4px 6px; }

QMenuBar { background: @win; border: none; border-bottom: 1px solid @line; padding: 0 4px; }
QMenuBar::item { padding: 5px 9px; margin: 0; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @sel; }
QMenu { background: @pane; border: 1px solid @line2; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 10px; border-radius: 3px; }
QMenu::item:selected { background: @sel; }
QMenu::item:disabled { color: @tx3; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }
QMenu::icon { padding-left: 6px; }

QLabel { color: @tx; }
QLabel[ink="tx2"] { color: @tx2; }
QLabel[ink="tx3"] { color: @tx3; }
QLabel[ink="good"] { color: @good; }
QLabel[ink="doubt"] { color: @doubt; }

QPushButton {
    background: @btn; border: 1px solid @line2; border-radius: 4px;
    padding: 0 9px; min-height: 26px; max-height: 26px;
}
QPushButton[scale="small"] { min-height: 22px; max-height: 22px; padding: 0 7px; }
QPushButton::menu-indicator {
    image: url(:/controls/chevron-down-@look.svg); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 5px;
}
QPushButton[menu="true"] { padding-right: 14px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @sel; }
QPushButton:focus { border: 2px solid @accent; padding: 0 8px; min-height: 24px; max-height: 24px; }
QPushButton[scale="small"]:focus { min-height: 20px; max-height: 20px; padding: 0 6px; }
QPushButton:checked { background: @accentSoft; border-color: @accent; color: @accent; }
QPushButton:disabled { color: @tx3; border-color: @line; background: transparent; }
QPushButton[look="primary"] { background: @accent; border-color: @accent; color: @onAccent; font-weight: 600; }
QPushButton[look="primary"]:hover { border-color: @tx; }
QPushButton[look="primary"]:focus { border: 2px solid @tx; }
QPushButton[look="primary"]:disabled { background: @line; border-color: @line; color: @tx3; }
QPushButton[look="ghost"] { background: transparent; border-color: transparent; color: @tx2; }
QPushButton[look="ghost"]:hover { background: @hover; }
QPushButton[look="ghost"]:focus { border-color: @accent; }
QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 4px; background: transparent; }
QToolButton:hover { background: @hover; }
QToolButton:focus { border: 2px solid @accent; padding: 3px; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit {
    background: @pane; border: 1px solid @line2; border-radius: 4px; padding: 0 6px;
    selection-background-color: @accent; selection-color: @onAccent;
}
QLineEdit, QSpinBox, QDoubleSpinBox { min-height: 26px; max-height: 26px; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus { border-color: @accent; }
QLineEdit[look="field"] { background: @sunk; border-color: @line; }
QPlainTextEdit[look="code"] { background: transparent; border: none; padding: 0; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {
    background: transparent; border: none; width: 18px;
}
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-position: top right; height: 13px; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-position: bottom right; height: 13px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {
    image: url(:/controls/spin-up-@look.svg); width: 10px; height: 7px; top: 2px;
}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
    image: url(:/controls/spin-down-@look.svg); width: 10px; height: 7px; top: -2px;
}

QComboBox {
    background: @btn; border: 1px solid @line2; border-radius: 4px; padding: 0 8px;
    min-height: 26px; max-height: 26px;
}
QComboBox:hover { background: @hover; }
QComboBox:focus, QComboBox:on { border-color: @accent; }
QComboBox::drop-down { border: none; width: 22px; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
    background: @alt; border-color: @line; color: @tx3;
}
QCheckBox { spacing: 8px; }
QCheckBox::indicator, QAbstractItemView::indicator { width: 14px; height: 14px; border: 1px solid @line2; border-radius: 3px; background: @pane; }
QCheckBox::indicator:hover, QAbstractItemView::indicator:hover { background: @hover; }
QCheckBox::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {
    background: @accent; border-color: @accent; image: url(:/controls/check-@look.svg);
}
QCheckBox::indicator:disabled { border-color: @line; background: @alt; }
QCheckBox::indicator:checked:disabled { border-color: @line2; background: @line2; }
QComboBox::down-arrow { image: url(:/controls/chevron-down-@look.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
    background: @pane; border: 1px solid @line2; padding: 3px; outline: none;
    selection-background-color: @sel; selection-color: @tx;
}

QScrollBar:vertical { background: transparent; width: 9px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 9px; margin: 0; }
QScrollBar::handle { background: @line2; border-radius: 3px; margin: 1px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @tx3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }

QHeaderView { background: @alt; border: none; }
QHeaderView::section {
    background: @alt; color: @tx3; border: none; border-bottom: 1px solid @line; padding: 0 8px;
}
QTableView {
    background: @pane; border: none; gridline-color: @grid; outline: none;
    selection-background-color: @sel; selection-color: @tx;
}
QListWidget {
    background: @pane; border: 1px solid @line2; border-radius: 4px; padding: 4px; outline: none;
    selection-background-color: @sel; selection-color: @tx;
}
QListWidget:focus { border-color: @accent; }
QScrollArea { border: none; background: @pane; }

QTabBar { border: none; background: @pane; }
QTabBar::tab { padding: 6px 12px; border: none; border-bottom: 2px solid transparent; color: @tx2; }
QTabBar::tab:selected { color: @accent; border-bottom-color: @accent; }
QTabBar::tab:hover { background: @hover; }
)qss";

} // namespace

QString buildStyleSheet(const Theme& theme) {
    const QHash<QString, QColor> colors{
        {"win", theme.color(Tone::win)},
        {"pane", theme.color(Tone::pane)},
        {"alt", theme.color(Tone::alt)},
        {"sunk", theme.color(Tone::sunk)},
        {"btn", theme.color(Tone::btn)},
        {"line", theme.color(Tone::line)},
        {"line2", theme.color(Tone::line2)},
        {"grid", theme.color(Tone::grid)},
        {"tx", theme.color(Tone::tx)},
        {"tx2", theme.color(Tone::tx2)},
        {"tx3", theme.color(Tone::tx3)},
        {"accent", theme.color(Tone::accent)},
        {"onAccent", theme.color(Tone::onAccent)},
        {"accentSoft", theme.color(Tone::accentSoft)},
        {"sel", theme.color(Tone::sel)},
        {"hover", theme.color(Tone::hover)},
        {"tip", theme.color(Tone::tip)},
        {"tipText", theme.color(Tone::tipText)},
        {"good", theme.verdict(Verdict::hit).text},
        {"doubt", theme.verdict(Verdict::near_miss).text},
    };
    static const QRegularExpression token("@(\\w+)");
    const QString source = QString::fromLatin1(sheet);
    QString text;
    qsizetype last = 0;
    for (const auto& match : token.globalMatch(source)) {
        const QString name = match.captured(1);
        text += QStringView(source).mid(last, match.capturedStart() - last);
        text += name == "look" ? (theme.isDark() ? "dark" : "light") : colors.value(name).name();
        last = match.capturedEnd();
    }
    return text += QStringView(source).mid(last);
}

} // namespace bsc::ui
