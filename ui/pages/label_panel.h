#pragma once

#include "ui/models/theme.h"
#include "ui/models/threshold_lab.h"
#include "ui/models/word_diff.h"

#include <QPushButton>
#include <QWidget>

namespace bsc::ui {

class DistanceBar;
class Label;
class PairList;

/// The queue of pairs to be labelled: the pair in question with what differs, the answer it would
/// be served, and the pairs that follow. R, W, S and Z work wherever the page has the keyboard.
class LabelPanel : public QWidget {
    Q_OBJECT
  public:
    LabelPanel(ThresholdLab& lab, const Theme& theme, QWidget* parent = nullptr);

    void focusQueue(); ///< "Label pairs" was asked for elsewhere

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void makeCard();
    QPushButton* makeButton(const QString& text, const QString& key, const char* name,
                            std::optional<LabelWord> word);
    void refresh();
    void showAnswer();
    QString marked(const std::vector<DiffRun>& runs) const;
    QString emptyText() const;

    ThresholdLab& lab_;
    const Theme& theme_;
    Label *counts_, *distance_, *model_, *prompt_, *match_, *answer_, *empty_;
    DistanceBar* bar_;
    QWidget* card_;
    PairList* next_;
    QList<QPushButton*> words_;
    QPushButton* undo_;
};

} // namespace bsc::ui
