#include "ui/models/flow_model.h"

#include "engine/code/similarity.h"
#include "ui/models/format.h"

#include <algorithm>
#include <chrono>
#include <iterator>

namespace bsc::ui {

namespace {

constexpr std::chrono::milliseconds flush_interval{100};
constexpr qsizetype max_shared_texts = 4096;

constexpr const char* headers[flow_column_count] = {"Time",   "Verdict", "Distance", "Sim.",
                                                    "Model",  "Prompt",  "Added",    "Total",
                                                    "Tokens", "Saved",   "Client"};

bool isRightAligned(FlowColumn column) {
    switch (column) {
    case FlowColumn::similarity:
    case FlowColumn::added:
    case FlowColumn::total:
    case FlowColumn::tokens:
    case FlowColumn::saved:
        return true;
    default:
        return false;
    }
}

QString verdictName(Verdict verdict) {
    switch (verdict) {
    case Verdict::hit:
        return QStringLiteral("Hit");
    case Verdict::near_miss:
        return QStringLiteral("Near");
    case Verdict::miss:
        return QStringLiteral("Miss");
    case Verdict::bypass:
        return QStringLiteral("Bypass");
    case Verdict::coalesced:
        return QStringLiteral("Coalesced");
    case Verdict::wrong_hit:
        return QStringLiteral("Wrong hit");
    }
    return {};
}

QString distanceSentence(const Flow& flow) {
    if (flow.distance < 0)
        return toText(flow.why);
    return QStringLiteral("distance %1 of radius %2, %3")
        .arg(flow.distance)
        .arg(flow.radius)
        .arg(verdictName(flow.verdict).toLower());
}

} // namespace

std::optional<double> savedUsd(const Flow& flow) {
    if (flow.savedNanoUsd == no_price)
        return std::nullopt;
    switch (flow.verdict) {
    case Verdict::hit:
    case Verdict::coalesced:
        return flow.savedNanoUsd * 1e-9;
    case Verdict::wrong_hit:
        return -flow.savedNanoUsd * 1e-9;
    default:
        return std::nullopt;
    }
}

FlowModel::FlowModel(std::size_t capacity, QObject* parent)
    : QAbstractTableModel(parent), capacity_(std::max<std::size_t>(capacity, 1)) {
    timer_.setSingleShot(true);
    timer_.setInterval(flush_interval);
    connect(&timer_, &QTimer::timeout, this, &FlowModel::flush);
}

void FlowModel::consume(std::span<const Event> events) {
    const std::uint64_t before = received_;
    for (const Event& event : events) {
        if (const auto* flow = std::get_if<FlowEvent>(&event))
            add(*flow);
        else if (const auto* word = std::get_if<LabelEvent>(&event))
            label(*word);
    }
    if (received_ == before)
        return;
    if (waiting_.size() >= capacity_)
        show();
    else if (!paused_ && !timer_.isActive())
        timer_.start();
    emit waitingChanged();
}

void FlowModel::add(const FlowEvent& event) {
    Flow flow;
    flow.id = event.id;
    flow.entryId = event.entry_id;
    flow.timeUs = event.time_us;
    flow.savedNanoUsd = event.saved_nano_usd;
    flow.addedUs = event.added_us;
    flow.totalUs = event.total_us;
    flow.inputTokens = event.input_tokens;
    flow.outputTokens = event.output_tokens;
    flow.distance = static_cast<std::int16_t>(nearestDistance(event));
    flow.radius = event.radius;
    flow.bits = event.bits;
    flow.status = event.status;
    flow.verdict = event.verdict;
    flow.tier = event.tier;
    flow.demo = event.demo;
    flow.model = shared(event.model.view());
    flow.client = shared(event.client.view());
    flow.prompt = event.prompt.view();
    flow.why = event.why.view();
    if (answeredFromCache(flow.verdict))
        hits_[flow.id] = received_;
    ++received_;
    waiting_.push_back(std::move(flow));
}

void FlowModel::label(const LabelEvent& event) {
    const auto at = position(event.flow_id);
    if (!at)
        return;
    Flow& flow = *at < rows_.size() ? rows_[*at] : waiting_[*at - rows_.size()];
    flow.verdict = event.right ? Verdict::hit : Verdict::wrong_hit;
    if (*at < rows_.size()) {
        const int row = static_cast<int>(*at);
        emit dataChanged(index(row, 0), index(row, flow_column_count - 1));
    }
}

void FlowModel::flush() {
    if (!paused_)
        show();
}

void FlowModel::show() {
    if (waiting_.empty())
        return;
    if (waiting_.size() > capacity_)
        dropOldest(waiting_, waiting_.size() - capacity_);
    const std::size_t wanted = rows_.size() + waiting_.size();
    if (wanted > capacity_) {
        const std::size_t surplus = wanted - capacity_;
        beginRemoveRows({}, 0, static_cast<int>(surplus) - 1);
        dropOldest(rows_, surplus);
        endRemoveRows();
    }
    const int first = static_cast<int>(rows_.size());
    beginInsertRows({}, first, first + static_cast<int>(waiting_.size()) - 1);
    std::move(waiting_.begin(), waiting_.end(), std::back_inserter(rows_));
    waiting_.clear();
    endInsertRows();
    emit waitingChanged();
}

void FlowModel::dropOldest(std::deque<Flow>& flows, std::size_t count) {
    for (; count > 0; --count) {
        hits_.erase(flows.front().id);
        flows.pop_front();
    }
}

void FlowModel::setPaused(bool paused) {
    paused_ = paused;
    flush();
}

QString FlowModel::shared(std::string_view text) {
    if (texts_.size() > max_shared_texts)
        texts_.clear();
    return *texts_.insert(toText(text));
}

std::optional<std::size_t> FlowModel::position(std::uint64_t id) const {
    const auto hit = hits_.find(id);
    if (hit == hits_.end())
        return std::nullopt;
    const std::size_t held = rows_.size() + waiting_.size();
    return static_cast<std::size_t>(hit->second - (received_ - held));
}

const Flow* FlowModel::findHit(std::uint64_t id) const {
    const auto at = position(id);
    if (!at)
        return nullptr;
    return *at < rows_.size() ? &rows_[*at] : &waiting_[*at - rows_.size()];
}

int FlowModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int FlowModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : flow_column_count;
}

