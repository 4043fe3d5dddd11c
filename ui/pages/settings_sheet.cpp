#include "ui/pages/settings_sheet.h"

#include "ui/widgets/copy_field.h"
#include "ui/widgets/label.h"
#include "ui/widgets/segmented_control.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>

namespace bsc::ui {

namespace {

constexpr QSize sheet_size{600, 530};
constexpr int caption_width = 110, row_height = 28, row_spacing = 8, shown_token = 12;

} // namespace

SettingsSheet::SettingsSheet(EngineLink& link, Settings& settings, Theme& theme, const Facts& facts,
                             QWidget* parent)
    : Sheet(theme, tr("Settings"), sheet_size, parent), link_(link), settings_(settings),
      theme_(theme) {
    setObjectName("settingsSheet");
    addCloseButton();

    auto* form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const auto caption = [this](const QString& text) {
        auto* label = new Label(theme_, FontRole::base, Tone::tx2, text);
        label->setMinimumSize(caption_width, row_height);
        return label;
    };
    const auto fact = [this](const QString& text) {
        auto* label = new Label(theme_, FontRole::base, Tone::tx, text);
        label->setWordWrap(true);
        label->setMinimumHeight(row_height);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        return label;
    };

    form->addRow(caption(tr("Port")), makePortRow());
    form->addRow(caption(tr("Local token")), makeTokenRow());
    addUpstreamRows(*form);
    themes_ = new SegmentedControl(theme_, {tr("System"), tr("Light"), tr("Dark")});
    themes_->setObjectName("settingsTheme");
    themes_->setAccessibleName(tr("Theme"));
    connect(themes_, &SegmentedControl::currentChanged, this, [this](int index) {
        const auto mode = static_cast<Theme::Mode>(index);
        settings_.setTheme(mode);
        theme_.setMode(mode);
    });
    auto* themeRow = new QHBoxLayout;
    themeRow->addWidget(themes_);
    motion_ = new QCheckBox(tr("Reduce motion"));
    motion_->setObjectName("settingsReduceMotion");
    motion_->setToolTip(tr("Rings of evicted entries vanish instead of fading"));
    connect(motion_, &QCheckBox::clicked, this, [this](bool reduces) {
        settings_.setReducesMotion(reduces);
        emit motionChanged();
    });
    themeRow->addSpacing(row_spacing);
    themeRow->addWidget(motion_);
    themeRow->addStretch(1);
    form->addRow(caption(tr("Theme")), themeRow);
    form->addRow(
        caption(tr("Encoder")),
        fact(tr("%1: %2 numbers to %3 bits. Thresholds: loose %4, balanced %5, strict %6%7")
                 .arg(facts.encoder.name)
                 .arg(facts.encoder.dim)
                 .arg(facts.encoder.bits)
                 .arg(static_cast<double>(facts.encoder.presets.loose), 0, 'f', 2)
                 .arg(static_cast<double>(facts.encoder.presets.balanced), 0, 'f', 2)
                 .arg(static_cast<double>(facts.encoder.presets.strict), 0, 'f', 2)
                 .arg(facts.encoder.presets.calibrated ? "" : tr(", guessed"))));
    form->addRow(caption(tr("Model folder")), makeModelRow());
    form->addRow(caption(tr("Prices")), makePricesRow());
    form->addRow(caption(tr("Database")),
                 fact(facts.database.isEmpty() ? tr("none: entries live in memory until the end")
                                               : facts.database));
    body().addLayout(form);
    body().addStretch(1);

    foot().addWidget(
        new Label(theme_, FontRole::base, Tone::tx2,
                  tr("Token, model folder and database take effect at the next start")),
        1);
    auto* close = new QPushButton(tr("Close"));
    close->setObjectName("settingsClose");
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    foot().addWidget(close);
    // Return ends a field; it must not press the button that happens to come first.
    for (QPushButton* button : findChildren<QPushButton*>())
        button->setAutoDefault(false);
    connect(&link_, &EngineLink::stateChanged, this, &SettingsSheet::refresh);
    refresh();
}

QLayout* SettingsSheet::makePortRow() {
    auto* row = new QHBoxLayout;
    row->setSpacing(row_spacing);
    port_ = new QSpinBox;
    port_->setObjectName("settingsPort");
    port_->setAccessibleName(tr("Port"));
    port_->setRange(1, 65535);
    port_->setFixedWidth(90);
    port_->setGroupSeparatorShown(false);
    usePort_ = new QPushButton;
    usePort_->setObjectName("settingsUsePort");
    connect(usePort_, &QPushButton::clicked, this, &SettingsSheet::applyPort);
    connect(port_, &QSpinBox::valueChanged, this, &SettingsSheet::refreshPortButton);
    row->addWidget(port_);
    row->addWidget(usePort_);
    row->addStretch(1);
    return row;
}

QLayout* SettingsSheet::makeTokenRow() {
    askToken_ = new QCheckBox(tr("Serve only programs that send it"));
    askToken_->setObjectName("settingsAskToken");
    askToken_->setMinimumHeight(row_height);
    askToken_->setToolTip(
        tr("All users of this machine can reach the proxy. With this on, requests "
           "need the header x-bsc-token."));
    connect(askToken_, &QCheckBox::toggled, this,
            [this](bool on) { settings_.setAsksForLocalToken(on); });
    auto* row = new QHBoxLayout;
    row->setSpacing(row_spacing);
    row->addWidget(askToken_);
    row->addStretch(1);
    if (const QString& token = link_.localToken(); !token.isEmpty()) {
        auto* copy = new CopyField(theme_);
        copy->setObjectName("settingsToken");
        copy->setAccessibleName(tr("Local token"));
        copy->setTexts(token.left(shown_token) + QStringLiteral("…"), token);
        row->addWidget(copy);
    }
    return row;
}

QLayout* SettingsSheet::makePricesRow() {
    prices_ = new QLineEdit;
    prices_->setObjectName("settingsPrices");
    prices_->setAccessibleName(tr("Price table"));
    prices_->setPlaceholderText(tr("the shipped table; yours goes before it"));
    prices_->setToolTip(
        tr("JSON: {\"models\": [{\"match\": \"my-model*\", \"in\": 2.5, \"out\": 10, "
           "\"from\": \"2026-09-23\"}]}, USD per million tokens; or litellm's"));
    prices_->setFont(theme_.font(FontRole::number));
    connect(prices_, &QLineEdit::editingFinished, this,
            [this] { usePrices(prices_->text().trimmed()); });
    auto* choose = new QPushButton(tr("Choose…"));
    choose->setObjectName("settingsChoosePrices");
    connect(choose, &QPushButton::clicked, this, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Price table"), prices_->text(),
                                                          tr("Price tables (*.json)"));
        if (!file.isEmpty())
            usePrices(file);
    });
    auto* row = new QHBoxLayout;
    row->setSpacing(row_spacing);
    row->addWidget(prices_, 1);
    row->addWidget(choose);
    return row;
}

