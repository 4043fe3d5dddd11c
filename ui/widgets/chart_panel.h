#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/exporters.h"
#include "ui/models/theme.h"
#include "ui/widgets/panel_header.h"

#include <QToolButton>
#include <QWidget>

#include <functional>

namespace bsc::ui {

/// A chart under its header, with an expand button, and a menu that exports the chart or copies it.
class ChartPanel : public QWidget {
    Q_OBJECT
  public:
    /// `widget` is the chart's widget.
    ChartPanel(const Theme& theme, const QString& title, const QString& explanation,
               QWidget* widget, const Chart& chart, QWidget* parent = nullptr);

    PanelHeader* header() const { return header_; }
    void addBelow(QWidget* widget); ///< under the chart
    void addControl(QWidget* control);
    QString title() const { return title_; }
    void setExpanded(bool expanded);
    /// What exported files say of the figures beside date and program: asked at each export.
    void setNote(std::function<ExportNote()> note) { note_ = std::move(note); }
    void copyImage();
    void askExport(); ///< a file dialog; light look whatever the screen has

  signals:
    void expandToggled(bool expanded);
    void failed(const QString& reason);

  protected:
    void contextMenuEvent(QContextMenuEvent* event) override;

  private:
    ExportNote note() const;

    const Theme& theme_;
    const QString title_;
    QWidget* widget_;
    const Chart& chart_;
    std::function<ExportNote()> note_;
    PanelHeader* header_;
    QToolButton* expand_;
};

} // namespace bsc::ui
