#pragma once

#include "engine/proxy/dialects/stream_merger.h"

#include <string>
#include <string_view>

namespace bsc {

/// Merges the chunks of OpenAI's chat and legacy completions: choices by their index, everything
/// else replaces. Usage that was not told becomes null.
class ChoicesMerger : public SseMerger {
  public:
    /// `object`: what the whole answer calls itself.
    explicit ChoicesMerger(std::string_view object) : object_(object) {}

    bool is_whole() const override;
    json::object answer() override;

  protected:
    virtual void merge_choice(json::object& choice, const json::object& delta) = 0;
    /// Brings a merged choice into the shape it has without streaming.
    virtual void complete(json::object&) {}

  private:
    void add_event(const SseEvent& event) override;
    void merge_choices(const json::value& value);

    const std::string_view object_;
    json::object answer_;
    json::array choices_;
};

/// Writes one chunk after the other with what all chunks of an answer share.
class ChunkWriter {
  public:
    /// `object`: what a chunk calls itself. `usage_announced`: chunks carry usage: null.
    ChunkWriter(const json::object& answer, std::string_view object, bool usage_announced);

    /// A chunk of one choice with these members.
    void choice(const json::value& index, json::object members);
    void usage(const json::value& numbers);
    void done() { write_sse(out_, "", "[DONE]"); }
    std::string take() { return std::move(out_); }

  private:
    void write(json::array choices);

    json::object chunk_;
    std::string out_;
};

/// The index of a choice: its own, else its place.
json::value index_of(const json::object& choice, std::size_t place);

/// Why an answer's choices must not be stored, as far as their ends tell; empty when they may.
std::string why_not_finished(const json::object& answer);

} // namespace bsc
