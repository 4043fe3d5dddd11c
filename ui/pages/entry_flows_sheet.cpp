#include "ui/pages/entry_flows_sheet.h"

#include "ui/models/format.h"
#include "ui/widgets/flow_table.h"
#include "ui/widgets/label.h"

namespace bsc::ui {

namespace {

constexpr std::size_t most_flows = 20'000;

Verdict verdictOf(const std::string& name) {
    for (const Verdict verdict : {Verdict::hit, Verdict::near_miss, Verdict::miss, Verdict::bypass,
                                  Verdict::coalesced, Verdict::wrong_hit})
        if (name_of(verdict) == name)
            return verdict;
    return Verdict::miss;
}

FlowEvent eventOf(const FlowRecord& record) {
    FlowEvent event;
    event.id = record.id;
    event.time_us = record.time_us;
    event.entry_id = record.entry_id.value_or(0);
    event.added_us = record.added_us;
    event.total_us = record.total_us;
    event.input_tokens = static_cast<std::uint32_t>(record.input_tokens);
    event.output_tokens = static_cast<std::uint32_t>(record.output_tokens);
    event.distance =
        record.distance ? static_cast<std::int16_t>(*record.distance) : std::int16_t{-1};
    event.radius = static_cast<std::uint16_t>(record.radius);
    event.bits = static_cast<std::uint16_t>(record.bits);
    event.status = static_cast<std::uint16_t>(record.status);
    event.verdict = verdictOf(record.verdict);
    event.client = std::string_view(record.client);
    event.model = std::string_view(record.model);
    event.why = std::string_view(record.why);
    event.prompt = std::string_view(record.prompt);
    return event;
}

} // namespace

EntryFlowsSheet::EntryFlowsSheet(const Theme& theme, const QString& name, QWidget* parent)
    : Sheet(theme, tr("Flows of %1").arg(name), {980, 520}, parent), flows_(most_flows),
      state_(new Label(theme, FontRole::secondary, Tone::tx3, tr("Reading the database"))) {
    setObjectName("entryFlows");
    setAttribute(Qt::WA_DeleteOnClose);
    addCloseButton();
    body().addWidget(new FlowTable(flows_, theme, this), 1);
    state_->setObjectName("entryFlowsState");
    foot().addWidget(state_);
    foot().addStretch(1);
}

void EntryFlowsSheet::setFlows(const Result<std::vector<FlowRecord>>& flows) {
    if (!flows) {
        state_->setText(QString::fromStdString(flows.error().text));
        return;
    }
    std::vector<Event> events;
    for (auto flow = flows->rbegin(); flow != flows->rend(); ++flow)
        events.push_back(eventOf(*flow));
    flows_.consume(events);
    flows_.flush();
    state_->setText(tr("%1 among the newest %2 flows")
                        .arg(formatCount(events.size()), formatCount(most_flows)));
}

} // namespace bsc::ui