QVariant FlowModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Flow& row = flow(index.row());
    const auto column = static_cast<FlowColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::ToolTipRole:
        if (column == FlowColumn::prompt)
            return toText(row.prompt);
        return column == FlowColumn::verdict || column == FlowColumn::distance ? toText(row.why)
                                                                               : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignVCenter |
                        (isRightAligned(column) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::AccessibleTextRole:
        return column == FlowColumn::distance ? distanceSentence(row) : text(row, column);
    case FlowIdRole:
        return QVariant::fromValue<qulonglong>(row.id);
    case VerdictRole:
        return static_cast<int>(row.verdict);
    case DistanceRole:
        return row.distance;
    case RadiusRole:
        return row.radius;
    case BitsRole:
        return row.bits;
    case WhyRole:
        return toText(row.why);
    default:
        return {};
    }
}

QVariant FlowModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= flow_column_count)
        return {};
    const auto column = static_cast<FlowColumn>(section);
    if (role == Qt::DisplayRole)
        return QLatin1String(headers[section]);
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter |
                        (isRightAligned(column) ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

QString FlowModel::text(const Flow& flow, FlowColumn column) const {
    switch (column) {
    case FlowColumn::time:
        return formatClockMillis(flow.timeUs);
    case FlowColumn::verdict:
        return verdictName(flow.verdict);
    case FlowColumn::distance:
        return flow.distance < 0 ? QString() : QString::number(flow.distance);
    case FlowColumn::similarity:
        return flow.distance < 0 || flow.bits == 0
                   ? QString()
                   : formatFixed(similarity_of(static_cast<unsigned>(flow.distance), flow.bits), 3);
    case FlowColumn::model:
        return flow.model;
    case FlowColumn::prompt:
        return toText(flow.prompt).simplified();
    case FlowColumn::added:
        return formatTableDuration(flow.addedUs).text();
    case FlowColumn::total:
        return formatTableDuration(flow.totalUs).text();
    case FlowColumn::tokens:
        return formatCount(flow.inputTokens) + " + " + formatCount(flow.outputTokens);
    case FlowColumn::saved: {
        const auto usd = savedUsd(flow);
        return usd ? formatMoney(*usd) : QStringLiteral("–");
    }
    case FlowColumn::client:
        return flow.client;
    }
    return {};
}

} // namespace bsc::ui
