#include "ui/pages/label_panel.h"

#include "engine/code/similarity.h"
#include "ui/models/format.h"
#include "ui/widgets/distance_bar.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/pair_list.h"
#include "ui/widgets/panel_header.h"

#include <QGridLayout>
#include <QPainter>
#include <QShortcut>
#include <QVBoxLayout>

namespace bsc::ui {

namespace {

constexpr int side = 16, roomy = 400, key_cap = 16, cap_gap = 4, quote_indent = 12;
constexpr qsizetype longest_text = 260, longest_answer = 150;
constexpr std::size_t listed = 12;

QString shortened(const QString& text, qsizetype most) {
    const QString simple = text.simplified();
    return simple.size() <= most ? simple : simple.left(most - 1) + "…";
}

} // namespace

LabelPanel::LabelPanel(ThresholdLab& lab, const Theme& theme, QWidget* parent)
    : QWidget(parent), lab_(lab), theme_(theme),
      counts_(new Label(theme, FontRole::secondary, Tone::tx3)),
      empty_(new Label(theme, FontRole::base, Tone::tx2)), card_(new QWidget),
      next_(new PairList(theme)) {
    setObjectName("labelPanel");
    auto* header = new PanelHeader(theme, tr("Label borderline pairs"));
    counts_->setObjectName("labelCounts");
    counts_->setToolTip(tr("Waiting: pairs near the radius that nobody has judged. Done: labelled "
                           "pairs at any distance."));
    header->addControl(counts_);
    makeCard();
    empty_->setObjectName("noPairs");
    empty_->setWordWrap(true);
    empty_->setAlignment(Qt::AlignTop);
    empty_->setContentsMargins(side, 12, side, 12);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(card_);
    column->addWidget(empty_);
    column->addWidget(next_, 1);
    connect(&lab_.desk(), &LabelDesk::changed, this, &LabelPanel::refresh);
    connect(&lab_.desk(), &LabelDesk::answerChanged, this, &LabelPanel::showAnswer);
    connect(&lab_, &ThresholdLab::figuresChanged, this, &LabelPanel::refresh);
    connect(&theme_, &Theme::changed, this, &LabelPanel::refresh);
    refresh();
}

void LabelPanel::makeCard() {
    bar_ = new DistanceBar(theme_);
    bar_->setObjectName("pairDistance");
    distance_ = new Label(theme_, FontRole::secondary, Tone::tx2);
    model_ = new Label(theme_, FontRole::secondary, Tone::tx3);
    prompt_ = new Label(theme_, FontRole::base, Tone::tx);
    match_ = new Label(theme_, FontRole::base, Tone::tx);
    answer_ = new Label(theme_, FontRole::secondary, Tone::tx2);
    prompt_->setObjectName("pairPrompt");
    match_->setObjectName("pairMatch");
    answer_->setObjectName("pairAnswer");
    answer_->setContentsMargins(quote_indent, 0, 0, 0);
    for (Label* text : {prompt_, match_, answer_}) {
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    prompt_->setTextFormat(Qt::RichText);
    match_->setTextFormat(Qt::RichText);
    answer_->setTextFormat(Qt::PlainText);

    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(bar_);
    top->addWidget(distance_);
    top->addStretch(1);
    top->addWidget(model_);
    auto* texts = new QGridLayout;
    texts->setHorizontalSpacing(12);
    texts->setVerticalSpacing(4);
    texts->setColumnStretch(1, 1);
    const auto addText = [&](int row, const QString& name, QWidget* text) {
        texts->addWidget(new Label(theme_, FontRole::secondary, Tone::tx3, name), row, 0,
                         Qt::AlignTop);
        texts->addWidget(text, row, 1);
    };
    addText(0, tr("Prompt"), prompt_);
    addText(1, tr("Match"), match_);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    words_ = {makeButton(tr("Right"), "R", "labelRight", LabelWord::right),
              makeButton(tr("Wrong"), "W", "labelWrong", LabelWord::wrong),
              makeButton(tr("Skip"), "S", "labelSkip", LabelWord::skip)};
    undo_ = makeButton(tr("Undo"), "Z", "labelUndo", std::nullopt);
    undo_->setText("↶");
    for (QPushButton* button : words_)
        buttons->addWidget(button, 1);
    buttons->addWidget(undo_);

    auto* column = new QVBoxLayout(card_);
    column->setContentsMargins(side + 12, 10, side + 12, 16);
    column->setSpacing(8);
    column->addLayout(top);
    column->addLayout(texts);
    column->addWidget(answer_);
    column->addLayout(buttons);
}

QPushButton* LabelPanel::makeButton(const QString& text, const QString& key, const char* name,
                                    std::optional<LabelWord> word) {
    auto* button = new QPushButton(text);
    button->setObjectName(name);
    button->setLayoutDirection(Qt::RightToLeft); // the cap of the key after the text
    button->setIcon(keyCap(theme_, key));
    button->setAccessibleName(text);
    button->setToolTip(tr("%1: press %2").arg(text, key));
    const auto act = [this, word] { word ? lab_.desk().judge(*word) : lab_.desk().undo(); };
    connect(button, &QPushButton::clicked, this, act);
    auto* shortcut = new QShortcut(QKeySequence(key), this);
    shortcut->setContext(Qt::WindowShortcut);
    connect(shortcut, &QShortcut::activated, this, [button] { button->click(); });
    return button;
}

void LabelPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool wide = width() >= roomy;
    model_->setVisible(wide);
    const QSize cap(key_cap + (wide ? cap_gap : 0), key_cap);
    for (QPushButton* button : words_)
        button->setIconSize(cap);
    undo_->setIconSize(cap);
    undo_->setIcon(wide ? keyCap(theme_, "Z") : QIcon()); // its tip names the key as well
}

void LabelPanel::focusQueue() { words_.first()->setFocus(); }

/// What differs is tinted and underlined, as in the flow detail.
QString LabelPanel::marked(const std::vector<DiffRun>& runs) const {
    const VerdictColors amber = theme_.verdict(Verdict::near_miss);
    QString html;
    for (const DiffRun& run : runs) {
        QString words = run.text;
        while (words.endsWith(' ')) // the blank behind a word is no difference
            words.chop(1);
        const QString blanks = run.text.mid(words.size());
        html += (run.differs
                     ? QString("<span style=\"background:%1;color:%2;text-decoration:underline\">"
                               "%3</span>")
                           .arg(amber.tint.name(), amber.text.name(), words.toHtmlEscaped())
                     : words.toHtmlEscaped()) +
                blanks;
    }
    return html;
}

QString LabelPanel::emptyText() const {
    if (!lab_.study())
        return tr("Pairs to label appear here once requests have been looked up.");
    if (lab_.figures().fromClasses)
        return tr("The classes of this workload judge its pairs: a hit is right when both prompts "
                  "are of one class. There is nothing to label by hand.");
    if (lab_.desk().inReach() == 0)
        return tr("No two prompts are close enough to be worth a question.");
    return tr("All %1 pairs in reach have been judged.").arg(formatCount(lab_.desk().inReach()));
}

void LabelPanel::refresh() {
    LabelDesk& desk = lab_.desk();
    auto pairs = desk.next(listed);
    const bool any = !pairs.empty();
    card_->setVisible(any);
    empty_->setVisible(!any);
    next_->setVisible(any);
    counts_->setText(tr("%1 waiting, %2 done")
                         .arg(formatCount(desk.waiting()))
                         .arg(formatCount(lab_.figures().labels())));
    undo_->setEnabled(desk.canUndo());
    for (QPushButton* button : words_)
        button->setEnabled(any);
    if (!any) {
        empty_->setText(emptyText());
        return;
    }
    const DeskPair& pair = pairs.front();
    const unsigned bits = lab_.study()->bits;
    bar_->setDistance(pair.distance, desk.radius(), bits);
    distance_->setText(
        tr("%1   sim. %2, %3")
            .arg(pair.distance)
            .arg(static_cast<double>(similarity_of(pair.distance, bits)), 0, 'f', 3)
            .arg(pair.distance <= desk.radius() ? tr("would be a hit") : tr("would be a miss")));
    model_->setText(pair.model);
    const WordDiff diff =
        diffWords(shortened(pair.prompt, longest_text), shortened(pair.match, longest_text));
    prompt_->setText(marked(diff.first));
    match_->setText(marked(diff.second));
    showAnswer();
    pairs.erase(pairs.begin());
    next_->setPairs(std::move(pairs), desk.radius(), bits);
    update();
}

void LabelPanel::showAnswer() {
    const QString& answer = lab_.desk().answer();
    answer_->setVisible(!answer.isEmpty());
    answer_->setText(tr("Answer served: “%1”").arg(shortened(answer, longest_answer)));
}

void LabelPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::pane));
    if (!card_->isVisible())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme_.color(Tone::line2), 1));
    painter.drawRoundedRect(QRectF(card_->geometry()).adjusted(side - 0.5, 0.5, -side + 0.5, -8.5),
                            4, 4);
    if (answer_->isVisible())
        painter.fillRect(QRect(card_->mapToParent(answer_->pos()), QSize(2, answer_->height())),
                         theme_.color(Tone::line2));
    painter.fillRect(QRect(0, next_->y() - 1, width(), 1), theme_.color(Tone::line));
}

} // namespace bsc::ui
