#include "engine/proxy/dialects/usage_filter.h"

namespace bsc {

std::string_view UsageFilter::pass(std::string_view bytes) {
    passed_.clear();
    held_.append(bytes);
    reader_.add(bytes);
    std::size_t done = 0;
    while (const auto event = reader_.next()) {
        if (!endpoint_.is_usage_only(event->data))
            passed_.append(held_, done, event->bytes);
        done += event->bytes;
    }
    held_.erase(0, done);
    return passed_;
}

} // namespace bsc
