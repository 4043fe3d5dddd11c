#include "ui/pages/live_screen.h"

#include <algorithm>

namespace bsc::ui {

LiveScreen::LiveScreen(QWidget* firstRun, QWidget* live, QWidget* parent) : QStackedWidget(parent) {
    setObjectName("liveScreen");
    addWidget(firstRun);
    addWidget(live);
    addActions(live->actions());
}

void LiveScreen::take(const std::vector<Event>& events) {
    const auto isFlow = [](const Event& event) { return std::holds_alternative<FlowEvent>(event); };
    if (!hasTraffic() && std::any_of(events.begin(), events.end(), isFlow))
        setCurrentIndex(1);
}

} // namespace bsc::ui
