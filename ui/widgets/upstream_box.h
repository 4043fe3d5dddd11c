#pragma once

#include "ui/models/engine_link.h"
#include "ui/models/theme.h"

#include <QComboBox>

namespace bsc::ui {

/// Where misses go, with a dot for the upstream's health: green when it answers, amber when it
/// does not, grey when the proxy is off.
class UpstreamBox : public QComboBox {
    Q_OBJECT
  public:
    UpstreamBox(EngineLink& link, const Theme& theme, QWidget* parent = nullptr);

    static QString nameOf(UpstreamChoice::Kind kind);

  signals:
    void customRequested(); ///< the user wants to edit the URLs
    void picked(const UpstreamChoice& choice);

  private:
    void pick(int index);
    void showChoice();

    EngineLink& link_;
    const Theme& theme_;
};

} // namespace bsc::ui
