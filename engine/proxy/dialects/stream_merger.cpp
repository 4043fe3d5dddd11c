#include "engine/proxy/dialects/stream_merger.h"

namespace bsc {

void SseMerger::add(std::string_view bytes) {
    reader_.add(bytes);
    while (state_ == State::open) {
        const auto event = reader_.next();
        if (!event)
            return;
        add_event(*event);
    }
}

void LineMerger::add(std::string_view bytes) {
    while (state_ == State::open) {
        const std::size_t end = bytes.find('\n');
        line_.append(bytes.substr(0, end));
        if (end == std::string_view::npos)
            return;
        bytes.remove_prefix(end + 1);
        if (line_.find_first_not_of(" \t\r") != std::string::npos) {
            if (const auto object = parse_object(line_))
                add_object(*object);
            else
                state_ = State::broken;
        }
        line_.clear();
    }
}

} // namespace bsc
