#pragma once

#include "engine/proxy/events.h"

#include <memory>
#include <spdlog/logger.h>
#include <string>
#include <vector>

namespace bsc::cli {

/// Writes the proxy's events to standard error: notices as they are, requests at debug level,
/// without their texts.
class ServeLog {
  public:
    explicit ServeLog(const std::string& level);

    spdlog::logger& logger() { return *logger_; }
    void drain(EventQueue& events);

  private:
    void write(const FlowEvent& flow);
    void write(const EvictionEvent& eviction);
    void write(const NoticeEvent& notice);
    template <class Other>
    void write(const Other&) {}

    std::shared_ptr<spdlog::logger> logger_;
    std::vector<Event> batch_;
};

} // namespace bsc::cli
