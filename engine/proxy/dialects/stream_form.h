#pragma once

#include <cstdint>
#include <string_view>

namespace bsc {

/// How an answer is told in pieces.
enum class StreamForm : std::uint8_t {
    none,
    sse,    ///< server-sent events
    ndjson, ///< one JSON object a line
};

/// Media type without parameters; of a whole answer for `none`.
inline std::string_view media_type_of(StreamForm form) {
    switch (form) {
    case StreamForm::sse:
        return "text/event-stream";
    case StreamForm::ndjson:
        return "application/x-ndjson";
    case StreamForm::none:
        break;
    }
    return "application/json";
}

} // namespace bsc
