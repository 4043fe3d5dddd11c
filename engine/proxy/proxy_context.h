#pragma once

#include "engine/proxy/cache_service.h"
#include "engine/proxy/dialects/ids.h"
#include "engine/proxy/flow_log.h"
#include "engine/proxy/http/upstream.h"
#include "engine/proxy/keys.h"
#include "engine/proxy/request_memo.h"
#include "engine/proxy/rules.h"
#include "engine/proxy/single_flight.h"

#include <boost/asio/thread_pool.hpp>

#include <set>
#include <string>

namespace bsc {

/// Tells once that something stopped answering, and once that it is back.
class Health {
  public:
    Health(FlowLog& flows, NoticeEvent::Kind down, std::optional<NoticeEvent::Kind> up)
        : flows_(flows), down_kind_(down), up_kind_(up) {}

    void failed(const std::string& name, std::string_view text) {
        if (down_.insert(name).second)
            flows_.notice(down_kind_, text);
    }
    void answered(const std::string& name) {
        if (!down_.empty() && down_.erase(name) > 0 && up_kind_)
            flows_.notice(*up_kind_, name + " answers again.");
    }

  private:
    FlowLog& flows_;
    const NoticeEvent::Kind down_kind_;
    const std::optional<NoticeEvent::Kind> up_kind_;
    std::set<std::string> down_;
};

/// What the requests of one running proxy share. The io thread only, but for what is thread-safe
/// itself (workers, service, flows).
struct ProxyContext {
    asio::thread_pool& workers;
    CacheService& service;
    UpstreamPool& pool;
    FlowLog& flows;
    KeyMaker& keys;
    const RuleSettings& rules;
    const KeyFields key_fields;
    const bool ask_for_usage;
    IdSource ids{};
    RequestMemo memo{};
    SingleFlight flights{};
    Health upstreams{flows, NoticeEvent::Kind::upstream_down, NoticeEvent::Kind::upstream_up};
    Health embedder{flows, NoticeEvent::Kind::embedder_down, std::nullopt};

    void tell_of_boilerplate() {
        flows.notice(NoticeEvent::Kind::boilerplate,
                     "The prompts share a common part; it is subtracted from now on.");
    }
};

} // namespace bsc
