#pragma once

#include "engine/proxy/events.h"

#include <QStackedWidget>

#include <vector>

namespace bsc::ui {

/// The home screen: the first-run panel until a request comes, then the Live page.
class LiveScreen : public QStackedWidget {
    Q_OBJECT
  public:
    /// Takes both pages over.
    LiveScreen(QWidget* firstRun, QWidget* live, QWidget* parent = nullptr);

    bool hasTraffic() const { return currentIndex() == 1; }

    /// From the event pump.
    void take(const std::vector<Event>& events);
};

} // namespace bsc::ui
