#include "ui/pages/request_story_view.h"

#include "ui/models/format.h"

#include <QPainter>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr int side = 32, title_y = 34, line_x = 46, text_x = 72, content_width = 272;
constexpr int prompt_y = 76, embed_y = 136, code_y = 202, nearest_y = 342, outcome_y = 444;
constexpr int node_radius = 5, line_height = 18;
constexpr int columns = 32;
constexpr double pitch = 8.5, cell = 7;
constexpr int cells_top = code_y + 34, ruler_y = nearest_y + 43;
constexpr unsigned ruler_bits = 128; ///< random pairs differ in half of 256: nothing lies beyond

} // namespace

RequestStoryView::RequestStoryView(const ThresholdModel& threshold, const Theme& theme,
                                   QWidget* parent)
    : QWidget(parent), threshold_(threshold), theme_(theme) {
    setMinimumWidth(372);
    setAccessibleName(tr("What happens to a request"));
    const auto repaint = qOverload<>(&QWidget::update);
    connect(&threshold_, &ThresholdModel::radiusChanged, this, [this] {
        setAccessibleDescription(describe());
        update();
    });
    connect(&theme_, &Theme::changed, this, repaint);
    setAccessibleDescription(describe());
}

void RequestStoryView::setStory(RequestStory story) {
    story_ = std::move(story);
    setToolTip(tr("Amber: the %1 bits in which “%2” differs from “%3”.\n“%4” differs in %5.")
                   .arg(story_->nearDistance)
                   .arg(story_->prompt, story_->nearPrompt, story_->farPrompt)
                   .arg(story_->farDistance));
    setAccessibleDescription(describe());
    update();
}

QSize RequestStoryView::sizeHint() const { return {372, outcome_y + 60}; }

QList<RequestStoryView::Step> RequestStoryView::steps() const {
    const unsigned bits = threshold_.bits();
    QString prompt = tr("your app sends it as usual"), embedding = tr("made on this machine"),
            code = tr("%1 bytes").arg(bits / 8);
    if (story_) {
        prompt = tr("“%1”").arg(story_->prompt);
        embedding = tr("%1 numbers, made in %2")
                        .arg(formatCount(story_->dim))
                        .arg(formatDuration(story_->embedMs * 1000).text());
        code = tr("%1 bytes instead of %2").arg(bits / 8).arg(formatCount(4 * story_->dim));
    }
    return {{prompt_y, tr("Prompt"), prompt},
            {embed_y, tr("Embedding"), embedding},
            {code_y, tr("%1-bit code").arg(bits), code},
            {nearest_y, tr("Nearest stored code"), tr("count the bits that differ")}};
}

QString RequestStoryView::describe() const {
    QStringList texts;
    for (const Step& step : steps())
        texts.append(step.title + ": " + step.text);
    if (story_)
        texts.append(tr("The same question in other words differs in %1 bits, another in %2; %3 or "
                        "fewer is a hit")
                         .arg(story_->nearDistance)
                         .arg(story_->farDistance)
                         .arg(threshold_.radius()));
    return texts.join(". ");
}

void RequestStoryView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme_.color(Tone::alt));
    painter.fillRect(QRect(0, 0, 1, height()), theme_.color(Tone::line));
    painter.setFont(theme_.font(FontRole::panelTitle));
    painter.setPen(theme_.color(Tone::tx));
    painter.drawText(QRect(side, title_y - 9, width() - side, line_height), Qt::AlignVCenter,
                     tr("What happens to a request"));
    painter.fillRect(QRectF(line_x - 0.5, prompt_y, 1, outcome_y - prompt_y),
                     theme_.color(Tone::line2));
    for (const Step& step : steps())
        paintStep(painter, step);
    if (story_) {
        paintCode(painter);
        paintDistances(painter);
    }
    paintOutcome(painter);
}

