#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/exporters.h"
#include "ui/models/theme.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/panel_header.h"

#include <QToolButton>
#include <QWidget>

namespace bsc::ui {

/// A chart under its header, which has an export menu and an expand button.
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
    QString slug() const { return chart_.slug(); }
    ExportMenu* exportMenu() const { return menu_; } ///< also for a menu of the window
    void setExpanded(bool expanded);
    void setExpandable(bool expandable); ///< else there is no such button
    /// Workload, settings and, unless it is this one, machine behind the figures: asked at each
    /// export, and written into every file beside title, date of the export and program.
    void setNote(NoteSource note) { note_ = std::move(note); }

    void copyImage();
    void exportPicture() { askExport(ExportFormat::png); }
    /// A file dialog; light look whatever the screen has.
    void askExport(ExportFormat format);
    /// In about the size it has on screen; the suffix decides the format. failed() if it cannot.
    void exportTo(const QString& path);

  signals:
    void expandToggled(bool expanded);
    void failed(const QString& reason);

  protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override; ///< Esc: no longer expanded

  private:
    ExportNote note() const;
    QSize pictureSize() const;
    QToolButton* addButton(const char* name, const char* icon, const QString& text);

    const Theme& theme_;
    const QString title_;
    QWidget* widget_;
    const Chart& chart_;
    NoteSource note_;
    PanelHeader* header_;
    ExportMenu* menu_;
    QToolButton *export_, *expand_;
};

} // namespace bsc::ui
