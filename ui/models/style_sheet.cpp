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

QMenuBar { background: @win; border: none; padding: 0 6px; }
QMenuBar::item { padding: 5px 7px; margin: 0 1px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @sel; }
QMenu { background: @pane; border: 1px solid @line2; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 10px; border-radius: 3px; }
QMenu::item:selected { background: @sel; }
QMenu::item:disabled { color: @line2; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }
QMenu::icon { padding-left: 6px; }

QPushButton, QToolButton[look="button"] {
    background: @btn; border: 1px solid @line2; border-radius: 4px;
    padding: 0 9px; min-height: 26px; max-height: 26px;
}
QPushButton[scale="small"] { min-height: 22px; max-height: 22px; padding: 0 7px; }
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

QLineEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit {
    background: @pane; border: 1px solid @line2; border-radius: 4px; padding: 0 6px;
    selection-background-color: @accent; selection-color: @onAccent;
}
QLineEdit, QSpinBox, QDoubleSpinBox { min-height: 26px; max-height: 26px; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus { border-color: @accent; }
QLineEdit[look="field"], QPlainTextEdit[look="field"] { background: @sunk; border-color: @line; }

QComboBox {
    background: @btn; border: 1px solid @line2; border-radius: 4px; padding: 0 8px;
    min-height: 26px; max-height: 26px;
}
QComboBox:hover { background: @hover; }
QComboBox:focus, QComboBox:on { border-color: @accent; }
QComboBox::drop-down { border: none; width: 22px; }
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
QScrollArea { border: none; background: @pane; }

QTabBar { border: none; background: @pane; }
QTabBar::tab { padding: 6px 12px; border: none; border-bottom: 2px solid transparent; color: @tx2; }
QTabBar::tab:selected { color: @accent; border-bottom-color: @accent; }
QTabBar::tab:hover { background: @hover; }
)qss";

} // namespace

QString buildStyleSheet(const Theme& theme) {
    const QHash<QString, Tone> tones{
        {"win", Tone::win},
        {"pane", Tone::pane},
        {"alt", Tone::alt},
        {"sunk", Tone::sunk},
        {"btn", Tone::btn},
        {"line", Tone::line},
        {"line2", Tone::line2},
        {"grid", Tone::grid},
        {"tx", Tone::tx},
        {"tx2", Tone::tx2},
        {"tx3", Tone::tx3},
        {"accent", Tone::accent},
        {"onAccent", Tone::onAccent},
        {"accentSoft", Tone::accentSoft},
        {"sel", Tone::sel},
        {"hover", Tone::hover},
        {"tip", Tone::tip},
        {"tipText", Tone::tipText},
    };
    static const QRegularExpression token("@(\\w+)");
    const QString source = QString::fromLatin1(sheet);
    QString text;
    qsizetype last = 0;
    for (const auto& match : token.globalMatch(source)) {
        const QString name = match.captured(1);
        text += QStringView(source).mid(last, match.capturedStart() - last);
        text += name == "look" ? (theme.isDark() ? "dark" : "light")
                               : theme.color(tones.value(name)).name();
        last = match.capturedEnd();
    }
    return text += QStringView(source).mid(last);
}

} // namespace bsc::ui
