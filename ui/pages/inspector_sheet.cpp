#include "ui/pages/inspector_sheet.h"

#include "ui/charts/cosine_chart.h"
#include "ui/models/format.h"
#include "ui/widgets/chart_keys.h"
#include "ui/widgets/chart_panel.h"
#include "ui/widgets/label.h"
#include "ui/widgets/plain_table.h"
#include "ui/widgets/segmented_control.h"

#include <algorithm>
#include <utility>

namespace bsc::ui {

namespace {

constexpr QSize sheet_size{820, 640};
constexpr std::size_t examples_each = 5;

QString share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? QStringLiteral("–")
                      : formatPercent(static_cast<double>(part) / static_cast<double>(whole));
}

/// "31.2 %" of so many.
QString shareOf(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? QStringLiteral("–")
                      : QString("%1 (%2)").arg(share(part, whole), formatCount(part));
}

/// The two texts without most of what they begin with alike: a cell is too narrow for it.
std::pair<QString, QString> fromDifference(const QString& a, const QString& b) {
    constexpr qsizetype kept = 18;
    qsizetype alike = 0;
    while (alike < std::min(a.size(), b.size()) && a[alike] == b[alike])
        ++alike;
    if (alike <= kept)
        return {a, b};
    const qsizetype from = a.lastIndexOf(' ', alike - kept) + 1;
    return from == 0 ? std::pair(a, b) : std::pair("… " + a.mid(from), "… " + b.mid(from));
}

QString nameOf(TrapKind kind) {
    switch (kind) {
    case TrapKind::negation:
        return InspectorSheet::tr("negation");
    case TrapKind::number:
        return InspectorSheet::tr("number");
    case TrapKind::entity:
        return InspectorSheet::tr("name");
    case TrapKind::order:
        return InspectorSheet::tr("order");
    }
    return {};
}

} // namespace

InspectorSheet::InspectorSheet(InspectorModel& model, ThresholdLab& lab, ThresholdModel& threshold,
                               const Theme& theme, QWidget* parent)
    : Sheet(theme, tr("Inspector"), sheet_size, parent), model_(model), lab_(lab),
      threshold_(threshold), theme_(theme),
      part_(new SegmentedControl(
          theme, {tr("Cosine and distance"), tr("Other codes"), tr("Trap report")})),
      parts_(new QStackedWidget), scatter_(new CosineChart(theme)),
      state_(new Label(theme, FontRole::secondary, Tone::tx2)), cancel_(new QPushButton) {
    setObjectName("inspectorSheet");
    addCloseButton();
    part_->setObjectName("inspectorPart");
    part_->setAccessibleName(tr("Part of the inspector"));
    makeTables();
    auto* traps = new QWidget;
    auto* trapColumn = new QVBoxLayout(traps);
    trapColumn->setContentsMargins(0, 0, 0, 0);
    trapColumn->addWidget(traps_);
    trapColumn->addWidget(examples_, 1);
    parts_->addWidget(makePart(makeScatter(), scatterWords_));
    parts_->addWidget(makePart(variants_, variantsWords_));
    parts_->addWidget(makePart(traps, trapsWords_));
    auto* row = new QHBoxLayout;
    row->addWidget(part_);
    row->addStretch(1);
    body().addLayout(row);
    body().addSpacing(8);
    body().addWidget(parts_, 1);

    cancel_->setObjectName("inspectorCancel");
    auto* close = new QPushButton(tr("Close"));
    close->setObjectName("inspectorSheet-done");
    foot().addWidget(state_, 1);
    foot().addWidget(cancel_);
    foot().addWidget(close);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(cancel_, &QPushButton::clicked, this,
            [this] { model_.isRunning() ? model_.cancel() : inspect(); });
    connect(part_, &SegmentedControl::currentChanged, parts_, &QStackedWidget::setCurrentIndex);
    connect(&model_, &InspectorModel::changed, this, &InspectorSheet::refresh);
    refresh();
}

QWidget* InspectorSheet::makePart(QWidget* content, Label*& words) {
    auto* part = new QWidget;
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    words = new Label(theme_, FontRole::secondary, Tone::tx2);
    words->setWordWrap(true);
    column->addWidget(words);
    column->addWidget(content, 1);
    return part;
}

QWidget* InspectorSheet::makeScatter() {
    auto* panel =
        new ChartPanel(theme_, tr("Hamming distance over cosine"), {}, scatter_, *scatter_);
    panel->setExpandable(false);
    panel->setNote([this] { return noteOf(lab_, facts_); });
    connect(panel, &ChartPanel::failed, state_, &QLabel::setText);
    new ChartKeys(*this);
    return panel;
}

