#pragma once

#include "engine/cache/atomic_ptr.h"
#include "engine/cache/decision.h"
#include "engine/proxy/dialects/usage.h"
#include "engine/proxy/events.h"
#include "engine/proxy/prices.h"
#include "engine/store/store.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bsc {

class TrafficRecorder;

std::int64_t now_us(); ///< microseconds since the Unix epoch

/// One request on its way through the proxy, filled in as it goes.
struct Flow {
    std::uint64_t id = 0;
    std::int64_t time_us = 0;
    std::chrono::steady_clock::time_point began;
    std::uint32_t added_us = 0, embed_us = 0, lookup_ns = 0;
    Verdict verdict = Verdict::bypass;
    Tier tier = Tier::none;
    Dialect dialect = Dialect::other;
    unsigned status = 0;
    bool stream = false, demo = false;
    std::optional<unsigned> distance;
    unsigned radius = 0, bits = 0;
    Digest partition{};        ///< zero: not looked up
    bool by_meaning = false;   ///< may be answered with another request's answer
    std::string meaning_class; ///< that the client told; empty: none
    std::uint64_t entry_id = 0;
    std::optional<Usage> usage;
    std::string path, model, client, prompt;
    std::string answer; ///< when no entry holds it
    std::string why;

    std::uint32_t elapsed_us() const;
};

/// Tells finished flows to the store, its ledger and the event queue, with their price; and the
/// event queue of the store's trouble.
///
/// Threads: any.
class FlowLog {
  public:
    /// `store` and `events` may be null. `embedding_model`: see ProxyConfig.
    FlowLog(Store* store, EventQueue* events, std::shared_ptr<const PriceTable> prices,
            std::string embedding_model);
    ~FlowLog();
    FlowLog(const FlowLog&) = delete;
    FlowLog& operator=(const FlowLog&) = delete;

    void set_prices(std::shared_ptr<const PriceTable> prices) { prices_.store(std::move(prices)); }
    /// Takes effect with the next finished flow; null: none.
    void set_recorder(std::shared_ptr<TrafficRecorder> recorder) {
        recorder_.store(std::move(recorder));
    }

    Flow begin(std::string_view path, std::string_view user_agent);
    void end(const Flow& flow);
    void tell(const Event& event);
    void notice(NoticeEvent::Kind kind, std::string_view text);
    Store* store() { return store_; }

  private:
    std::int64_t saved_nano_usd(const Flow& flow) const;
    void tell_event(const Flow& flow, std::uint32_t total_us);
    void record(const Flow& flow, std::uint32_t total_us);
    void book(const Flow& flow);
    void tell(const StoreHealth& health);

    Store* store_;
    EventQueue* events_;
    AtomicPtr<const PriceTable> prices_;
    AtomicPtr<TrafficRecorder> recorder_;
    const std::string embedding_model_;
    std::atomic<std::uint64_t> next_id_;
};

} // namespace bsc
