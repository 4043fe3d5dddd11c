#pragma once

#include "ui/models/encoder_info.h"
#include "ui/pages/sheet.h"

namespace bsc::ui {

/// The keys that work, F1.
class KeyboardSheet : public Sheet {
    Q_OBJECT
  public:
    explicit KeyboardSheet(const Theme& theme, QWidget* parent = nullptr);
};

/// Version, encoder, libraries and licences.
class AboutSheet : public Sheet {
    Q_OBJECT
  public:
    AboutSheet(const Theme& theme, const EncoderInfo& encoder, QWidget* parent = nullptr);
};

} // namespace bsc::ui
