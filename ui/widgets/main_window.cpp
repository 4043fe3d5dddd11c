#include "ui/widgets/main_window.h"

#include "ui/models/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/main_toolbar.h"
#include "ui/widgets/notice_strip.h"
#include "ui/widgets/rail.h"
#include "ui/widgets/status_bar.h"

#include <QApplication>
#include <QCloseEvent>
#include <QMenuBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr QSize default_size{1440, 900}, minimum_size{1024, 680};
constexpr int narrow_below = 1360, menu_height = 26;

const QString clearKey = "clear";

struct NamedMode {
    Theme::Mode mode;
    const char* name;
};

constexpr NamedMode modes[] = {
    {Theme::Mode::light, QT_TRANSLATE_NOOP("bsc::ui::MainWindow", "Light")},
    {Theme::Mode::dark, QT_TRANSLATE_NOOP("bsc::ui::MainWindow", "Dark")},
    {Theme::Mode::system, QT_TRANSLATE_NOOP("bsc::ui::MainWindow", "As the system")},
};

std::size_t indexOf(Theme::Mode mode) {
    const auto* found = std::find_if(std::begin(modes), std::end(modes),
                                     [&](const NamedMode& named) { return named.mode == mode; });
    return static_cast<std::size_t>(found - std::begin(modes));
}

} // namespace

MainWindow::MainWindow(const WindowParts& parts, QWidget* parent)
    : QMainWindow(parent), parts_(parts) {
    setObjectName("mainWindow");
    setWindowTitle(tr("Binary Semantic Cache"));
    setWindowIcon(appIcon());
    setMinimumSize(minimum_size);
    resize(default_size);
    setContextMenuPolicy(Qt::NoContextMenu);

    toolbar_ = new MainToolbar(parts.link, parts.threshold, parts.theme, this);
    toolbar_->setObjectName("mainToolbar");
    toolbar_->setWindowTitle(tr("Proxy and threshold"));
    addToolBar(Qt::TopToolBarArea, toolbar_);
    rail_ = new Rail(parts.theme, this);
    rail_->setObjectName("rail");
    rail_->setWindowTitle(tr("Screens"));
    addToolBar(Qt::LeftToolBarArea, rail_);

    auto* center = new QWidget;
    auto* column = new QVBoxLayout(center);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* notices = new NoticeArea(parts.notices, parts.theme);
    notices->setObjectName("notices");
    screens_ = new QStackedWidget;
    screens_->setObjectName("screens");
    column->addWidget(notices);
    column->addWidget(screens_, 1);
    setCentralWidget(center);

    auto* status = new StatusBar(parts.link, parts.status, parts.theme, this);
    status->setObjectName("statusBar");
    setStatusBar(status);

    makeRailFoot();
    makeMenus();
    connect(toolbar_, &MainToolbar::upstreamPicked, this, &MainWindow::pickUpstream);
    connect(toolbar_, &MainToolbar::customUpstreamRequested, this,
            &MainWindow::customUpstreamRequested);
    connect(toolbar_->themeButton(), &QToolButton::clicked, this, &MainWindow::nextTheme);
    connect(&parts.theme, &Theme::changed, this, &MainWindow::showThemeMode);
    showThemeMode();
    center->setFocus(); // no control has the keyboard before the user says so
    restore();
}

void MainWindow::addScreen(QWidget* screen, const QString& name, const QString& icon) {
    auto* action = new QAction(tintedIcon(parts_.theme, icon), name, this);
    action->setObjectName("screen-" + icon);
    const int index = screens_->addWidget(screen);
    action->setShortcut(QKeySequence(QString("Ctrl+%1").arg(index + 1)));
    rail_->addScreen(action);
    viewMenu_->insertAction(viewEnd_, action);
    viewMenu_->addActions(screen->actions());
    connect(action, &QAction::triggered, this, [this, screen, name] {
        screens_->setCurrentWidget(screen);
        setWindowTitle(tr("%1 — Binary Semantic Cache").arg(name));
    });
    if (index == 0)
        action->trigger();
}

void MainWindow::addFileMenu(QMenu* menu) {
    fileMenu_->insertMenu(fileMenu_->actions().constFirst(), menu);
}

void MainWindow::addViewMenu(QMenu* menu) { viewMenu_->addMenu(menu); }

void MainWindow::addCacheActions(const QList<QAction*>& actions) {
    cacheMenu_->insertActions(cacheEnd_, actions);
}

void MainWindow::addMenu(QMenu* menu) { menuBar()->insertMenu(helpMenu_->menuAction(), menu); }

void MainWindow::addToolbarControl(QWidget* control, std::function<void(bool narrow)> setNarrow) {
    toolbar_->addControl(control, std::move(setNarrow));
}

void MainWindow::makeRailFoot() {
    auto* sheet = new QAction(tintedIcon(parts_.theme, "connect"), tr("Connect"), this);
    sheet->setObjectName("connect");
    sheet->setToolTip(tr("How to point an app at the proxy"));
    connect(sheet, &QAction::triggered, this, &MainWindow::connectRequested);
    rail_->addFoot(sheet);
    auto* settings = new QAction(tintedIcon(parts_.theme, "settings"), tr("Settings"), this);
    settings->setObjectName("settings");
    settings->setToolTip(tr("Port, upstream URLs, theme"));
    connect(settings, &QAction::triggered, this, &MainWindow::settingsRequested);
    rail_->addFoot(settings);
}

