#pragma once

#include "ui/models/request_preview.h"
#include "ui/models/workload_shelf.h"
#include "ui/pages/sheet.h"

#include <vector>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace bsc::ui {

class Label;
class ProgressLine;

/// Brings a file into the library: what it was taken for, which column holds what, the first rows,
/// the rows that make no sense, then how far it is. GUI thread.
class ImportSheet : public Sheet {
    Q_OBJECT
  public:
    ImportSheet(WorkloadShelf& shelf, const Theme& theme, QWidget* parent);

    void setFile(const QString& file);
    void choose(); ///< asks for the file, and shows itself when there is one
    bool isComplete() const { return state_ != State::reading && state_ != State::importing; }

  private:
    enum class State { choosing, reading, refused, ready, importing, imported };

    QWidget* makeFileRow();
    QWidget* makeFormatRow();
    QWidget* makeMapping();
    QWidget* makeProgress();
    void readPreview();
    void showPreview(const std::shared_ptr<const ImportPreview>& preview, const QString& why);
    void showMapping(const ImportPreview& preview);
    void showBadRows(const std::vector<BadRow>& rows, const QString& title);
    void begin();
    void showReport(const ImportReport& report);
    void setState(State state, const QString& text = {});

    WorkloadShelf& shelf_;
    const Theme& theme_;
    State state_ = State::choosing;
    QString file_;
    ImportOptions options_;
    RequestPreview rows_;
    QLineEdit* path_;
    QPushButton* choose_;
    QComboBox* format_;
    QLineEdit* name_;
    QWidget* mapping_;
    std::vector<QComboBox*> columns_; ///< one for each thing a column can hold
    QPlainTextEdit* badRows_;
    Label* badTitle_;
    QWidget* progressPart_;
    ProgressLine* progress_;
    Label* rowsDone_;
    Label* text_;
    QPushButton* go_;
    QPushButton* leave_;
};

} // namespace bsc::ui
