#include "ui/widgets/look.h"

#include "ui/widgets/base_style.h"

#include <QApplication>
#include <QToolTip>

// Resources in a static library are dropped by the linker unless asked for by name, and the macro
// does not work inside a namespace.
static void initResources() { Q_INIT_RESOURCE(workbench); }

namespace bsc::ui {

namespace {

void apply(const Theme& theme) {
    QApplication::setPalette(theme.palette());
    QToolTip::setPalette(theme.palette());
    QApplication::setFont(theme.font(FontRole::base));
    qApp->setStyleSheet(theme.styleSheet());
}

} // namespace

void installLook(Theme& theme) {
    initResources();
    QApplication::setStyle(new BaseStyle);
    apply(theme);
    QObject::connect(&theme, &Theme::changed, qApp, [&theme] { apply(theme); });
}

} // namespace bsc::ui
