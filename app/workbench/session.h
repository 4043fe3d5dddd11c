#pragma once

#include "app/workbench/composition.h"
#include "app/workbench/options.h"
#include "app/workbench/screenshots.h"

#include <QObject>

#include <memory>

namespace bsc::ui {

/// What the command line asked the program to do by itself: turn the proxy on, replay the sample,
/// take pictures, quit.
class Session : public QObject {
    Q_OBJECT
  public:
    Session(Composition& program, const Options& options, Settings& settings, Theme& theme);

    void start();

  private:
    void proxySettled();
    void takeScreens();
    void end();

    Composition& program_;
    const Options& options_;
    const bool turnOn_;
    std::unique_ptr<Screenshots> screenshots_; ///< null: none asked for
    bool settled_ = false;
    bool ending_ = false; ///< the pictures take longer than --exit-after may
};

} // namespace bsc::ui
