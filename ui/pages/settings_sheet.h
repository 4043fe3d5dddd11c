#pragma once

#include "ui/models/encoder_info.h"
#include "ui/models/engine_link.h"
#include "ui/models/settings.h"
#include "ui/models/theme.h"
#include "ui/pages/sheet.h"

class QCheckBox;
class QFormLayout;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace bsc::ui {

class SegmentedControl;

/// What the user may set: port, token, upstream URLs, theme, model folder, prices; and what is on:
/// encoder, database.
class SettingsSheet : public Sheet {
    Q_OBJECT
  public:
    struct Facts {
        EncoderInfo encoder;
        QString database; ///< path, empty: nothing is kept
    };

    SettingsSheet(EngineLink& link, Settings& settings, Theme& theme, const Facts& facts,
                  QWidget* parent = nullptr);

    void showPort();     ///< opens with the port selected
    void showUpstream(); ///< opens with the first URL selected
    void showModelFolder();
    void showPrices();

  signals:
    void motionChanged(); ///< the setting of it

  private:
    QLayout* makePortRow();
    void addUpstreamRows(QFormLayout& form);
    QLayout* makeTokenRow();
    QLayout* makeModelRow();
    QLayout* makePricesRow();
    void keepModelFolder(const QString& folder);
    void usePrices(const QString& file);
    void applyPort();
    void applyUpstream();
    void refresh();
    void showUpstreams();
    void refreshPortButton();
    void open(QWidget* field);

    EngineLink& link_;
    Settings& settings_;
    Theme& theme_;
    QSpinBox* port_ = nullptr;
    QPushButton* usePort_ = nullptr;
    QLineEdit* openai_ = nullptr;
    QLineEdit* anthropic_ = nullptr;
    QLineEdit* ollama_ = nullptr;
    QCheckBox* plainHttp_ = nullptr;
    bool upstreamsEdited_ = false; ///< and not yet used
    QLineEdit* modelFolder_ = nullptr;
    QLineEdit* prices_ = nullptr;
    QCheckBox* askToken_ = nullptr;
    SegmentedControl* themes_ = nullptr;
    QCheckBox* motion_ = nullptr;
};

} // namespace bsc::ui
