#pragma once

#include "ui/models/request_story.h"
#include "ui/models/theme.h"
#include "ui/models/threshold_model.h"

#include <QWidget>

#include <optional>

namespace bsc::ui {

/// "What happens to a request": prompt, embedding, code, nearest stored code, answer, one under the
/// other, with the bits and distances of real prompts.
class RequestStoryView : public QWidget {
    Q_OBJECT
  public:
    RequestStoryView(const ThresholdModel& threshold, const Theme& theme,
                     QWidget* parent = nullptr);

    /// Until then the steps stand without figures.
    void setStory(RequestStory story);

    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    struct Step {
        int y;
        QString title, text;
    };
    QList<Step> steps() const;
    void paintStep(QPainter& painter, const Step& step) const;
    void paintCode(QPainter& painter) const;
    void paintDistances(QPainter& painter) const;
    void paintOutcome(QPainter& painter) const;
    QString describe() const;

    const ThresholdModel& threshold_;
    const Theme& theme_;
    std::optional<RequestStory> story_;
};

} // namespace bsc::ui