void SettingsSheet::usePrices(const QString& file) {
    if (file != settings_.pricesFile() && link_.setPricesFile(file))
        settings_.setPricesFile(file);
    prices_->setText(settings_.pricesFile());
}

QLayout* SettingsSheet::makeModelRow() {
    modelFolder_ = new QLineEdit;
    modelFolder_->setObjectName("settingsModelFolder");
    modelFolder_->setAccessibleName(tr("Model folder for the hybrid encoder"));
    modelFolder_->setPlaceholderText(tr("BSC_MODEL_DIR or bsc/models"));
    modelFolder_->setFont(theme_.font(FontRole::number));
    connect(modelFolder_, &QLineEdit::editingFinished, this,
            [this] { keepModelFolder(modelFolder_->text().trimmed()); });
    auto* choose = new QPushButton(tr("Choose…"));
    choose->setObjectName("settingsChooseModel");
    connect(choose, &QPushButton::clicked, this, [this] {
        const QString folder =
            QFileDialog::getExistingDirectory(this, tr("Model2Vec folder"), modelFolder_->text());
        if (!folder.isEmpty())
            keepModelFolder(folder);
    });
    auto* row = new QHBoxLayout;
    row->setSpacing(row_spacing);
    row->addWidget(modelFolder_, 1);
    row->addWidget(choose);
    return row;
}

void SettingsSheet::keepModelFolder(const QString& folder) {
    modelFolder_->setText(folder);
    settings_.setModelFolder(folder);
}

