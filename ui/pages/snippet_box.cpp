#include "ui/pages/snippet_box.h"

#include "ui/pages/snippet_highlighter.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QPlainTextEdit>
#include <QPushButton>

namespace bsc::ui {

namespace {

constexpr int head_height = 30, side = 12, code_margin = 8;

} // namespace

SnippetBox::SnippetBox(const Theme& theme, QWidget* parent)
    : QFrame(parent), theme_(theme), title_(new Label(theme, FontRole::panelTitle, Tone::tx)),
      note_(new Label(theme, FontRole::secondary, Tone::tx3)), code_(new QPlainTextEdit),
      copy_(new QPushButton(tr("Copy"))) {
    code_->setReadOnly(true);
    code_->setFrameShape(QFrame::NoFrame);
    code_->setProperty("look", "code");
    code_->setFont(theme.font(FontRole::number));
    code_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    code_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    code_->setLineWrapMode(QPlainTextEdit::NoWrap);
    code_->setTabChangesFocus(true);
    code_->document()->setDocumentMargin(0);
    new SnippetHighlighter(theme, code_->document());

    copy_->setProperty("look", "ghost");
    copy_->setProperty("scale", "small");
    copy_->setIcon(tintedIcon(theme, "copy"));
    copy_->setIconSize({14, 14});
    connect(copy_, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(code_->toPlainText()); });

    auto* head = new QHBoxLayout;
    head->setContentsMargins(side, 3, 6, 3);
    head->setSpacing(8);
    head->addWidget(title_);
    head->addWidget(note_);
    head->addStretch(1);
    head->addWidget(copy_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 1, 1);
    column->setSpacing(0);
    column->addLayout(head);
    auto* well = new QVBoxLayout;
    well->setContentsMargins(side, code_margin, side, code_margin);
    well->addWidget(code_);
    column->addLayout(well);
}

void SnippetBox::setSnippet(const Snippet& snippet) {
    title_->setText(snippet.title);
    note_->setText(snippet.note);
    code_->setPlainText(snippet.code);
    code_->setAccessibleName(tr("%1 snippet").arg(snippet.title));
    copy_->setAccessibleName(tr("Copy the %1 snippet").arg(snippet.title));
    copy_->setObjectName("copy" + snippet.title);
    const QFontMetrics metrics(code_->font());
    const auto lines = snippet.code.count('\n') + 1;
    code_->setFixedHeight(static_cast<int>(lines) * metrics.lineSpacing() + 2);
}

void SnippetBox::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF outline = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(theme_.color(Tone::line));
    painter.setBrush(theme_.color(Tone::sunk));
    painter.drawRoundedRect(outline, 4, 4);
    painter.save();
    QPainterPath clip;
    clip.addRoundedRect(outline.adjusted(0.5, 0.5, -0.5, -0.5), 3.5, 3.5);
    painter.setClipPath(clip);
    painter.fillRect(QRect(0, 0, width(), head_height), theme_.color(Tone::alt));
    painter.restore();
    painter.fillRect(QRect(0, head_height, width(), 1), theme_.color(Tone::line));
}

} // namespace bsc::ui
