#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bsc {

/// An answer for showing the workbench without a key: it begins with "[demo]", speaks about the
/// prompt's subject, and is the same each time for one prompt.
std::string demo_answer(std::string_view prompt);

/// About how many tokens a text has: four for three words.
std::uint64_t estimated_tokens(std::string_view text);

} // namespace bsc
