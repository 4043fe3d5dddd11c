#include "ui/pages/decisions_sheet.h"

#include "ui/charts/curve_chart.h"
#include "ui/charts/marker.h"
#include "ui/models/cluster_colors.h"
#include "ui/models/format.h"
#include "ui/widgets/chart_keys.h"
#include "ui/widgets/chart_panel.h"
#include "ui/widgets/label.h"
#include "ui/widgets/plain_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace bsc::ui {

namespace {

constexpr QSize sheet_size{940, 700};
constexpr qreal left_room = 52, right_room = 24;
constexpr double widest_axis = 0.5;
constexpr std::array<Marker, decision_ways> markers{
    Marker::disc, Marker::square, Marker::triangle, Marker::diamond, Marker::cross, Marker::ring};

QString nameOf(DecisionWay way, bool aligned) {
    const QString score =
        aligned ? DecisionsSheet::tr("alignment") : DecisionsSheet::tr("cosine of the vectors");
    switch (way) {
    case DecisionWay::radius:
        return DecisionsSheet::tr("Fixed threshold");
    case DecisionWay::gated:
        return DecisionsSheet::tr("Fixed threshold, content gate");
    case DecisionWay::rescored:
        return DecisionsSheet::tr("Second score: %1").arg(score);
    case DecisionWay::rescored_gated:
        return DecisionsSheet::tr("Second score: %1, content gate").arg(score);
    case DecisionWay::adaptive_every_miss:
        return DecisionsSheet::tr("Adaptive, stores every miss");
    case DecisionWay::adaptive_when_wrong:
        return DecisionsSheet::tr("Adaptive, stores when the nearest was wrong");
    }
    return {};
}

QString settingText(DecisionWay way, double setting) {
    switch (way) {
    case DecisionWay::radius:
    case DecisionWay::gated:
        return DecisionsSheet::tr("threshold %1").arg(formatFixed(setting, 2));
    case DecisionWay::rescored:
    case DecisionWay::rescored_gated:
        return DecisionsSheet::tr("score from %1").arg(formatFixed(setting, 2));
    case DecisionWay::adaptive_every_miss:
    case DecisionWay::adaptive_when_wrong:
        return DecisionsSheet::tr("errors at most %1").arg(formatPercent(setting));
    }
    return {};
}

constexpr DecisionWay wayAt(std::size_t index) { return static_cast<DecisionWay>(index); }

bool isJudged(const DecisionWays& ways) {
    return std::ranges::any_of(ways.points, [](const std::vector<WayPoint>& points) {
        return std::ranges::any_of(points, [](const WayPoint& p) { return p.judged_hits > 0; });
    });
}

/// The point with the most hits of those that are wrong at most so often.
const WayPoint* bestOf(const std::vector<WayPoint>& points, double maxWrong) {
    const WayPoint* best = nullptr;
    for (const WayPoint& point : points)
        if (point.wrong_share().share <= maxWrong && (!best || point.hits > best->hits))
            best = &point;
    return best;
}

} // namespace

DecisionsSheet::DecisionsSheet(DecisionWaysModel& model, ThresholdLab& lab, const Theme& theme,
                               QWidget* parent)
    : Sheet(theme, tr("Ways to decide"), sheet_size, parent), model_(model), lab_(lab),
      theme_(theme), chart_(new CurveChart(theme)),
      words_(new Label(theme, FontRole::secondary, Tone::tx2)),
      state_(new Label(theme, FontRole::secondary, Tone::tx2)), progress_(new QProgressBar),
      again_(new QPushButton) {
    setObjectName("decisionsSheet");
    addCloseButton();
    words_->setWordWrap(true);
    body().addWidget(words_);
    makeChart();
    makeTable();
    progress_->setObjectName("decisionsProgress");
    progress_->setAccessibleName(tr("Progress of the comparison"));
    progress_->setTextVisible(false);
    progress_->setFixedSize(120, 6);
    again_->setObjectName("decisionsAgain");
    auto* close = new QPushButton(tr("Close"));
    close->setObjectName("decisionsSheet-done");
    foot().addWidget(state_, 1);
    foot().addWidget(progress_);
    foot().addWidget(again_);
    foot().addWidget(close);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(again_, &QPushButton::clicked, this,
            [this] { model_.isRunning() ? model_.cancel() : model_.compare(lab_.study()); });
    connect(&theme, &Theme::changed, this, &DecisionsSheet::refresh);
    connect(&model_, &DecisionWaysModel::changed, this, &DecisionsSheet::refresh);
    connect(&model_, &DecisionWaysModel::progressed, this, &DecisionsSheet::showProgress);
    refresh();
}

void DecisionsSheet::makeChart() {
    chart_->setData({.slug = "ways-to-decide", .x = {}, .y = {}});
    chart_->setAccessibleName(tr("Hit rate over wrong hits, by the way to decide"));
    auto* panel = new ChartPanel(theme_, tr("Hit rate over wrong hits"), {}, chart_, *chart_);
    panel->setExpandable(false);
    panel->setNote([this] { return noteOf(lab_, facts_); });
    connect(panel, &ChartPanel::failed, state_, &QLabel::setText);
    new ChartKeys(*this);
    body().addWidget(panel, 1);
}