void MainWindow::makeMenus() {
    menuBar()->setFixedHeight(menu_height);
    menuBar()->setNativeMenuBar(false);
    fileMenu_ = menuBar()->addMenu(tr("&File"));
    fileMenu_->addAction(tr("Settings"), this, &MainWindow::settingsRequested)
        ->setObjectName("fileSettings");
    quit_ = fileMenu_->addAction(tr("Quit"), QKeySequence("Ctrl+Q"), this, &QWidget::close);
    quit_->setObjectName("quit");
    viewMenu_ = menuBar()->addMenu(tr("&View"));
    viewEnd_ = viewMenu_->addSeparator();
    viewMenu_->addMenu(makeThemeMenu());
    makeCacheMenu();
    makeHelpMenu();
}

QMenu* MainWindow::makeThemeMenu() {
    auto* menu = new QMenu(tr("Theme"), this);
    themes_ = new QActionGroup(this);
    for (const NamedMode& named : modes) {
        QAction* action = menu->addAction(tr(named.name));
        action->setObjectName(QString("theme-%1").arg(static_cast<int>(named.mode)));
        action->setCheckable(true);
        themes_->addAction(action);
        connect(action, &QAction::triggered, this, [this, mode = named.mode] { pickTheme(mode); });
    }
    connect(menu, &QMenu::aboutToShow, this, &MainWindow::showThemeMode);
    menu->addSeparator();
    QAction* next = menu->addAction(tr("Next theme"), QKeySequence("Ctrl+Shift+T"), this,
                                    &MainWindow::nextTheme);
    next->setObjectName("nextTheme");
    return menu;
}

void MainWindow::makeCacheMenu() {
    cacheMenu_ = menuBar()->addMenu(tr("&Cache"));
    QMenu* menu = cacheMenu_;
    QAction* proxy = menu->addAction(tr("Proxy on"), QKeySequence("Ctrl+Shift+P"), &parts_.link,
                                     &EngineLink::setOn);
    proxy->setObjectName("proxyOn");
    proxy->setCheckable(true);
    connect(&parts_.link, &EngineLink::stateChanged, proxy, [this, proxy] {
        proxy->setChecked(parts_.link.isOn());
        proxy->setEnabled(parts_.link.state() != ProxyState::stopping);
    });
    proxy->setChecked(parts_.link.isOn());
    menu->addSeparator();
    menu->addAction(tr("Threshold one bit looser"), QKeySequence("Ctrl+["), this,
                    [this] { stepThreshold(-1); })
        ->setObjectName("thresholdLooser");
    menu->addAction(tr("Threshold one bit closer"), QKeySequence("Ctrl+]"), this,
                    [this] { stepThreshold(1); })
        ->setObjectName("thresholdCloser");
    menu->addSeparator();
    cacheEnd_ = menu->addSeparator();
    menu->addAction(tr("Replay the sample"), this, &MainWindow::replayRequested)
        ->setObjectName("replaySample");
    menu->addAction(tr("Clear cache…"), this, &MainWindow::askClearCache)
        ->setObjectName("clearCache");
}

void MainWindow::makeHelpMenu() {
    helpMenu_ = menuBar()->addMenu(tr("&Help"));
    QMenu* menu = helpMenu_;
    menu->addAction(tr("Connect an app"), this, &MainWindow::connectRequested)
        ->setObjectName("helpConnect");
    menu->addAction(tr("Keyboard"), QKeySequence(Qt::Key_F1), this, &MainWindow::keyboardRequested)
        ->setObjectName("helpKeyboard");
    menu->addSeparator();
    menu->addAction(tr("About"), this, &MainWindow::aboutRequested)->setObjectName("helpAbout");
    menu->addAction(tr("About Qt"), qApp, &QApplication::aboutQt)->setObjectName("helpQt");
}

void MainWindow::pickTheme(Theme::Mode mode) {
    parts_.theme.setMode(mode);
    parts_.settings.setTheme(mode);
    showThemeMode();
}

void MainWindow::nextTheme() {
    const auto next = (indexOf(parts_.theme.mode()) + 1) % std::size(modes);
    pickTheme(modes[next].mode);
}

void MainWindow::showThemeMode() {
    const auto current = indexOf(parts_.theme.mode());
    themes_->actions()[static_cast<qsizetype>(current)]->setChecked(true);
    const QString text = tr("Theme: %1").arg(tr(modes[current].name).toLower());
    toolbar_->themeButton()->setToolTip(text);
    toolbar_->themeButton()->setAccessibleName(text);
}

void MainWindow::pickUpstream(const UpstreamChoice& choice) {
    if (parts_.link.setUpstream(choice))
        parts_.settings.setUpstream(choice);
}

void MainWindow::stepThreshold(int bitsCloser) {
    const int radius = static_cast<int>(parts_.threshold.radius()) - bitsCloser;
    parts_.threshold.apply(static_cast<unsigned>(std::max(radius, 0)));
}

void MainWindow::askClearCache() {
    const auto entries = static_cast<std::int64_t>(parts_.link.stats().cache.entries);
    if (entries == 0) {
        parts_.notices.raise({clearKey, Notice::Level::info, tr("The cache is empty"), {}, {}});
        return;
    }
    parts_.notices.raise(
        {clearKey,
         Notice::Level::warning,
         tr("Clear the cache?"),
         tr("All stored answers are removed, here and in the database."),
         {{entries == 1 ? tr("Clear 1 entry") : tr("Clear %1 entries").arg(formatCount(entries)),
           [this] { parts_.link.clearCache(); }},
          {tr("Keep"), [] {}}}});
}

void MainWindow::restore() {
    restoreGeometry(parts_.settings.windowGeometry());
    restoreState(parts_.settings.windowState());
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    toolbar_->setNarrow(width() < narrow_below);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    parts_.settings.setWindow(saveGeometry(), saveState());
    parts_.settings.setProxyOn(parts_.link.isOn());
    event->accept();
}

} // namespace bsc::ui
