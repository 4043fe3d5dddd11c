#include "ui/pages/generate_sheet.h"

#include "ui/models/format.h"
#include "ui/widgets/count_spin.h"
#include "ui/widgets/label.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/request_table.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>

#include <limits>

namespace bsc::ui {

namespace {

constexpr int form_width = 250, most_requests = 10'000'000, most_classes = 19'200;

} // namespace

GenerateSheet::GenerateSheet(WorkloadShelf& shelf, const Theme& theme, QWidget* parent)
    : Sheet(theme, tr("Generate a workload"), {980, 560}, parent), shelf_(shelf), theme_(theme),
      progress_(new ProgressLine(theme)), text_(new Label(theme, FontRole::secondary, Tone::tx2)),
      go_(new QPushButton(tr("Generate"))), leave_(new QPushButton) {
    setObjectName("generateSheet");
    addCloseButton();
    form_ = makeForm();
    auto* preview = new RequestTable(rows_, theme);
    preview->setObjectName("generatePreview");
    preview->setAccessibleName(tr("The first requests"));
    for (const RowColumn column : {RowColumn::model, RowColumn::source, RowColumn::tokens})
        preview->hideColumn(static_cast<int>(column));
    auto* columns = new QHBoxLayout;
    columns->setSpacing(16);
    columns->addWidget(form_, 0, Qt::AlignTop);
    columns->addWidget(preview, 1);
    progress_->setObjectName("generateProgress");
    progress_->setAccessibleName(tr("Progress"));
    body().addLayout(columns, 1);
    body().addWidget(progress_);

    text_->setObjectName("generateState");
    text_->setWordWrap(true);
    go_->setObjectName("generateGo");
    go_->setProperty("look", "primary");
    leave_->setObjectName("generateLeave");
    foot().addWidget(text_, 1);
    foot().addWidget(leave_);
    foot().addWidget(go_);
    connect(go_, &QPushButton::clicked, this, &GenerateSheet::begin);
    connect(leave_, &QPushButton::clicked, this, [this] {
        if (running_)
            shelf_.cancelJob();
        else
            reject();
    });
    connect(&shelf_, &WorkloadShelf::generatedPreview, this,
            [this](const std::vector<WorkloadRow>& rows, const QString& why) {
                waiting_ = false;
                valid_ = why.isEmpty();
                rows_.setRows(rows);
                showState(valid_ ? tr("The first %1 requests").arg(rows.size()) : why);
            });
    connect(&shelf_, &WorkloadShelf::jobChanged, this, [this] {
        if (running_ && shelf_.job())
            progress_->setShare(shelf_.job()->share);
    });
    connect(&shelf_, &WorkloadShelf::added, this, [this] {
        if (!running_)
            return;
        end({});
        accept();
    });
    connect(&shelf_, &WorkloadShelf::cancelled, this,
            [this] { end(tr("Cancelled; nothing was generated.")); });
    connect(&shelf_, &WorkloadShelf::failed, this, [this](const QString&, const QString& why) {
        if (!shelf_.job())
            end(why);
    });
    showState({});
}

QWidget* GenerateSheet::makeForm() {
    const TextWorkloadSettings usual;
    auto* strip = new QWidget;
    strip->setFixedWidth(form_width);
    auto* form = new QGridLayout(strip);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(7);
    form->setColumnStretch(1, 1);
    name_ = new QLineEdit;
    addRow(*form, name_, "generateName", tr("Name"), {});
    requests_ = addCount(*form, "generateRequests", tr("Requests"), 1, most_requests,
                         static_cast<int>(usual.requests), {});
    classes_ = addCount(*form, "generateClasses", tr("Classes"), 1, most_classes,
                        static_cast<int>(usual.classes), tr("Different meanings"));
    zipf_ = addShare(*form, "generateZipf", tr("Zipf exponent"), 10, 0.1, usual.zipf, {},
                     tr("How much more often popular meanings are asked for; 0: all alike"));
    drift_ = addShare(*form, "generateDrift", tr("Drift"), 100, 0.1, 100 * usual.drift, " %",
                      tr("Chance with each request that a meaning takes another's popularity"));
    oneOffs_ = addShare(*form, "generateOneOffs", tr("One-offs"), 100, 5, 100 * usual.one_offs,
                        " %", tr("Share of requests that never come again"));
    spread_ = addShare(*form, "generateSpread", tr("Paraphrases"), 100, 5,
                       100 * usual.paraphrase_spread, " %",
                       tr("0: a meaning is always said in the same words; 100: in all ways there "
                          "are, with greetings"));
    perMinute_ = addCount(*form, "generatePace", tr("Requests a minute"), 1, 1'000'000,
                          static_cast<int>(usual.per_minute),
                          tr("On average; by day three times as many as at night"));
    seed_ = addCount(*form, "generateSeed", tr("Seed"), 0, std::numeric_limits<int>::max(),
                     static_cast<int>(usual.seed),
                     tr("The same seed and settings give the same requests on every machine"));
    connect(name_, &QLineEdit::textChanged, this, [this] { showState(text_->text()); });
    return strip;
}

void GenerateSheet::addRow(QGridLayout& form, QWidget* field, const char* name,
                           const QString& title, const QString& tip) {
    field->setObjectName(name);
    field->setAccessibleName(title);
    field->setToolTip(tip);
    const int row = form.rowCount();
    auto* caption = new Label(theme_, FontRole::secondary, Tone::tx3, title);
    caption->setToolTip(tip);
    form.addWidget(caption, row, 0);
    form.addWidget(field, row, 1);
}

QSpinBox* GenerateSheet::addCount(QGridLayout& form, const char* name, const QString& title,
                                  int least, int most, int value, const QString& tip) {
    auto* field = new CountSpin;
    field->setRange(least, most);
    field->setValue(value);
    connect(field, &QSpinBox::valueChanged, this, &GenerateSheet::readPreview);
    addRow(form, field, name, title, tip);
    return field;
}

QDoubleSpinBox* GenerateSheet::addShare(QGridLayout& form, const char* name, const QString& title,
                                        double most, double step, double value,
                                        const QString& suffix, const QString& tip) {
    auto* field = new QDoubleSpinBox;
    field->setRange(0, most);
    field->setDecimals(2);
    field->setSingleStep(step);
    field->setSuffix(suffix);
    field->setValue(value);
    connect(field, &QDoubleSpinBox::valueChanged, this, &GenerateSheet::readPreview);
    addRow(form, field, name, title, tip);
    return field;
}

void GenerateSheet::open() {
    if (!running_) {
        name_->setText(shelf_.freeName(tr("support desk")));
        readPreview();
    }
    show();
    raise();
    activateWindow();
}

TextWorkloadSettings GenerateSheet::settings() const {
    constexpr double percent = 100;
    return {.requests = static_cast<std::uint64_t>(requests_->value()),
            .classes = static_cast<std::uint32_t>(classes_->value()),
            .zipf = zipf_->value(),
            .drift = drift_->value() / percent,
            .one_offs = oneOffs_->value() / percent,
            .paraphrase_spread = spread_->value() / percent,
            .per_minute = static_cast<double>(perMinute_->value()),
            .seed = static_cast<std::uint64_t>(seed_->value())};
}

void GenerateSheet::readPreview() {
    waiting_ = true;
    shelf_.previewGenerated(settings());
}

void GenerateSheet::begin() {
    if (shelf_.job()) {
        showState(tr("%1 comes first.").arg(shelf_.job()->text));
        return;
    }
    running_ = true;
    progress_->setShare(0);
    showState({});
    shelf_.generate(settings(), name_->text());
}

void GenerateSheet::end(const QString& text) {
    if (!running_)
        return;
    running_ = false;
    showState(text);
}

void GenerateSheet::showState(const QString& text) {
    text_->setText(text);
    form_->setEnabled(!running_);
    progress_->setVisible(running_);
    go_->setEnabled(valid_ && !running_ && !name_->text().trimmed().isEmpty());
    leave_->setText(running_ ? tr("Cancel") : tr("Close"));
}

} // namespace bsc::ui
