#pragma once

#include "engine/base/result.h"
#include "engine/code/code.h"

#include <string>
#include <string_view>

namespace bsc {

/// The code's words as 16 lower-case hexadecimal digits each, word 0 first, a blank between.
std::string to_text(const Code& code);

/// Reads what to_text wrote for a code of `bits` bits (digits of either case, any run of blanks).
/// Errors: invalid_argument for a width outside 1..1024, wrong_format for another number of words,
/// a word that is not 16 hexadecimal digits, or a bit set beyond the width.
Result<Code> parse_code(std::string_view text, unsigned bits);

} // namespace bsc
