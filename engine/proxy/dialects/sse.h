#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bsc {

/// One server-sent event: its name ("" when none was given) and its data lines joined by '\n'.
struct SseEvent {
    std::string name, data;
    std::size_t bytes = 0; ///< of the stream, from the event before to this one's end
};

/// Reads an event stream (WHATWG HTML, "Server-sent events") from pieces cut anywhere: LF, CRLF and
/// CR line ends, comments, a leading byte order mark.
class SseReader {
  public:
    /// Appends bytes; next() then yields the events that are complete.
    void add(std::string_view bytes);
    std::optional<SseEvent> next();

  private:
    /// The next whole line without its end; nothing when more bytes are needed.
    std::optional<std::string_view> line();

    std::string buffer_;
    std::size_t at_ = 0;      ///< start of the unread part
    std::size_t scanned_ = 0; ///< bytes behind at_ known to hold no line end
    bool skip_lf_ = false;    ///< the last line ended with CR: a LF may follow
    bool started_ = false;
    SseEvent event_;
    bool has_data_ = false;
    std::size_t bytes_ = 0; ///< read since the last event
};

/// Appends "event: NAME\ndata: DATA\n\n" (without the first line when name is empty, with one more
/// for each further line of the data).
void write_sse(std::string& out, std::string_view name, std::string_view data);

} // namespace bsc
