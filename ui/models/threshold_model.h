#pragma once

#include <QObject>

#include <optional>

namespace bsc::ui {

/// The live radius and the one being tried, shared by the toolbar, the histogram and the pages.
/// The unit is the integer radius in bits; similarity is derived. GUI thread.
class ThresholdModel : public QObject {
    Q_OBJECT
  public:
    ThresholdModel(unsigned bits, unsigned radius, QObject* parent = nullptr);

    unsigned bits() const { return bits_; }
    unsigned radius() const { return radius_; }
    /// The smallest threshold that means this radius, rounded up to two decimals where two decimals
    /// tell it apart ("0.85" for 38 of 256), else to four.
    float similarity(unsigned radius) const;
    QString similarityText(unsigned radius) const;
    unsigned radiusFor(float similarity) const;

    /// While the user drags; nothing is applied.
    std::optional<unsigned> preview() const { return preview_; }
    void setPreview(std::optional<unsigned> radius);
    /// Asks the engine for this radius: emits applyRequested; the engine's answer comes back
    /// through setRadius.
    void apply(unsigned radius);
    void setRadius(unsigned radius);
    void setBits(unsigned bits);

    std::optional<unsigned> suggested() const { return suggested_; }
    void setSuggested(std::optional<unsigned> radius);

  signals:
    void radiusChanged(unsigned radius);
    void previewChanged();
    void suggestedChanged();
    void applyRequested(unsigned radius);

  private:
    unsigned bits_;
    unsigned radius_;
    std::optional<unsigned> preview_;
    std::optional<unsigned> suggested_;
};

} // namespace bsc::ui
