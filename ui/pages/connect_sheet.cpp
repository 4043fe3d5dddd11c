#include "ui/pages/connect_sheet.h"

#include "ui/pages/sheet.h"
#include "ui/pages/snippet_box.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/segmented_control.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>

namespace bsc::ui {

namespace {

constexpr QSize sheet_size{600, 680};
constexpr int name_width = 210, picture_size = 16;

} // namespace

ConnectSheet::ConnectSheet(EngineLink& link, const Theme& theme, QWidget* parent)
    : Sheet(theme, tr("Connect an app"), sheet_size, parent), link_(link), theme_(theme) {
    setObjectName("connectSheet");
    head().addWidget(makeKinds());
    addCloseButton();

    QVBoxLayout& column = body();
    column.setSpacing(10);
    column.addLayout(makeBaseUrl());
    const QString names[] = {"snippetOpenAI", "snippetAnthropic", "snippetCurl"};
    for (const QString& name : names) {
        auto* box = new SnippetBox(theme_);
        box->setObjectName(name);
        boxes_.append(box);
        column.addWidget(box);
    }
    if (!link_.localToken().isEmpty())
        column.addLayout(
            makeHeaders(tr("Request header, required"), {{"x-bsc-token", link_.localToken()}}));
    column.addLayout(
        makeHeaders(tr("Request headers, optional"),
                    {{"Cache-Control: no-cache", tr("ask upstream, store the new answer")},
                     {"x-bsc-cache: off", tr("or exact, semantic, refresh, read-only")},
                     {"x-bsc-threshold: 0.92", tr("ask for a closer match")},
                     {"x-bsc-namespace: tenant-42", tr("never share answers across namespaces")}}));
    column.addLayout(makeHeaders(tr("Reply headers, always"),
                                 {{"X-Cache: HIT", tr("or MISS, BYPASS")},
                                  {"Cache-Status: \"bsc\"; hit", tr("the same and why, RFC 9211")},
                                  {"x-bsc-distance: 21", tr("bits to the nearest stored code")},
                                  {"x-bsc-entry: 8204", tr("the entry that answered")}}));
    column.addStretch(1);
    makeFoot();

    connect(&link_, &EngineLink::stateChanged, this, &ConnectSheet::showAddress);
    connect(&connection_, &ConnectionTest::finished, this, &ConnectSheet::showVerdict);
    showAddress();
}

QWidget* ConnectSheet::makeKinds() {
    auto* kinds = new SegmentedControl(theme_, {tr("Python"), tr("Node"), tr("Environment")});
    kinds->setObjectName("snippetKind");
    kinds->setAccessibleName(tr("Language of the snippets"));
    connect(kinds, &SegmentedControl::currentChanged, this, [this](int index) {
        kind_ = static_cast<SnippetKind>(index);
        showAddress();
    });
    return kinds;
}

QLayout* ConnectSheet::makeBaseUrl() {
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* caption = new Label(theme_, FontRole::base, Tone::tx2, tr("Base URL"));
    caption->setFixedWidth(74);
    baseUrl_ = new QLineEdit;
    baseUrl_->setObjectName("connectBaseUrl");
    baseUrl_->setReadOnly(true);
    baseUrl_->setProperty("look", "field");
    baseUrl_->setFont(theme_.font(FontRole::number));
    baseUrl_->setAccessibleName(tr("Base URL"));
    auto* copy = new QPushButton(tr("Copy"));
    copy->setObjectName("connectCopy");
    copy->setProperty("look", "primary");
    copy->setIcon(tintedIcon(theme_, "copy", Tone::onAccent));
    copy->setIconSize({14, 14});
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(baseUrl_->text()); });
    row->addWidget(caption);
    row->addWidget(baseUrl_, 1);
    row->addWidget(copy);
    return row;
}

QLayout* ConnectSheet::makeHeaders(const QString& title,
                                   const QList<QPair<QString, QString>>& rows) {
    auto* grid = new QGridLayout;
    grid->setVerticalSpacing(4);
    grid->setColumnMinimumWidth(0, name_width);
    grid->setColumnStretch(1, 1);
    grid->addWidget(new Label(theme_, FontRole::panelTitle, Tone::tx, title), 0, 0, 1, 2);
    for (const auto& [header, effect] : rows) {
        const int row = grid->rowCount();
        auto* name = new Label(theme_, FontRole::number, Tone::tx, header);
        name->setTextInteractionFlags(Qt::TextSelectableByMouse);
        grid->addWidget(name, row, 0);
        grid->addWidget(new Label(theme_, FontRole::secondary, Tone::tx2, effect), row, 1);
    }
    return grid;
}

void ConnectSheet::makeFoot() {
    verdictIcon_ = new Picture(tintedIcon(theme_, "info"), picture_size);
    verdict_ = new Label(theme_, FontRole::base, Tone::tx2,
                         tr("API keys pass through and are never stored."));
    verdict_->setObjectName("connectVerdict");
    verdict_->setWordWrap(true);
    test_ = new QPushButton(tr("Test connection"));
    test_->setObjectName("connectTest");
    connect(test_, &QPushButton::clicked, this, &ConnectSheet::runTest);
    auto* close = new QPushButton(tr("Close"));
    close->setObjectName("connectClose");
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    foot().addWidget(verdictIcon_);
    foot().addWidget(verdict_, 1);
    foot().addWidget(test_);
    foot().addWidget(close);
}

void ConnectSheet::showAddress() {
    baseUrl_->setText(link_.baseUrl());
    const QList<Snippet> snippets = snippetsFor(kind_, link_.baseUrl());
    for (qsizetype index = 0; index < boxes_.size(); ++index)
        boxes_[index]->setSnippet(snippets[index]);
    test_->setEnabled(link_.state() == ProxyState::listening && !connection_.isRunning());
}

void ConnectSheet::runTest() {
    test_->setEnabled(false);
    verdict_->setTone(Tone::tx2);
    verdict_->setText(tr("Sending one prompt twice…"));
    verdictIcon_->setIcon(tintedIcon(theme_, "info"));
    connection_.start(link_.baseUrl(), link_.localToken());
}

void ConnectSheet::showVerdict(bool works, const QString& verdict) {
    verdict_->setText(verdict);
    verdict_->setOutcome(works);
    verdictIcon_->setIcon(tintedIcon(works ? "check" : "warning", [this, works] {
        return theme_.verdict(works ? Verdict::hit : Verdict::near_miss).text;
    }));
    test_->setText(tr("Test again"));
    showAddress();
}

} // namespace bsc::ui
