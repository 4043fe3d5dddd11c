#pragma once

#include <QProxyStyle>

namespace bsc::ui {

/// Fusion with our measures: no underlined mnemonics at rest, toolbars without margins of their
/// own.
class BaseStyle : public QProxyStyle {
    Q_OBJECT
  public:
    BaseStyle();

    int pixelMetric(PixelMetric metric, const QStyleOption* option,
                    const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* result) const override;
};

} // namespace bsc::ui
