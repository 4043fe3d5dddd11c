#pragma once

#include "ui/models/engine_link.h"
#include "ui/models/settings.h"
#include "ui/models/status_model.h"
#include "ui/models/theme.h"

#include <QActionGroup>
#include <QMainWindow>
#include <QStackedWidget>

#include <functional>

namespace bsc::ui {

class MainToolbar;
class Rail;

/// What the window shows and steers; all of it outlives the window.
struct WindowParts {
    EngineLink& link;
    ThresholdModel& threshold;
    NoticeBoard& notices;
    StatusModel& status;
    Settings& settings;
    Theme& theme;
};

/// Menu bar, toolbar, rail, the screens, notices above them, status bar. The screens come from
/// outside through addScreen().
class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    explicit MainWindow(const WindowParts& parts, QWidget* parent = nullptr);

    /// `icon` names a picture of resources/icons. The first screen becomes the current one; the
    /// n-th has the shortcut Ctrl+n. The screen's own actions() go into the View menu.
    void addScreen(QWidget* screen, const QString& name, const QString& icon);
    void addCacheActions(const QList<QAction*>& actions); ///< above the sample's
    void addMenu(QMenu* menu);                            ///< of its own, left of Help
    void addFileMenu(QMenu* menu);                        ///< at the top of the File menu
    void addViewMenu(QMenu* menu);                        ///< below the screens
    /// Left of the threshold; `setNarrow` is told whether the window is.
    void addToolbarControl(QWidget* control, std::function<void(bool narrow)> setNarrow);

  signals:
    void connectRequested();
    void settingsRequested();
    void replayRequested();
    void keyboardRequested();
    void aboutRequested();
    void customUpstreamRequested();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

  private:
    void makeRailFoot();
    void makeMenus();
    QMenu* makeThemeMenu();
    void makeCacheMenu();
    void makeHelpMenu();
    void pickTheme(Theme::Mode mode);
    void nextTheme();
    void showThemeMode();
    void pickUpstream(const UpstreamChoice& choice);
    void stepThreshold(int bitsCloser);
    void askClearCache();
    void restore();

    WindowParts parts_;
    MainToolbar* toolbar_;
    Rail* rail_;
    QStackedWidget* screens_;
    QMenu* fileMenu_ = nullptr;
    QMenu* viewMenu_ = nullptr;
    QMenu* helpMenu_ = nullptr;
    QAction* quit_ = nullptr;
    QMenu* cacheMenu_ = nullptr;
    QAction* cacheEnd_ = nullptr; ///< commands of screens stand above it
    QAction* viewEnd_ = nullptr;  ///< screens stand above it, the rest below
    QActionGroup* themes_ = nullptr;
};

} // namespace bsc::ui