void InspectorSheet::makeTables() {
    using enum PlainTable::Kind;
    variants_ = new PlainTable("otherCodes", tr("The same requests with other codes"),
                               {{tr("Bits")},
                                {tr("Seed")},
                                {tr("Radius")},
                                {tr("Bytes a code")},
                                {tr("Hit rate")},
                                {tr("Wrong hits")},
                                {tr("Decided alike")}},
                               theme_);
    variants_->setStretched({0, 1, 2, 3, 4, 5, 6});
    traps_ = new PlainTable(
        "traps", tr("Twins that were served, by kind"),
        {{tr("Kind"), words}, {tr("Twins")}, {tr("Served")}, {tr("With the gate")}}, theme_);
    traps_->setStretched({1, 2, 3});
    traps_->setHeightForRows(static_cast<int>(std::size(trap_kinds)));
    examples_ = new PlainTable("trapExamples", tr("Examples of twins that were served"),
                               {{tr("Kind"), words},
                                {tr("Prompt"), words},
                                {tr("Twin"), words},
                                {tr("Content gate"), words},
                                {tr("Bits")}},
                               theme_);
    examples_->setStretched({1, 2});
}

void InspectorSheet::inspect() {
    show();
    raise();
    model_.inspect(lab_.study(), threshold_.similarity(threshold_.radius()));
    refresh();
}

void InspectorSheet::refresh() {
    const auto found = model_.inspection();
    cancel_->setText(model_.isRunning() ? tr("Cancel") : tr("Inspect again"));
    cancel_->setEnabled(lab_.study() != nullptr);
    if (model_.isRunning())
        state_->setText(tr("Encoding and replaying…"));
    else if (!model_.error().isEmpty())
        state_->setText(model_.error());
    else if (!found)
        state_->setText(tr("No requests to inspect yet."));
    else
        state_->setText(tr("Measured on %1 requests").arg(formatCount(found->requests)));
    if (!found)
        return;
    showScatter(*found);
    showVariants(*found);
    showTraps(*found);
}

void InspectorSheet::showScatter(const Inspection& found) {
    scatter_->setData(found.scatter, found.traps.radius);
    scatterWords_->setText(
        tr("Each prompt with the one nearest to it by cosine and with a random one: %1 pairs. Each "
           "bit of a code differs with probability acos(cosine) / π, so distances are binomial "
           "around the line; %2 lie within two standard deviations (about 95 % by the law).")
            .arg(formatCount(found.scatter.points.size()),
                 formatPercent(found.scatter.within_2_sd)));
}

void InspectorSheet::showVariants(const Inspection& found) {
    std::vector<QStringList> rows;
    for (const VariantFigures& figures : found.variants)
        rows.push_back(
            {formatCount(figures.code.bits), QString::number(figures.code.seed),
             QString::number(figures.radius), QString::number(words_for(figures.code.bits) * 8),
             share(figures.hits, figures.requests),
             figures.judged_hits == 0 ? tr("no classes")
                                      : tr("%1 of %2")
                                            .arg(share(figures.wrong_hits, figures.judged_hits),
                                                 formatCount(figures.judged_hits)),
             share(figures.agreed, figures.requests)});
    variants_->setRows(rows);
    variantsWords_->setText(
        tr("The same %1 requests, policy, capacity and threshold %2, with codes of another width "
           "or another random matrix. The first row is what is live; “decided alike” are the "
           "requests that are hits, or not, as there.")
            .arg(formatCount(found.requests))
            .arg(threshold_.similarityText(found.traps.radius)));
}

void InspectorSheet::showTraps(const Inspection& found) {
    std::vector<QStringList> rows, examples;
    std::uint64_t twins = 0;
    for (const TrapKind kind : trap_kinds) {
        const TrapReport::Kind& figures = found.traps.kinds[static_cast<std::size_t>(kind)];
        twins += figures.twins;
        rows.push_back({nameOf(kind), formatCount(figures.twins),
                        shareOf(figures.served, figures.twins),
                        shareOf(figures.served_with_gate, figures.twins)});
        std::size_t shown = 0;
        for (const SprungTrap& trap : found.traps.traps)
            if (trap.twin.kind == kind && trap.served && shown++ < examples_each) {
                const auto [prompt, twin] = fromDifference(QString::fromStdString(trap.twin.prompt),
                                                           QString::fromStdString(trap.twin.twin));
                examples.push_back({nameOf(kind), prompt, twin,
                                    trap.gate
                                        ? tr("refuses: %1").arg(QString::fromStdString(*trap.gate))
                                        : tr("lets it through"),
                                    QString::number(trap.distance)});
            }
    }
    traps_->setRows(rows);
    examples_->setRows(examples);
    trapsWords_->setText(
        tr("%1 twins of %2 distinct prompts, made by fixed rules for English: each differs in a "
           "negation, a number, a name or an order, and means something else. Served are those "
           "within %3 of %4 bits of their prompt. The content gate compares digits, quotes, "
           "identifiers and negations; names and order it cannot see.")
            .arg(formatCount(twins), formatCount(found.traps.prompts))
            .arg(found.traps.radius)
            .arg(found.traps.bits));
}

} // namespace bsc::ui