void RequestStoryView::paintStep(QPainter& painter, const Step& step) const {
    painter.setPen(QPen(theme_.verdict(Verdict::hit).mark, 2));
    painter.setBrush(theme_.color(Tone::alt));
    painter.drawEllipse(QPointF(line_x, step.y), node_radius, node_radius);
    const QRect line(text_x, step.y - 9, width() - text_x - 8, line_height);
    painter.setFont(theme_.font(FontRole::panelTitle));
    painter.setPen(theme_.color(Tone::tx));
    painter.drawText(line, Qt::AlignVCenter, step.title);
    painter.setFont(theme_.font(FontRole::secondary));
    painter.setPen(theme_.color(Tone::tx3));
    painter.drawText(line.translated(0, 17), Qt::AlignVCenter, step.text);
}

void RequestStoryView::paintCode(QPainter& painter) const {
    const QColor one = theme_.color(Tone::bit1), zero = theme_.color(Tone::bit0),
                 differs = theme_.verdict(Verdict::near_miss).mark;
    painter.setPen(Qt::NoPen);
    // Wider codes keep the picture's size: the first 256 bits stand for all.
    const unsigned shown = std::min(story_->code.bits(), 256U);
    for (unsigned bit = 0; bit < shown; ++bit) {
        const bool set = story_->code.bit(bit);
        painter.setBrush(set != story_->nearCode.bit(bit) ? differs : set ? one : zero);
        painter.drawRoundedRect(QRectF(text_x + (bit % columns) * pitch,
                                       cells_top + (bit / columns) * pitch, cell, cell),
                                1, 1);
    }
}

void RequestStoryView::paintDistances(QPainter& painter) const {
    const double scale = content_width / (ruler_bits * threshold_.bits() / 256.0);
    const auto x = [&](unsigned bits) {
        return text_x + std::min(bits * scale, double(content_width));
    };
    const VerdictColors hit = theme_.verdict(Verdict::hit), miss = theme_.verdict(Verdict::miss);
    const unsigned radius = threshold_.radius();

    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_.color(Tone::line));
    painter.drawRoundedRect(QRectF(text_x, ruler_y - 3, content_width, 6), 3, 3);
    QColor inside = hit.mark;
    inside.setAlphaF(0.5F);
    painter.setBrush(inside);
    painter.drawRoundedRect(QRectF(text_x, ruler_y - 3, x(radius) - text_x, 6), 3, 3);
    painter.fillRect(QRectF(x(radius) - 1, ruler_y - 9, 2, 18), theme_.color(Tone::accent));

    const auto node = [&](unsigned distance) {
        const bool within = distance <= radius;
        painter.setPen(QPen(within ? theme_.color(Tone::alt) : miss.mark, 2));
        painter.setBrush(within ? hit.mark : theme_.color(Tone::alt));
        painter.drawEllipse(QPointF(x(distance), ruler_y), 5, 5);
    };
    node(story_->nearDistance);
    node(story_->farDistance);

    const auto label = [&](unsigned distance, const QColor& color, bool strong) {
        QFont font = theme_.font(FontRole::axis);
        font.setWeight(strong ? QFont::DemiBold : QFont::Medium);
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(QRectF(x(distance) - 30, ruler_y + 10, 60, 16), Qt::AlignCenter,
                         QString::number(distance));
    };
    label(story_->nearDistance, story_->nearDistance <= radius ? hit.text : miss.text, true);
    label(radius, theme_.color(Tone::accent), false);
    label(story_->farDistance, story_->farDistance <= radius ? hit.text : miss.text, false);
}

void RequestStoryView::paintOutcome(QPainter& painter) const {
    painter.setPen(QPen(theme_.verdict(Verdict::hit).mark, 2));
    painter.setBrush(theme_.color(Tone::alt));
    painter.drawEllipse(QPointF(line_x, outcome_y), node_radius, node_radius);
    const QRect line(text_x, outcome_y - 9, width() - text_x - 8, line_height);
    painter.setFont(theme_.font(FontRole::panelTitle));
    painter.setPen(theme_.verdict(Verdict::hit).text);
    painter.drawText(line, Qt::AlignVCenter,
                     tr("%1 or fewer: the stored answer, at once").arg(threshold_.radius()));
    painter.setPen(theme_.verdict(Verdict::miss).text);
    painter.drawText(line.translated(0, line_height), Qt::AlignVCenter,
                     tr("More: your provider answers, and it is stored"));
}

} // namespace bsc::ui
