#include "ui/pages/help_sheets.h"

#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

namespace bsc::ui {

namespace {

constexpr QSize keyboard_size{640, 626}, about_size{520, 380};
constexpr int icon_size = 64;

QPushButton* makeClose(QDialog& sheet) {
    auto* close = new QPushButton(QObject::tr("Close"));
    close->setObjectName(sheet.objectName() + "-done");
    QObject::connect(close, &QPushButton::clicked, &sheet, &QDialog::reject);
    return close;
}

} // namespace

KeyboardSheet::KeyboardSheet(const Theme& theme, QWidget* parent)
    : Sheet(theme, tr("Keyboard"), keyboard_size, parent) {
    setObjectName("keyboardSheet");
    addCloseButton();
    const QPair<QString, QString> keys[] = {
        {"Ctrl+1, 2 …", tr("the screens, from above")},
        {"Ctrl+Shift+P", tr("proxy on or off")},
        {"Ctrl+R", tr("record live traffic, or stop")},
        {"Ctrl+[   Ctrl+]", tr("threshold one bit looser, closer")},
        {"Left   Right", tr("the same, with the slider or the radius line in focus")},
        {"Space", tr("pause the view, never the proxy")},
        {"End", tr("follow the newest flow")},
        {"R   W   S", tr("right, wrong, skip: of a hit, or of a pair to label")},
        {"Z", tr("take the last word back")},
        {"F2   Del   Ctrl+Z", tr("rename, delete, bring back a workload or a kept run")},
        {"Del   Enter", tr("in a list of deleted ones: delete for good, bring back")},
        {"Ctrl+F   Ctrl+G", tr("search the library; go to a row of a workload")},
        {"F5", tr("run the replays, compute the what-if or the map of the cache again")},
        {"Arrows   + -   0", tr("on the map: from entry to entry, zoom, all of it; Shift pans")},
        {"Ctrl+I   Ctrl+Shift+I", tr("inspector of the codes; ways to decide")},
        {"Ctrl+E   Ctrl+Shift+E", tr("export a chart; the report of a benchmark")},
        {"Ctrl+Shift+C", tr("copy a chart as an image")},
        {"Ctrl+Shift+T", tr("light, dark, as the system")},
        {"F1", tr("this list")},
        {"Esc", tr("take a drag or a try back, shrink a chart, close a sheet")},
        {"Ctrl+Q", tr("quit")},
    };
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(20);
    grid->setVerticalSpacing(9);
    grid->setColumnStretch(1, 1);
    for (const auto& [key, effect] : keys) {
        const int row = grid->rowCount();
        grid->addWidget(new Label(theme, FontRole::number, Tone::tx, key), row, 0);
        grid->addWidget(new Label(theme, FontRole::base, Tone::tx2, effect), row, 1);
    }
    body().addLayout(grid);
    body().addStretch(1);
    foot().addStretch(1);
    foot().addWidget(makeClose(*this));
}

AboutSheet::AboutSheet(const Theme& theme, const EncoderInfo& encoder, QWidget* parent)
    : Sheet(theme, tr("About"), about_size, parent) {
    setObjectName("aboutSheet");
    addCloseButton();
    auto* picture = new QLabel;
    picture->setPixmap(appIcon().pixmap(icon_size));
    auto* names = new QVBoxLayout;
    names->addWidget(
        new Label(theme, FontRole::sheetTitle, Tone::tx, tr("Binary Semantic Cache Workbench")));
    names->addWidget(
        new Label(theme, FontRole::base, Tone::tx2, tr("Version %1").arg(BSC_VERSION)));
    names->addWidget(new Label(theme, FontRole::base, Tone::tx2,
                               tr("Encoder %1, %2 numbers to %3 bits")
                                   .arg(encoder.name)
                                   .arg(encoder.dim)
                                   .arg(encoder.bits)));
    auto* top = new QHBoxLayout;
    top->setSpacing(16);
    top->addWidget(picture, 0, Qt::AlignTop);
    top->addLayout(names, 1);
    body().addLayout(top);
    body().addSpacing(12);
    auto* licences = new Label(
        theme, FontRole::base, Tone::tx2,
        tr("Free software under the GNU General Public License, version 3 or later, without any "
           "warranty. The full text is in the file LICENSE.\n\n"
           "Built with Qt %1 and Qt Charts (GPL), Boost (BSL), OpenSSL (Apache), SQLite (public "
           "domain), Zstandard (BSD), Eigen (MPL), Highway (Apache), ICU (Unicode), libcurl "
           "(curl), "
           "CLI11 (BSD), spdlog (MIT), expected (CC0). Fonts: Inter and JetBrains Mono (OFL).")
            .arg(qVersion()));
    licences->setWordWrap(true);
    body().addWidget(licences);
    body().addStretch(1);
    foot().addStretch(1);
    foot().addWidget(makeClose(*this));
}

} // namespace bsc::ui
