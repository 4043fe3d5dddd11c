#include "ui/pages/suggestion_panel.h"

#include "ui/models/format.h"
#include "ui/pages/threshold_curves.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/panel_header.h"
#include "ui/widgets/segmented_control.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr int side = 16, roomy = 400;
constexpr std::array levels{1, 2, 5};
constexpr double seconds_a_day = 86'400, nano = 1e-9;
/// Less than this tells nothing of a day.
constexpr double shortest_span = 600;

const QString unknown = QStringLiteral("–");

QString signedText(double value, const QString& text) {
    return value > 0 ? '+' + text : value < 0 ? QString("−") + text : text;
}

QString points(double change) {
    return signedText(std::round(1000 * change), formatFixed(std::abs(100 * change), 1) + " pt");
}

} // namespace

SuggestionPanel::SuggestionPanel(ThresholdLab& lab, ThresholdModel& threshold, const Theme& theme,
                                 QWidget* parent)
    : QWidget(parent), lab_(lab), threshold_(threshold), theme_(theme),
      level_(new SegmentedControl(theme, {tr("1 %"), tr("2 %"), tr("5 %")})),
      atMost_(new Label(theme, FontRole::secondary, Tone::tx2, tr("Wrong hits at most"))),
      figure_(new Label(theme, FontRole::figureDetail, Tone::tx)),
      promise_(new Label(theme, FontRole::base, Tone::tx)),
      detail_(new Label(theme, FontRole::secondary, Tone::tx3)),
      undoText_(new Label(theme, FontRole::secondary, Tone::tx2)), table_(new QWidget),
      undoBar_(new QWidget) {
    setObjectName("suggestionPanel");
    figure_->setOutcome(true);
    level_->setObjectName("maxWrong");
    level_->setAccessibleName(tr("Wrong hits at most"));
    level_->setCurrent(1);
    figure_->setObjectName("suggestedThreshold");
    promise_->setObjectName("promise");
    promise_->setWordWrap(true);
    detail_->setObjectName("promiseDetail");
    detail_->setWordWrap(true);
    auto* header = new PanelHeader(theme, tr("Suggested threshold"));
    header->addControl(atMost_);
    header->addControl(level_);

    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(promise_);
    words->addWidget(detail_);
    auto* top = new QHBoxLayout;
    top->setSpacing(16);
    top->addWidget(figure_, 0, Qt::AlignTop);
    top->addLayout(words, 1);
    auto* grid = new QGridLayout(table_);
    grid->setContentsMargins(0, 0, 0, 0);
    makeTable(*grid);
    makeButtons();
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton* button : {apply_, label_, replay_, import_})
        buttons->addWidget(button);
    buttons->addStretch(1);
    buttons->addWidget(method_);
    auto* undo = new QPushButton(tr("Undo"));
    undo->setObjectName("undoThreshold");
    undo->setProperty("scale", "small");
    connect(undo, &QPushButton::clicked, this, [this] {
        if (const auto before = std::exchange(before_, std::nullopt))
            threshold_.apply(*before);
        refresh();
    });
    auto* undoRow = new QHBoxLayout(undoBar_);
    undoRow->setContentsMargins(0, 0, 0, 0);
    undoRow->addWidget(undoText_, 1);
    undoRow->addWidget(undo);

    auto* body = new QVBoxLayout;
    body->setContentsMargins(side, 8, side, 12);
    body->setSpacing(10);
    body->addLayout(top);
    body->addWidget(table_);
    body->addLayout(buttons);
    body->addWidget(undoBar_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addLayout(body);

    connect(level_, &SegmentedControl::currentChanged, this, [this](int index) {
        lab_.setMaxWrongPercent(levels[static_cast<std::size_t>(index)]);
    });
    connect(&lab_, &ThresholdLab::figuresChanged, this, &SuggestionPanel::refresh);
    connect(&lab_, &ThresholdLab::studyChanged, this, &SuggestionPanel::refresh);
    connect(&lab_, &ThresholdLab::stateChanged, this, &SuggestionPanel::refresh);
    connect(&threshold_, &ThresholdModel::radiusChanged, this, &SuggestionPanel::refresh);
    connect(&threshold_, &ThresholdModel::previewChanged, this, &SuggestionPanel::refresh);
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

void SuggestionPanel::makeTable(QGridLayout& grid) {
    grid.setVerticalSpacing(5);
    grid.setHorizontalSpacing(16);
    grid.setColumnStretch(0, 1);
    const auto addRow = [&](Row& row, const QString& name, bool head) {
        const int at = grid.rowCount();
        const FontRole font = head ? FontRole::secondary : FontRole::number;
        row = {new Label(theme_, FontRole::secondary, Tone::tx2, name),
               new Label(theme_, font, head ? Tone::tx3 : Tone::tx),
               new Label(theme_, font, head ? Tone::tx3 : Tone::tx),
               new Label(theme_, font, Tone::tx3)};
        grid.addWidget(row.name, at, 0);
        int column = 1;
        for (Label* cell : {row.now, row.then, row.change})
            grid.addWidget(cell, at, column++, Qt::AlignRight);
    };
    addRow(head_, {}, true);
    addRow(hits_, tr("Hit rate"), false);
    addRow(wrong_, tr("Wrong hits, upper bound"), false);
    addRow(saved_, tr("Saved"), false);
    hits_.then->setObjectName("hitRateThen");
    wrong_.then->setObjectName("wrongHitsThen");
    saved_.then->setObjectName("savedThen");
    saved_.name->setToolTip(tr("At list prices, of requests whose model has a price and whose "
                               "tokens are known"));
}

void SuggestionPanel::makeButtons() {
    const auto make = [](const char* name, const QString& text) {
        auto* button = new QPushButton(text);
        button->setObjectName(name);
        return button;
    };
    apply_ = make("applySuggested", {});
    apply_->setProperty("look", "primary");
    replay_ = make("tryOnReplay", tr("Try on a replay"));
    replay_->setToolTip(tr("Opens Workloads with this threshold"));
    label_ = make("labelPairs", tr("Label pairs"));
    label_->setProperty("look", "primary");
    import_ = make("importLabels", tr("Import labels…"));
    method_ = make("howComputed", tr("How this is computed"));
    method_->setProperty("look", "ghost");
    method_->setAccessibleName(method_->text());
    method_->setToolTip(method_->text());
    method_->setIcon(tintedIcon(theme_, "info"));
    connect(apply_, &QPushButton::clicked, this, &SuggestionPanel::apply);
    connect(replay_, &QPushButton::clicked, this,
            [this] { emit replayRequested(other().value_or(threshold_.radius())); });
    connect(label_, &QPushButton::clicked, this, &SuggestionPanel::labelRequested);
    connect(import_, &QPushButton::clicked, this, &SuggestionPanel::importRequested);
    connect(method_, &QPushButton::clicked, this, &SuggestionPanel::methodRequested);
}

/// What the live radius is held against: the one that is tried, else the suggested one.
std::optional<unsigned> SuggestionPanel::other() const {
    if (threshold_.preview())
        return threshold_.preview();
    return lab_.study() ? lab_.figures().promise.radius : std::nullopt;
}

void SuggestionPanel::apply() {
    if (const auto radius = other(); radius && *radius != threshold_.radius()) {
        before_ = threshold_.radius();
        threshold_.apply(*radius);
        refresh();
    }
}

void SuggestionPanel::refresh() {
    const auto level = std::ranges::find(levels, lab_.maxWrongPercent());
    level_->setCurrent(static_cast<int>(level - levels.begin()));
    showPromise();
    showTable();
    showUndo();
    const auto radius = other();
    const bool few = lab_.study() && lab_.figures().promise.too_few_labels && !radius;
    apply_->setVisible(radius.has_value());
    apply_->setEnabled(radius && *radius != threshold_.radius());
    if (radius)
        apply_->setText(tr("Apply %1").arg(threshold_.similarityText(*radius)));
    replay_->setVisible(radius.has_value());
    label_->setVisible(few && !lab_.figures().fromClasses);
    import_->setVisible(few && !lab_.figures().fromClasses);
}

void SuggestionPanel::showPromise() {
    const ThresholdPromise& promise = lab_.figures().promise;
    const int percent = lab_.maxWrongPercent();
    figure_->setVisible(lab_.study() && promise.radius);
    if (!lab_.study()) {
        promise_->setText(lab_.state() == ThresholdLab::State::computing
                              ? tr("Computing what every radius would have done.")
                              : tr("No look-ups to suggest anything from."));
        detail_->setText(tr("Send requests through the proxy, or open a saved workload above."));
    } else if (promise.radius) {
        figure_->setText(threshold_.similarityText(*promise.radius));
        promise_->setText(tr("At most %1 % wrong hits with 95 % confidence, from %2 labels.")
                              .arg(percent)
                              .arg(formatCount(promise.labels)));
        detail_->setText(
            tr("%1 bits is the largest radius that keeps the bound.").arg(*promise.radius));
    } else if (promise.too_few_labels) {
        promise_->setText(
            tr("Too few labels: %1 of %2.")
                .arg(formatCount(promise.labels), formatCount(promise.labels_needed)));
        QString detail = tr("%1 right ones in a row, drawn at random, promise at most %2 % wrong.")
                             .arg(formatCount(promise.labels_needed))
                             .arg(percent);
        if (lab_.figures().picked > 0)
            detail += tr(" The %1 you picked yourself carry no promise.")
                          .arg(formatCount(lab_.figures().picked));
        detail_->setText(detail);
    } else {
        promise_->setText(tr("No radius keeps %1 % with 95 % confidence, from %2 labels.")
                              .arg(percent)
                              .arg(formatCount(promise.labels)));
        detail_->setText(tr("Even the closest pairs are wrong too often, or too few of them are "
                            "labelled to tell."));
    }
}

void SuggestionPanel::showTable() {
    const auto study = lab_.study();
    table_->setVisible(study != nullptr);
    if (!study)
        return;
    const unsigned now = threshold_.radius();
    const auto then = other();
    head_.now->setText(tr("Now %1").arg(threshold_.similarityText(now)));
    head_.then->setText(then ? tr("At %1").arg(threshold_.similarityText(*then)) : QString());
    head_.change->setText(then ? tr("Change") : QString());
    for (Row* row : {&hits_, &wrong_, &saved_}) {
        row->now->setText(unknown);
        for (Label* cell : {row->then, row->change})
            cell->setText(then ? unknown : QString());
    }
    const auto& points_of = study->what_if.points;
    if (now >= points_of.size())
        return;
    const SimulationResult& at_now = points_of[now].result;
    hits_.now->setText(formatPercent(at_now.hit_rate()));
    const auto bound = [&](unsigned radius) -> std::optional<double> {
        const auto& bounds = lab_.figures().promise.bounds;
        if (radius >= bounds.size() || bounds[radius].labels < labels_for_a_point)
            return std::nullopt;
        return bounds[radius].upper;
    };
    const double days = study->span_seconds / seconds_a_day;
    const bool daily = study->span_seconds >= shortest_span;
    saved_.name->setText(daily ? tr("Saved per day") : tr("Saved"));
    const auto saved = [&](const SimulationResult& result) -> std::optional<double> {
        if (result.priced_requests == 0)
            return std::nullopt;
        return nano * static_cast<double>(result.saved_nano_usd) / (daily ? days : 1);
    };
    if (const auto upper = bound(now))
        wrong_.now->setText(formatPercent(*upper));
    if (const auto usd = saved(at_now))
        saved_.now->setText(formatMoney(*usd));
    if (!then || *then >= points_of.size())
        return;
    const SimulationResult& at_then = points_of[*then].result;
    hits_.then->setText(formatPercent(at_then.hit_rate()));
    hits_.change->setText(points(at_then.hit_rate() - at_now.hit_rate()));
    if (const auto upper = bound(*then)) {
        wrong_.then->setText(formatPercent(*upper));
        if (const auto before = bound(now))
            wrong_.change->setText(points(*upper - *before));
    }
    if (const auto usd = saved(at_then)) {
        saved_.then->setText(formatMoney(*usd));
        const double change = *usd - *saved(at_now);
        saved_.change->setText(signedText(change, formatMoney(std::abs(change))));
    }
}

void SuggestionPanel::showUndo() {
    if (before_ && *before_ == threshold_.radius())
        before_.reset();
    undoBar_->setVisible(before_.has_value());
    if (before_)
        undoText_->setText(tr("%1 is live, it was %2.")
                               .arg(threshold_.similarityText(threshold_.radius()),
                                    threshold_.similarityText(*before_)));
}

void SuggestionPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool wide = width() >= roomy;
    atMost_->setVisible(wide);
    method_->setText(wide ? tr("How this is computed") : QString());
}

void SuggestionPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::alt));
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme_.color(Tone::line));
}

} // namespace bsc::ui