void SettingsSheet::addUpstreamRows(QFormLayout& form) {
    const auto field = [this](const QString& name, const QString& title, const QString& usual) {
        auto* edit = new QLineEdit;
        edit->setObjectName(name);
        edit->setAccessibleName(title);
        edit->setPlaceholderText(usual);
        edit->setFont(theme_.font(FontRole::number));
        connect(edit, &QLineEdit::textEdited, this, [this] { upstreamsEdited_ = true; });
        return edit;
    };
    const auto caption = [this](const QString& text) {
        return new Label(theme_, FontRole::base, Tone::tx2, text);
    };
    openai_ = field("settingsOpenAI", tr("OpenAI upstream"), "https://api.openai.com");
    anthropic_ = field("settingsAnthropic", tr("Anthropic upstream"), "https://api.anthropic.com");
    ollama_ = field("settingsOllama", tr("Ollama upstream"), "http://127.0.0.1:11434");
    auto* use = new QPushButton(tr("Use these URLs"));
    use->setObjectName("settingsUseUpstream");
    connect(use, &QPushButton::clicked, this, &SettingsSheet::applyUpstream);
    plainHttp_ = new QCheckBox(tr("Allow http:// beyond this machine"));
    plainHttp_->setObjectName("settingsPlainHttp");
    plainHttp_->setToolTip(tr("For a model server in your own network. Everybody on the way can "
                              "read the API keys and prompts sent to it."));
    connect(plainHttp_, &QCheckBox::clicked, this, [this] { upstreamsEdited_ = true; });
    auto* useRow = new QHBoxLayout;
    useRow->setSpacing(row_spacing);
    useRow->addWidget(use);
    useRow->addWidget(plainHttp_);
    useRow->addStretch(1);
    form.addRow(caption(tr("OpenAI URL")), openai_);
    form.addRow(caption(tr("Anthropic URL")), anthropic_);
    form.addRow(caption(tr("Ollama URL")), ollama_);
    form.addRow(QString(), useRow);
}

void SettingsSheet::refresh() {
    port_->setValue(link_.port());
    refreshPortButton();
    {
        const QSignalBlocker quiet(themes_);
        themes_->setCurrent(static_cast<int>(theme_.mode()));
    }
    if (!upstreamsEdited_)
        showUpstreams();
    modelFolder_->setText(settings_.modelFolder());
    prices_->setText(settings_.pricesFile());
    motion_->setChecked(settings_.reducesMotion());
    const QSignalBlocker quiet(askToken_);
    askToken_->setChecked(settings_.asksForLocalToken());
}

void SettingsSheet::showUpstreams() {
    const UpstreamChoice choice = settings_.upstream();
    openai_->setText(choice.openai);
    anthropic_->setText(choice.anthropic);
    ollama_->setText(choice.ollama);
    plainHttp_->setChecked(choice.plainHttp);
    upstreamsEdited_ = false;
}

void SettingsSheet::refreshPortButton() {
    usePort_->setText(tr("Use %1").arg(port_->value()));
    usePort_->setEnabled(port_->value() != link_.port());
}

void SettingsSheet::applyPort() {
    const auto port = static_cast<std::uint16_t>(port_->value());
    settings_.setPort(port);
    link_.usePort(port);
}

void SettingsSheet::applyUpstream() {
    const UpstreamChoice choice{UpstreamChoice::Kind::custom, openai_->text().trimmed(),
                                anthropic_->text().trimmed(), ollama_->text().trimmed(),
                                plainHttp_->isChecked()};
    if (!link_.setUpstream(choice))
        return;
    settings_.setUpstream(choice);
    showUpstreams();
}

void SettingsSheet::open(QWidget* field) {
    upstreamsEdited_ = upstreamsEdited_ && isVisible();
    refresh();
    show();
    raise();
    activateWindow();
    field->setFocus();
}

void SettingsSheet::showPort() {
    open(port_);
    port_->selectAll();
}

void SettingsSheet::showModelFolder() { open(modelFolder_); }

void SettingsSheet::showPrices() { open(prices_); }

void SettingsSheet::showUpstream() {
    open(openai_);
    openai_->selectAll();
}

} // namespace bsc::ui