void DecisionsSheet::makeTable() {
    using enum PlainTable::Kind;
    table_ = new PlainTable("waysTable", tr("The best setting of each way"),
                            {{tr("Way"), words},
                             {tr("Best setting"), words},
                             {tr("Hit rate")},
                             {tr("Wrong hits")},
                             {tr("90 % interval")},
                             {tr("Judged hits")}},
                            theme_);
    table_->setStretched({0});
    table_->setHeightForRows(static_cast<int>(decision_ways));
    body().addWidget(table_);
}

void DecisionsSheet::compare() {
    show();
    raise();
    if (!model_.isRunning() && (!model_.ways() || model_.study() != lab_.study()))
        model_.compare(lab_.study());
    refresh();
}

void DecisionsSheet::showProgress() {
    progress_->setRange(0, 1000);
    progress_->setValue(static_cast<int>(std::lround(1000 * model_.progress())));
}

void DecisionsSheet::refresh() {
    const auto ways = model_.ways();
    progress_->setVisible(model_.isRunning());
    showProgress();
    again_->setText(model_.isRunning() ? tr("Cancel") : tr("Compare again"));
    again_->setEnabled(lab_.study() != nullptr);
    if (model_.isRunning())
        state_->setText(tr("Replaying every way…"));
    else if (!model_.error().isEmpty())
        state_->setText(model_.error());
    else if (!ways)
        state_->setText(tr("No requests to compare with yet."));
    else
        state_->setText(tr("Measured on %1 requests").arg(formatCount(model_.study()->requests())));
    words_->setText(
        tr("The same requests decided in six ways, each at several settings; the higher and the "
           "farther left, the better. A second score looks again at the shortlist. An adaptive "
           "threshold is learned for each entry while it runs (vCache, arXiv 2502.03771). Wrong "
           "hits are counted where both requests have a class."));
    if (!ways)
        return;
    chart_->setData(curves(*ways));
    fillTable(*ways);
}

CurveData DecisionsSheet::curves(const DecisionWays& ways) const {
    CurveData data{.slug = "ways-to-decide", .x = {}, .y = {}};
    data.leftRoom = left_room;
    data.rightRoom = right_room;
    if (!isJudged(ways)) {
        data.empty = tr("These requests have no classes, so nobody can count wrong hits. Choose a "
                        "workload with classes on the Threshold screen.");
        return data;
    }
    double mostWrong = lab_.maxWrongPercent() / 100.0, mostHits = 0;
    for (std::size_t i = 0; i < decision_ways; ++i) {
        Curve curve{
            .name = nameOf(wayAt(i), ways.aligned),
            .ink = [i](const Theme& theme) { return clusterColor(static_cast<int>(i), theme); },
            .points = {}};
        for (const WayPoint& point : ways.points[i]) {
            const double wrong = point.wrong_share().share;
            if (point.judged_hits == 0 || wrong > widest_axis)
                continue;
            curve.points.emplace_back(wrong, point.hit_rate());
            mostWrong = std::max(mostWrong, wrong);
            mostHits = std::max(mostHits, point.hit_rate());
        }
        std::ranges::sort(curve.points, {},
                          [](const QPointF& p) { return std::pair(p.x(), p.y()); });
        curve.marker = markers[i];
        if (wayAt(i) == DecisionWay::adaptive_when_wrong)
            curve.dash = {4, 3};
        data.curves.push_back(std::move(curve));
    }
    data.x.title = tr("wrong hits");
    data.x.to = mostWrong * 1.05;
    data.x.ticks = roundTicks(0, data.x.to, 6);
    data.x.text = percentTick;
    data.y.to = std::min(1.0, mostHits * 1.08);
    data.y.ticks = roundTicks(0, data.y.to, 5);
    data.y.text = percentTick;
    data.marks = {{CurveMark::Kind::limit, Qt::Vertical, lab_.maxWrongPercent() / 100.0,
                   tr("limit %1 %").arg(lab_.maxWrongPercent())}};
    return data;
}

void DecisionsSheet::fillTable(const DecisionWays& ways) {
    const bool judged = isJudged(ways);
    std::vector<QStringList> rows;
    for (std::size_t i = 0; i < decision_ways; ++i) {
        const WayPoint* best =
            judged ? bestOf(ways.points[i], lab_.maxWrongPercent() / 100.0) : nullptr;
        QStringList cells{nameOf(wayAt(i), ways.aligned)};
        if (best) {
            const ShareInterval wrong = best->wrong_share();
            cells << settingText(wayAt(i), best->setting) << formatPercent(best->hit_rate())
                  << (best->judged_hits == 0 ? QStringLiteral("–") : formatPercent(wrong.share))
                  << tr("%1 to %2").arg(formatPercent(wrong.lower), formatPercent(wrong.upper))
                  << formatCount(best->judged_hits);
        } else {
            cells << (judged ? tr("none at most %1 % wrong").arg(lab_.maxWrongPercent())
                             : tr("no classes"));
            while (cells.size() < table_->columnCount())
                cells << QStringLiteral("–");
        }
        rows.push_back(cells);
    }
    table_->setRows(rows);
    for (int row = 0; row < table_->rowCount(); ++row)
        table_->item(row, 0)->setData(Qt::DecorationRole,
                                      markerSample(markers[static_cast<std::size_t>(row)],
                                                   clusterColor(row, theme_), devicePixelRatioF()));
}

} // namespace bsc::ui
