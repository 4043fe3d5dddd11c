#pragma once

#include "engine/replay/workload_lines.h"

#include <optional>
#include <string>
#include <string_view>

namespace bsc {

/// Cuts the elements of one array out of a JSON text of any size, one element in memory: the
/// outermost array, or the one named `key` in an object. The elements are not checked to be JSON.
class JsonElements {
  public:
    static constexpr std::size_t max_element_bytes = std::size_t{64} << 20;

    struct Element {
        std::size_t line = 0; ///< where it begins
        std::string text;
    };

    enum class Begun { in_next_line, in_this_line };

    /// `depth`: brackets open around the array; `key` empty: it has no name.
    JsonElements(WorkloadLines& lines, std::size_t depth, std::string_view key,
                 Begun begun = Begun::in_next_line)
        : lines_(lines), array_depth_(depth), key_(key), has_line_(begun == Begun::in_this_line) {}

    /// Nothing at the end of the array. Errors: of the lines; wrong_format (no such array, the text
    /// ends inside it, element too long).
    Result<std::optional<Element>> next();

  private:
    bool take(char c);
    void note_text(char c);

    WorkloadLines& lines_;
    const std::size_t array_depth_;
    const std::string_view key_;

    std::size_t at_ = 0; ///< in the line
    bool has_line_;
    std::size_t depth_ = 0;
    bool in_text_ = false, escaped_ = false;
    std::string last_text_; ///< of the JSON strings on the array's own level
    bool in_array_ = false, found_ = false, ended_ = false;
    Element element_;
};

} // namespace bsc
