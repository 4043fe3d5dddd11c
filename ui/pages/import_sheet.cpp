#include "ui/pages/import_sheet.h"

#include "ui/models/format.h"
#include "ui/widgets/choice_box.h"
#include "ui/widgets/label.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/request_table.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>

namespace bsc::ui {

namespace {

constexpr int bad_rows_height = 78, caption_width = 56;

struct NamedFormat {
    ImportFormat format;
    const char* name;
};

constexpr NamedFormat formats[] = {
    {ImportFormat::workload, QT_TRANSLATE_NOOP("bsc::ui::ImportSheet", "Workload (JSON Lines)")},
    {ImportFormat::csv, QT_TRANSLATE_NOOP("bsc::ui::ImportSheet", "CSV")},
    {ImportFormat::openai,
     QT_TRANSLATE_NOOP("bsc::ui::ImportSheet", "OpenAI batch or chats (JSON Lines)")},
    {ImportFormat::litellm, QT_TRANSLATE_NOOP("bsc::ui::ImportSheet", "LiteLLM log")},
    {ImportFormat::helicone, QT_TRANSLATE_NOOP("bsc::ui::ImportSheet", "Helicone log")},
    {ImportFormat::har, QT_TRANSLATE_NOOP("bsc::ui::ImportSheet", "HAR of a browser or proxy")},
};

struct Held {
    const char* what; ///< as the engine names it
    const char* name;
};

constexpr Held held[] = {
    {"prompt", QT_TRANSLATE_NOOP("bsc::ui::ImportSheet", "Prompt")},
    {"time", QT_TRANSLATE_NOOP("bsc::ui::ImportSheet", "Time")},
    {"class", QT_TRANSLATE_NOOP("bsc::ui::ImportSheet", "Class")},
    {"model", QT_TRANSLATE_NOOP("bsc::ui::ImportSheet", "Model")},
    {"source", QT_TRANSLATE_NOOP("bsc::ui::ImportSheet", "Source")},
    {"partition", QT_TRANSLATE_NOOP("bsc::ui::ImportSheet", "Partition")},
    {"input_tokens", QT_TRANSLATE_NOOP("bsc::ui::ImportSheet", "Tokens in")},
    {"output_tokens", QT_TRANSLATE_NOOP("bsc::ui::ImportSheet", "Tokens out")},
};

QString lines(const std::vector<BadRow>& rows) {
    QStringList texts;
    for (const BadRow& row : rows)
        texts << ImportSheet::tr("line %1: %2")
                     .arg(formatCount(row.line), QString::fromStdString(row.why));
    return texts.join('\n');
}

Label* caption(const Theme& theme, const QString& text) {
    auto* label = new Label(theme, FontRole::secondary, Tone::tx3, text);
    label->setMinimumWidth(caption_width);
    return label;
}

QWidget* rowOf(std::initializer_list<QWidget*> parts, QWidget* wide) {
    auto* strip = new QWidget;
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (QWidget* part : parts)
        row->addWidget(part, part == wide ? 1 : 0);
    return strip;
}

} // namespace

ImportSheet::ImportSheet(WorkloadShelf& shelf, const Theme& theme, QWidget* parent)
    : Sheet(theme, tr("Import a workload"), {860, 620}, parent), shelf_(shelf), theme_(theme),
      badRows_(new QPlainTextEdit), badTitle_(new Label(theme, FontRole::secondary, Tone::tx2)),
      text_(new Label(theme, FontRole::secondary, Tone::tx2)), go_(new QPushButton(tr("Import"))),
      leave_(new QPushButton) {
    setObjectName("importSheet");
    addCloseButton();
    auto* preview = new RequestTable(rows_, theme);
    preview->setObjectName("importPreview");
    preview->setAccessibleName(tr("The first rows"));
    badTitle_->setObjectName("importBadTitle");
    badRows_->setObjectName("importBadRows");
    badRows_->setAccessibleName(tr("Rows that are left out"));
    badRows_->setReadOnly(true);
    badRows_->setFont(theme.font(FontRole::number));
    badRows_->setFixedHeight(bad_rows_height);
    body().setSpacing(8);
    body().addWidget(makeFileRow());
    body().addWidget(makeFormatRow());
    body().addWidget(makeMapping());
    body().addWidget(preview, 1);
    body().addWidget(badTitle_);
    body().addWidget(badRows_);
    body().addWidget(makeProgress());

    text_->setObjectName("importState");
    text_->setWordWrap(true);
    go_->setObjectName("importGo");
    go_->setProperty("look", "primary");
    leave_->setObjectName("importLeave");
    foot().addWidget(text_, 1);
    foot().addWidget(leave_);
    foot().addWidget(go_);
    connect(go_, &QPushButton::clicked, this, &ImportSheet::begin);
    connect(leave_, &QPushButton::clicked, this, [this] {
        if (state_ == State::importing)
            shelf_.cancelJob();
        else
            reject();
    });
    connect(name_, &QLineEdit::textChanged, this, [this] { setState(state_, text_->text()); });
    connect(&shelf_, &WorkloadShelf::previewed, this, &ImportSheet::showPreview);
    connect(&shelf_, &WorkloadShelf::imported, this, &ImportSheet::showReport);
    connect(&shelf_, &WorkloadShelf::jobChanged, this, [this] {
        if (const auto& job = shelf_.job(); job && state_ == State::importing) {
            progress_->setShare(job->share);
            rowsDone_->setText(tr("%1 rows").arg(formatCount(job->rows)));
        }
    });
    connect(&shelf_, &WorkloadShelf::cancelled, this, [this] {
        if (state_ == State::importing)
            setState(State::ready, tr("Cancelled; nothing was imported."));
    });
    connect(&shelf_, &WorkloadShelf::failed, this, [this](const QString&, const QString& why) {
        if (state_ == State::importing && !shelf_.job())
            setState(State::ready, why);
    });
    setState(State::choosing);
}

QWidget* ImportSheet::makeFileRow() {
    path_ = new QLineEdit;
    path_->setObjectName("importFile");
    path_->setAccessibleName(tr("File"));
    path_->setReadOnly(true);
    path_->setProperty("look", "field");
    path_->setPlaceholderText(
        tr("JSON Lines, CSV, a LiteLLM or Helicone log or HAR; gzip as well"));
    choose_ = new QPushButton(tr("Choose…"));
    choose_->setObjectName("importChoose");
    choose_->setAccessibleName(tr("Choose a file"));
    connect(choose_, &QPushButton::clicked, this, &ImportSheet::choose);
    return rowOf({caption(theme_, tr("File")), path_, choose_}, path_);
}

QWidget* ImportSheet::makeFormatRow() {
    format_ = new QComboBox;
    format_->setObjectName("importFormat");
    format_->setAccessibleName(tr("Format"));
    format_->addItem(tr("Detected"));
    for (const NamedFormat& each : formats)
        format_->addItem(tr(each.name));
    format_->setMinimumWidth(260);
    connect(format_, &QComboBox::activated, this, [this](int index) {
        options_ = {};
        if (index > 0)
            options_.format = formats[index - 1].format;
        readPreview();
    });
    name_ = new QLineEdit;
    name_->setObjectName("importName");
    name_->setAccessibleName(tr("Name of the workload"));
    return rowOf({caption(theme_, tr("Format")), format_, caption(theme_, tr("Name")), name_},
                 name_);
}

QWidget* ImportSheet::makeMapping() {
    mapping_ = new QWidget;
    mapping_->setObjectName("importMapping");
    auto* grid = new QGridLayout(mapping_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    constexpr int across = 4;
    for (const Held& each : held) {
        auto* column = new ChoiceBox(QString("importColumn-%1").arg(each.what),
                                     tr("Column of: %1").arg(tr(each.name)), QWIDGETSIZE_MAX);
        column->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        const auto place = static_cast<int>(columns_.size());
        grid->addWidget(caption(theme_, tr(each.name)), place / across, 2 * (place % across));
        grid->addWidget(column, place / across, 2 * (place % across) + 1);
        grid->setColumnStretch(2 * (place % across) + 1, 1);
        connect(column, &QComboBox::activated, this, [this, column, &each](int index) {
            options_.columns[each.what] = index > 0 ? column->currentText().toStdString() : "";
            readPreview();
        });
        columns_.push_back(column);
    }
    mapping_->hide();
    return mapping_;
}

QWidget* ImportSheet::makeProgress() {
    progress_ = new ProgressLine(theme_);
    progress_->setObjectName("importProgress");
    progress_->setAccessibleName(tr("Progress"));
    rowsDone_ = new Label(theme_, FontRole::number, Tone::tx2);
    rowsDone_->setObjectName("importRows");
    return progressPart_ = rowOf({progress_, rowsDone_}, progress_);
}

void ImportSheet::choose() {
    const QString file = QFileDialog::getOpenFileName(
        parentWidget(), tr("Import a workload"), QFileInfo(file_).path(),
        tr("Requests (*.jsonl *.ndjson *.json *.csv *.tsv *.har *.log *.gz);;All files (*)"));
    if (!file.isEmpty())
        setFile(file);
}

void ImportSheet::setFile(const QString& file) {
    show();
    raise();
    activateWindow();
    if (state_ == State::importing)
        return;
    file_ = file;
    options_ = {};
    path_->setText(file);
    format_->setCurrentIndex(0);
    name_->setText(shelf_.freeName(QFileInfo(file).baseName()));
    readPreview();
}

void ImportSheet::readPreview() {
    if (file_.isEmpty())
        return;
    setState(State::reading, tr("Reading the first rows"));
    shelf_.preview(file_, options_);
}

void ImportSheet::showPreview(const std::shared_ptr<const ImportPreview>& preview,
                              const QString& why) {
    if (state_ != State::reading)
        return;
    mapping_->setVisible(preview && preview->format == ImportFormat::csv);
    rows_.setRows(preview ? preview->rows : std::vector<WorkloadRow>());
    if (preview) {
        for (const NamedFormat& each : formats)
            if (each.format == preview->format)
                format_->setItemText(0, tr("Detected: %1").arg(tr(each.name)));
        showMapping(*preview);
    }
    if (!options_.format && !preview)
        format_->setItemText(0, tr("Not detected"));
    showBadRows(preview ? preview->bad_rows : std::vector<BadRow>(),
                tr("Left out so far, with line numbers; the rest is checked while importing"));
    if (!why.isEmpty())
        setState(State::refused, why);
    else if (preview->rows.empty())
        setState(State::refused, tr("No row of this file can be imported."));
    else
        setState(State::ready, tr("The first %1 rows").arg(preview->rows.size()));
}

void ImportSheet::showMapping(const ImportPreview& preview) {
    for (std::size_t place = 0; place < columns_.size(); ++place) {
        QComboBox& column = *columns_[place];
        const QSignalBlocker quiet(&column);
        column.clear();
        column.addItem(tr("none"));
        for (const std::string& name : preview.columns)
            column.addItem(QString::fromStdString(name));
        const auto used = preview.mapping.find(held[place].what);
        if (used != preview.mapping.end() && !used->second.empty())
            column.setCurrentText(QString::fromStdString(used->second));
    }
}

void ImportSheet::showBadRows(const std::vector<BadRow>& rows, const QString& title) {
    badTitle_->setText(title);
    badRows_->setPlainText(lines(rows));
    badTitle_->setVisible(!rows.empty());
    badRows_->setVisible(!rows.empty());
}

void ImportSheet::begin() {
    if (state_ == State::imported) {
        accept();
        return;
    }
    if (shelf_.job()) {
        setState(state_, tr("%1 comes first.").arg(shelf_.job()->text));
        return;
    }
    progress_->setShare(0);
    rowsDone_->clear();
    setState(State::importing, tr("Nothing is kept until the whole file is read."));
    shelf_.import(file_, options_, name_->text());
}

void ImportSheet::showReport(const ImportReport& report) {
    if (state_ != State::importing)
        return;
    if (report.bad == 0 && report.back_in_time == 0) {
        setState(State::choosing);
        accept();
        return;
    }
    QStringList told{tr("%1 requests were imported").arg(formatCount(report.workload.requests))};
    if (report.bad > 0)
        told << tr("%1 rows made no sense and were left out").arg(formatCount(report.bad));
    if (report.back_in_time > 0)
        told << tr("%1 are earlier than the row before them").arg(formatCount(report.back_in_time));
    showBadRows(report.bad_rows,
                report.bad > report.bad_rows.size()
                    ? tr("The first %1 of the rows that were left out").arg(report.bad_rows.size())
                    : tr("The rows that were left out"));
    setState(State::imported, told.join(", ") + '.');
}

void ImportSheet::setState(State state, const QString& text) {
    state_ = state;
    const bool importing = state == State::importing;
    text_->setText(text);
    progressPart_->setVisible(importing);
    for (QWidget* control : {static_cast<QWidget*>(choose_), static_cast<QWidget*>(format_),
                             static_cast<QWidget*>(name_), mapping_})
        control->setEnabled(!importing && state != State::imported);
    go_->setText(state == State::imported ? tr("Done") : tr("Import"));
    go_->setEnabled(state == State::imported ||
                    (state == State::ready && !name_->text().trimmed().isEmpty()));
    leave_->setText(importing ? tr("Cancel") : tr("Close"));
    leave_->setVisible(state != State::imported);
}

} // namespace bsc::ui
