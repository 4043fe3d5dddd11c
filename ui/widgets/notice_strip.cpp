#include "ui/widgets/notice_strip.h"

#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/picture.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace bsc::ui {

namespace {

constexpr int bar_width = 3, strip_height = 40, icon_size = 16;

Verdict verdictLike(Notice::Level level) {
    return level == Notice::Level::error ? Verdict::wrong_hit : Verdict::near_miss;
}

} // namespace

NoticeStrip::NoticeStrip(const Notice& notice, NoticeBoard& board, const Theme& theme,
                         QWidget* parent)
    : QFrame(parent), level_(notice.level), theme_(theme) {
    setObjectName("notice-" + notice.key);
    setAccessibleName(notice.title + ' ' + notice.text);
    setMinimumHeight(strip_height);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16 + bar_width, 5, 10, 5);
    row->setSpacing(8);
    const QString picture = level_ == Notice::Level::info ? "info" : "warning";
    row->addWidget(new Picture(tintedIcon(picture, [this] { return mark(); }), icon_size));
    row->addWidget(new Label(theme, FontRole::panelTitle, Tone::tx, notice.title));
    auto* text = new Label(theme, FontRole::base, Tone::tx2, notice.text);
    text->setWordWrap(true);
    row->addWidget(text, 1);
    for (qsizetype index = 0; index < notice.actions.size(); ++index) {
        const NoticeAction& action = notice.actions[index];
        auto* button = new QPushButton(action.text);
        button->setObjectName(QString("notice-%1-%2").arg(notice.key).arg(index));
        button->setProperty("scale", "small");
        // Copies: the run may replace or clear this very notice, and so this strip.
        connect(button, &QPushButton::clicked, &board, [&board, action, key = notice.key] {
            board.clear(key);
            action.run();
        });
        row->addWidget(button);
    }
    auto* close = new QToolButton;
    close->setObjectName("notice-" + notice.key + "-close");
    close->setAccessibleName(tr("Close this notice"));
    close->setToolTip(tr("Close"));
    close->setIcon(tintedIcon(theme, "close", Tone::tx3));
    close->setIconSize({12, 12});
    connect(close, &QToolButton::clicked, &board, [&board, key = notice.key] { board.clear(key); });
    row->addWidget(close);
}

QColor NoticeStrip::mark() const {
    return level_ == Notice::Level::info ? theme_.color(Tone::accent)
                                         : theme_.verdict(verdictLike(level_)).mark;
}

void NoticeStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::pane));
    painter.fillRect(QRect(0, 0, bar_width, height()), mark());
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme_.color(Tone::line));
}

NoticeArea::NoticeArea(NoticeBoard& board, const Theme& theme, QWidget* parent)
    : QWidget(parent), board_(board), theme_(theme) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    connect(&board_, &NoticeBoard::changed, this, &NoticeArea::rebuild);
    rebuild();
}

void NoticeArea::rebuild() {
    // Later: a strip's button may be what brought us here.
    for (auto* strip : findChildren<NoticeStrip*>(Qt::FindDirectChildrenOnly)) {
        strip->setObjectName({});
        strip->hide();
        strip->deleteLater();
    }
    for (const Notice& notice : board_.notices())
        layout()->addWidget(new NoticeStrip(notice, board_, theme_));
    setVisible(!board_.notices().isEmpty());
}

} // namespace bsc::ui
