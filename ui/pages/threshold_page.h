#pragma once

#include "ui/charts/export_note.h"
#include "ui/models/theme.h"
#include "ui/models/threshold_lab.h"

#include <QProgressBar>
#include <QPushButton>
#include <QWidget>

#include <array>

namespace bsc::ui {

class ChartPanel;
class CurveChart;
class Label;
class LabelBars;
class LabelPanel;
class MethodSheet;
class ResetSplitter;
class SuggestionPanel;
class WhatIfHeader;

/// "Which threshold is safe, and what does it cost?" GUI thread.
class ThresholdPage : public QWidget {
    Q_OBJECT
  public:
    ThresholdPage(ThresholdLab& lab, ThresholdModel& threshold, const Theme& theme,
                  QWidget* parent = nullptr);

    const std::array<ChartPanel*, 5>& charts() const { return panels_; }
    /// Machine and settings, for exported charts.
    void setFacts(FactsSource facts) { facts_ = std::move(facts); }
    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

  signals:
    void failed(const QString& reason); ///< of an export
    void importRequested();
    void replayRequested(unsigned radius);
    void inspectorRequested();
    void decisionsRequested();

  protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void makeBusyStrip();
    void makeActions();
    void makeCharts();
    void makeLayout();
    void follow();
    void showState();
    void refresh();
    void showRocSample();
    void expand(ChartPanel* panel);
    ExportNote exportNote() const;
    QString sampleText() const;
    QString emptyText() const;

    ThresholdLab& lab_;
    ThresholdModel& threshold_;
    const Theme& theme_;
    WhatIfHeader* header_;
    Label *hint_, *stage_, *hitsSample_, *wrongSample_, *rocSample_;
    QProgressBar* progress_;
    QPushButton* cancel_;
    QWidget* busy_;
    CurveChart *hits_, *wrong_, *roc_, *recall_;
    LabelBars* bars_;
    std::array<ChartPanel*, 5> panels_{};
    SuggestionPanel* suggestion_;
    LabelPanel* labels_;
    MethodSheet* methodSheet_;
    QWidget* small_;
    ResetSplitter *columns_, *rows_;
    FactsSource facts_;
    bool narrow_ = false;
    bool forwards_ = false; ///< a key to the chart, which may give it back
};

} // namespace bsc::ui
