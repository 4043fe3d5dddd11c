#pragma once

#include "ui/models/theme.h"
#include "ui/models/workload_table.h"
#include "ui/pages/library_commands.h"

#include <QWidget>

class QLineEdit;
class QStackedWidget;

namespace bsc::ui {

class JobStrip;
class Label;
class WorkloadDetails;
class WorkloadList;

/// The library of workloads, left on the Workloads screen: a list with a search, the long job that
/// runs, and the picked workload at the foot. GUI thread; `shelf` must outlive it.
class LibraryPanel : public QWidget {
    Q_OBJECT
  public:
    LibraryPanel(WorkloadShelf& shelf, const Theme& theme, QWidget* parent = nullptr);

    std::uint64_t current() const; ///< id of the picked workload; 0: none
    void setCurrent(std::uint64_t id);
    LibraryCommands& commands() { return commands_; }
    void setRecordAction(QAction* record); ///< what the empty library offers first

  signals:
    /// Another workload is picked, or none: 0.
    void currentChanged(quint64 id);
    void replayRequested(quint64 id);
    void browseRequested(quint64 id);          ///< its requests
    void importRequested(const QString& file); ///< empty: to be asked for
    void generateRequested();
    void exportRequested(quint64 id);

  protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    QWidget* makeHeader();
    QWidget* makeEmpty();
    QWidget* makeNoMatch();
    void connectCommands();
    void pick(std::uint64_t id);
    void search(const QString& text);
    void showState();
    void openMenu(const QPoint& global);

    WorkloadShelf& shelf_;
    const Theme& theme_;
    WorkloadTable table_;
    LibraryCommands commands_;
    WorkloadList* list_;
    WorkloadDetails* details_;
    JobStrip* job_;
    QStackedWidget* state_;
    QLineEdit* search_ = nullptr;
    Label* summary_ = nullptr;
    Label* emptyTitle_ = nullptr;
    Label* emptyText_ = nullptr;
    Label* noMatch_ = nullptr;
    QWidget* offers_ = nullptr;
};

} // namespace bsc::ui
