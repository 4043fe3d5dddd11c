#include "app/cli/serve_log.h"

#include <spdlog/sinks/stdout_sinks.h>

namespace bsc::cli {

ServeLog::ServeLog(const std::string& level)
    : logger_(std::make_shared<spdlog::logger>("bsc",
                                               std::make_shared<spdlog::sinks::stderr_sink_mt>())),
      batch_(256) {
    logger_->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
    logger_->set_level(spdlog::level::from_str(level));
    logger_->flush_on(spdlog::level::info);
}

void ServeLog::drain(EventQueue& events) {
    while (const std::size_t count = events.drain(batch_))
        for (std::size_t i = 0; i < count; ++i)
            std::visit([this](const auto& event) { write(event); }, batch_[i]);
    logger_->flush();
}

void ServeLog::write(const FlowEvent& flow) {
    if (!logger_->should_log(spdlog::level::debug))
        return;
    logger_->debug("request {} {} {} status {} model {} added {} us total {} us: {}", flow.id,
                   name_of(flow.dialect), name_of(flow.verdict), flow.status, flow.model.view(),
                   flow.added_us, flow.total_us, flow.why.view());
}

void ServeLog::write(const EvictionEvent& eviction) {
    logger_->debug("evicted entry {} by {}, score {:.3g}: {} ({} at once in {} us)",
                   eviction.entry_id, eviction.policy.view(), eviction.score,
                   eviction.reason.view(), eviction.batch, eviction.took_us);
}

void ServeLog::write(const NoticeEvent& notice) {
    const bool good = notice.kind == NoticeEvent::Kind::upstream_up ||
                      notice.kind == NoticeEvent::Kind::store_recovered ||
                      notice.kind == NoticeEvent::Kind::boilerplate;
    logger_->log(good ? spdlog::level::info : spdlog::level::warn, "{}", notice.text.view());
}

} // namespace bsc::cli
