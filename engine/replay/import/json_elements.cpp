#include "engine/replay/import/json_elements.h"

#include <utility>

namespace bsc {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

} // namespace

/// Keeps what may be the name of the array.
void JsonElements::note_text(char c) {
    if (!found_ && depth_ == array_depth_ && last_text_.size() <= key_.size())
        last_text_ += c;
}

/// True when an element is complete.
bool JsonElements::take(char c) {
    const bool begins = in_array_ && !in_text_ && depth_ == array_depth_ + 1 &&
                        element_.text.empty() && !is_space(c) && c != ',' && c != ']';
    if (begins)
        element_.line = lines_.number();
    if (in_text_) {
        if (in_array_)
            element_.text += c;
        if (escaped_) {
            escaped_ = false;
        } else if (c == '\\') {
            escaped_ = true;
        } else if (c == '"') {
            in_text_ = false;
            return false;
        }
        note_text(c);
        return false;
    }
    const bool at_top = depth_ == array_depth_ + 1;
    if (in_array_ && at_top && (c == ',' || c == ']')) {
        ended_ = c == ']';
        in_array_ = !ended_;
        depth_ -= ended_;
        return !element_.text.empty();
    }
    if (in_array_ && (!at_top || !is_space(c)))
        element_.text += c;
    if (c == '"') {
        in_text_ = true;
        if (depth_ == array_depth_)
            last_text_.clear();
    } else if (c == '{' || c == '[') {
        if (c == '[' && !found_ && depth_ == array_depth_ && last_text_ == key_)
            in_array_ = found_ = true;
        ++depth_;
    } else if ((c == '}' || c == ']') && depth_ > 0) {
        --depth_;
    }
    return false;
}

Result<std::optional<JsonElements::Element>> JsonElements::next() {
    element_ = {};
    while (!ended_) {
        if (!has_line_) {
            const auto more = lines_.next();
            if (!more)
                return tl::unexpected(more.error());
            if (!*more)
                return lines_.wrong(ErrorCode::wrong_format,
                                    found_ ? "the file ends inside its list of requests"
                                           : "the file has no list of requests");
            has_line_ = true;
            at_ = 0;
        }
        for (const std::string& line = lines_.text(); at_ < line.size() && !ended_;)
            if (take(line[at_++]))
                return std::exchange(element_, {});
        has_line_ = false;
        if (in_array_ && depth_ > array_depth_ + 1)
            element_.text += '\n';
        if (element_.text.size() > max_element_bytes)
            return lines_.wrong(ErrorCode::wrong_format, "a request longer than 64 MiB");
    }
    return std::nullopt;
}

} // namespace bsc
