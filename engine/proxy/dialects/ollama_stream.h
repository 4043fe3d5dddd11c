#pragma once

#include "engine/proxy/dialects/stream_merger.h"

#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// Merges Ollama's lines: `message` by parts, the texts named (`response`, `thinking`) and lists
/// append, everything else replaces.
class OllamaMerger final : public LineMerger {
  public:
    explicit OllamaMerger(std::vector<std::string_view> texts) : texts_(std::move(texts)) {}

    json::object answer() override { return answer_; }
    bool is_whole() const override { return state_ == State::finished; }

  private:
    void add_object(const json::object& line) override;

    const std::vector<std::string_view> texts_;
    json::object answer_;
};

/// Writes an answer as Ollama's lines.
class LineWriter {
  public:
    explicit LineWriter(const json::object& answer) : answer_(answer) {}

    /// A line that is not the last, with these members beside model and time.
    void part(json::object members);
    /// The last line: the answer's own members but `texts`, which are given empty.
    void last(std::initializer_list<std::string_view> texts, json::object emptied);
    std::string take() { return std::move(out_); }

  private:
    const json::object& answer_;
    std::string out_;
};

} // namespace bsc
