#include "ui/widgets/running_list.h"

#include "ui/models/format.h"
#include "ui/models/policy_look.h"
#include "ui/widgets/label.h"
#include "ui/widgets/progress_line.h"

#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace bsc::ui {

/// A dot in a policy's colour.
class QuietDot : public QWidget {
  public:
    explicit QuietDot(const Theme& theme) : theme_(theme) { setFixedSize(10, 20); }
    void setPolicy(const std::string& policy) {
        policy_ = policy;
        update();
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(policyLook(policy_, theme_).color);
        painter.drawEllipse(QRectF(rect()).center(), 4, 4);
    }

  private:
    const Theme& theme_;
    std::string policy_;
};

namespace {

constexpr int line_height = 26, name_width = 190, narrow_name_width = 150, share_width = 48,
              rate_width = 104, left_width = 52;

Label* figure(const Theme& theme, Tone tone, int width) {
    auto* label = new Label(theme, FontRole::number, tone);
    label->setFixedWidth(width);
    label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return label;
}

} // namespace

QString formatCountdown(double seconds) {
    const auto whole = static_cast<qint64>(std::ceil(seconds));
    const auto two = [](qint64 n) { return QString("%1").arg(n, 2, 10, QLatin1Char('0')); };
    constexpr qint64 hour = 3600;
    if (whole >= hour)
        return QString("%1:%2:%3").arg(whole / hour).arg(two(whole / 60 % 60), two(whole % 60));
    return QString("%1:%2").arg(whole / 60).arg(two(whole % 60));
}

RunningList::RunningList(ReplaySession& session, const Theme& theme, QWidget* parent)
    : QWidget(parent), session_(session), theme_(theme), column_(new QVBoxLayout(this)) {
    setObjectName("runningList");
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(0);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void RunningList::addLine() {
    Line line{new QWidget(this),
              new QuietDot(theme_),
              new Label(theme_, FontRole::table, Tone::tx),
              figure(theme_, Tone::tx, share_width),
              figure(theme_, Tone::tx2, rate_width),
              figure(theme_, Tone::tx2, left_width),
              new ProgressLine(theme_),
              0};
    line.row->setFixedHeight(line_height);
    line.name->setFixedWidth(narrow_ ? narrow_name_width : name_width);
    line.bar->setAccessibleName(tr("Progress of a replay"));
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(QString("cancelReplay%1").arg(lines_.size()));
    cancel->setAccessibleName(tr("Cancel this replay"));
    cancel->setProperty("scale", "small");
    connect(cancel, &QPushButton::clicked, this,
            [this, at = lines_.size()] { emit cancelRequested(lines_[at].cell); });
    auto* row = new QHBoxLayout(line.row);
    row->setContentsMargins(2, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(line.dot);
    row->addWidget(line.name);
    row->addWidget(line.bar, 1);
    row->addWidget(line.share);
    row->addWidget(line.rate);
    line.rate->setVisible(!narrow_);
    row->addWidget(line.left);
    row->addWidget(cancel);
    column_->addWidget(line.row);
    lines_.push_back(line);
}

void RunningList::setNarrow(bool narrow) {
    narrow_ = narrow;
    for (Line& line : lines_) {
        line.name->setFixedWidth(narrow ? narrow_name_width : name_width);
        line.rate->setVisible(!narrow);
    }
}

void RunningList::refresh() {
    std::size_t used = 0;
    for (std::size_t at = 0; at < session_.cells().size(); ++at) {
        const ReplayCell& cell = session_.cells()[at];
        if (cell.state != CellState::running)
            continue;
        if (used == lines_.size())
            addLine();
        Line& line = lines_[used++];
        line.cell = at;
        const double share = session_.plan().requests == 0
                                 ? 0
                                 : static_cast<double>(cell.requests) /
                                       static_cast<double>(session_.plan().requests);
        line.dot->setPolicy(cell.cell.policy);
        line.name->setText(
            tr("%1, %2 entries")
                .arg(policyTitle(cell.cell.policy), formatCount(cell.cell.capacity)));
        line.bar->setShare(share);
        line.share->setText(tr("%1 %").arg(qRound(100 * share)));
        line.rate->setText(cell.perSecond > 0
                               ? tr("%1 req/s").arg(formatCount(std::llround(cell.perSecond)))
                               : QString());
        line.left->setText(cell.perSecond > 0 ? formatCountdown(session_.secondsLeft(cell))
                                              : QString());
        line.row->show();
    }
    for (std::size_t at = used; at < lines_.size(); ++at)
        lines_[at].row->hide();
    setVisible(used > 0);
}

} // namespace bsc::ui
