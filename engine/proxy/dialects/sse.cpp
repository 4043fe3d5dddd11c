#include "engine/proxy/dialects/sse.h"

#include <utility>

namespace bsc {

void SseReader::add(std::string_view bytes) {
    if (at_ > 0) {
        buffer_.erase(0, at_);
        at_ = 0;
    }
    buffer_.append(bytes);
}

std::optional<std::string_view> SseReader::line() {
    if (skip_lf_ && at_ < buffer_.size()) {
        const bool lf = buffer_[at_] == '\n';
        at_ += lf;
        bytes_ += lf;
        skip_lf_ = false;
    }
    const std::size_t end = buffer_.find_first_of("\r\n", at_ + scanned_);
    if (end == std::string::npos) {
        scanned_ = buffer_.size() - at_;
        return std::nullopt;
    }
    const std::string_view text = std::string_view(buffer_).substr(at_, end - at_);
    skip_lf_ = buffer_[end] == '\r';
    bytes_ += end + 1 - at_;
    at_ = end + 1;
    scanned_ = 0;
    return text;
}

std::optional<SseEvent> SseReader::next() {
    if (!started_) {
        static constexpr std::string_view mark = "\xEF\xBB\xBF";
        if (buffer_.size() < mark.size() && mark.starts_with(buffer_))
            return std::nullopt;
        bytes_ = at_ = buffer_.starts_with(mark) ? mark.size() : 0;
        started_ = true;
    }
    while (const auto text = line()) {
        if (text->empty()) {
            SseEvent event = std::exchange(event_, {});
            if (std::exchange(has_data_, false)) {
                event.bytes = std::exchange(bytes_, 0);
                return event;
            }
            continue;
        }
        const std::size_t colon = text->find(':');
        const std::string_view field = text->substr(0, colon);
        std::string_view value =
            colon == std::string_view::npos ? std::string_view() : text->substr(colon + 1);
        if (value.starts_with(' '))
            value.remove_prefix(1);
        if (field == "data") {
            if (has_data_)
                event_.data += '\n';
            event_.data += value;
            has_data_ = true;
        } else if (field == "event") {
            event_.name = value;
        }
    }
    return std::nullopt;
}

void write_sse(std::string& out, std::string_view name, std::string_view data) {
    if (!name.empty())
        out.append("event: ").append(name).append("\n");
    for (;;) { // a line end inside the data would end the field
        const std::size_t end = data.find('\n');
        out.append("data: ").append(data.substr(0, end)).append("\n");
        if (end == std::string_view::npos)
            break;
        data.remove_prefix(end + 1);
    }
    out += '\n';
}

} // namespace bsc
