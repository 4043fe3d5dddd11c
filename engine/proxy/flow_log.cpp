#include "engine/proxy/flow_log.h"

#include "engine/proxy/traffic_recorder.h"

#include <algorithm>
#include <limits>

namespace bsc {

namespace {

constexpr std::size_t longest_kept_answer = 256 * 1024;

template <class To>
To clamped(std::uint64_t value) {
    return static_cast<To>(
        std::min<std::uint64_t>(value, static_cast<std::uint64_t>(std::numeric_limits<To>::max())));
}

LedgerKind kind_of(const Flow& flow) {
    if (flow.verdict == Verdict::coalesced)
        return LedgerKind::coalesced;
    if (flow.verdict != Verdict::hit)
        return LedgerKind::paid;
    return flow.tier == Tier::exact ? LedgerKind::exact : LedgerKind::semantic;
}

/// Text that went to an embedding server that is paid for.
std::size_t embedded_bytes(const Flow& flow, const std::string& embedding_model) {
    return !embedding_model.empty() && flow.embed_us > 0 ? flow.prompt.size() : 0;
}

} // namespace

std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::uint32_t Flow::elapsed_us() const {
    return clamped<std::uint32_t>(
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                       std::chrono::steady_clock::now() - began)
                                       .count()));
}

FlowLog::FlowLog(Store* store, EventQueue* events, std::shared_ptr<const PriceTable> prices,
                 std::string embedding_model)
    : store_(store), events_(events), prices_(std::move(prices)),
      embedding_model_(std::move(embedding_model)),
      next_id_(store ? store->last_flow_id() + 1 : 1) {
    if (store_)
        store_->watch([this](const StoreHealth& health) { tell(health); });
}

FlowLog::~FlowLog() {
    if (store_)
        store_->watch(nullptr);
}

Flow FlowLog::begin(std::string_view path, std::string_view user_agent) {
    Flow flow;
    flow.id = next_id_.fetch_add(1, std::memory_order_relaxed);
    flow.time_us = now_us();
    flow.began = std::chrono::steady_clock::now();
    flow.path = path;
    flow.client = user_agent;
    return flow;
}

void FlowLog::end(const Flow& flow) {
    const std::uint32_t total_us = flow.elapsed_us();
    if (events_)
        tell_event(flow, total_us);
    if (store_) {
        record(flow, total_us);
        book(flow);
    }
    if (const auto recorder = recorder_.load())
        recorder->take(flow);
}

std::int64_t FlowLog::saved_nano_usd(const Flow& flow) const {
    if (!flow.usage)
        return no_price;
    const auto prices = prices_.load();
    const Day day = day_of(flow.time_us);
    const auto price = prices->nano_usd(flow.model, *flow.usage, day);
    if (!price || kind_of(flow) == LedgerKind::paid)
        return price.value_or(no_price);
    const std::size_t bytes = embedded_bytes(flow, embedding_model_);
    if (bytes == 0)
        return *price;
    const auto cost = prices->embedding_nano_usd(embedding_model_, bytes, day);
    return cost ? *price - *cost : no_price;
}

void FlowLog::tell_event(const Flow& flow, std::uint32_t total_us) {
    const Usage usage = flow.usage.value_or(Usage{});
    FlowEvent event;
    event.id = flow.id;
    event.time_us = flow.time_us;
    event.entry_id = flow.entry_id;
    event.saved_nano_usd = saved_nano_usd(flow);
    event.added_us = flow.added_us;
    event.total_us = total_us;
    event.embed_us = flow.embed_us;
    event.lookup_ns = flow.lookup_ns;
    event.input_tokens = clamped<std::uint32_t>(usage.all_input());
    event.output_tokens = clamped<std::uint32_t>(usage.output);
    event.distance = flow.distance ? clamped<std::int16_t>(*flow.distance) : std::int16_t(-1);
    event.radius = clamped<std::uint16_t>(flow.radius);
    event.bits = clamped<std::uint16_t>(flow.bits);
    event.status = clamped<std::uint16_t>(flow.status);
    event.verdict = flow.verdict;
    event.tier = flow.tier;
    event.dialect = flow.dialect;
    event.stream = flow.stream;
    event.demo = flow.demo;
    event.client = std::string_view(flow.client);
    event.model = std::string_view(flow.model);
    event.why = std::string_view(flow.why);
    event.prompt = std::string_view(flow.prompt);
    events_->push(event);
}

void FlowLog::record(const Flow& flow, std::uint32_t total_us) {
    const Usage usage = flow.usage.value_or(Usage{});
    FlowRecord record;
    record.id = flow.id;
    record.time_us = flow.time_us;
    record.partition = flow.partition;
    record.verdict = name_of(flow.verdict);
    record.dialect = name_of(flow.dialect);
    record.path = flow.path;
    record.model = flow.model;
    record.client = flow.client;
    record.prompt = flow.prompt;
    if (flow.entry_id == 0 && flow.answer.size() <= longest_kept_answer)
        record.answer = flow.answer;
    record.why = flow.why;
    if (flow.entry_id != 0)
        record.entry_id = flow.entry_id;
    record.distance = flow.distance;
    record.radius = flow.radius;
    record.bits = flow.bits;
    record.status = flow.status;
    record.added_us = flow.added_us;
    record.total_us = total_us;
    record.embed_us = flow.embed_us;
    record.lookup_ns = flow.lookup_ns;
    record.input_tokens = usage.all_input();
    record.output_tokens = usage.output;
    store_->put_flow(std::move(record));
}

/// The demo upstream's answers cost nothing, so that nothing is saved by keeping them.
void FlowLog::book(const Flow& flow) {
    constexpr unsigned ok = 200;
    if (flow.demo || flow.model.empty() || flow.status != ok)
        return;
    LedgerKey key{.day = day_of(flow.time_us), .kind = kind_of(flow), .model = flow.model};
    if (flow.usage)
        key.usage = LedgerUsage{.input = flow.usage->input,
                                .output = flow.usage->output,
                                .cache_read = flow.usage->cache_read,
                                .cache_write = flow.usage->cache_write};
    const std::size_t bytes = embedded_bytes(flow, embedding_model_);
    if (bytes > 0)
        key.embedding_model = embedding_model_;
    store_->book(key, {.answers = 1, .embedded_bytes = bytes});
}

void FlowLog::tell(const StoreHealth& health) {
    if (!health.trouble.empty()) {
        notice(NoticeEvent::Kind::store_trouble, health.trouble);
        return;
    }
    std::string text = "The database is written again";
    if (health.dropped > 0)
        text += ", but " + std::to_string(health.dropped) + " records did not fit into memory";
    notice(NoticeEvent::Kind::store_recovered, text + ".");
}

void FlowLog::tell(const Event& event) {
    if (events_)
        events_->push(event);
}

void FlowLog::notice(NoticeEvent::Kind kind, std::string_view text) {
    tell(NoticeEvent{.time_us = now_us(), .kind = kind, .text = text});
}

} // namespace bsc
