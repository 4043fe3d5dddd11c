#pragma once

#include "ui/models/theme.h"
#include "ui/models/threshold_lab.h"

#include <QGridLayout>
#include <QPushButton>
#include <QWidget>

#include <array>
#include <optional>

namespace bsc::ui {

class Label;
class SegmentedControl;

/// The loosest threshold that keeps a promise, what it would change, and what can be done with it.
class SuggestionPanel : public QWidget {
    Q_OBJECT
  public:
    SuggestionPanel(ThresholdLab& lab, ThresholdModel& threshold, const Theme& theme,
                    QWidget* parent = nullptr);

  signals:
    void labelRequested();
    void importRequested();
    void replayRequested(unsigned radius);
    void methodRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    struct Row {
        Label *name, *now, *then, *change;
    };

    void makeTable(QGridLayout& grid);
    void makeButtons();
    void refresh();
    void showPromise();
    void showTable();
    void showUndo();
    void apply();
    std::optional<unsigned> other() const;

    ThresholdLab& lab_;
    ThresholdModel& threshold_;
    const Theme& theme_;
    SegmentedControl* level_;
    Label *atMost_, *figure_, *promise_, *detail_, *undoText_;
    QWidget *table_, *undoBar_;
    Row head_{}, hits_{}, wrong_{}, saved_{};
    QPushButton *apply_, *replay_, *label_, *import_, *method_;
    std::optional<unsigned> before_; ///< radius that was live before the last one was applied
};

} // namespace bsc::ui
