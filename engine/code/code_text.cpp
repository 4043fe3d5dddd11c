#include "engine/code/code_text.h"

#include <algorithm>
#include <charconv>

namespace bsc {
namespace {

constexpr std::size_t word_digits = 16;
constexpr std::string_view blanks = " \t\r\n";

/// Takes the next blank-separated piece off the front of `text`; empty at the end.
std::string_view take_piece(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    const std::string_view piece = text.substr(0, text.find_first_of(blanks));
    text.remove_prefix(piece.size());
    return piece;
}

Result<std::uint64_t> parse_word(std::string_view digits) {
    std::uint64_t word = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), word, 16);
    if (digits.size() != word_digits || error != std::errc{} ||
        end != digits.data() + digits.size())
        return fail(ErrorCode::wrong_format,
                    std::string(digits.substr(0, 32)) + " is not a word of 16 hexadecimal digits.");
    return word;
}

} // namespace

std::string to_text(const Code& code) {
    std::string text;
    for (const std::uint64_t word : code.words()) {
        if (!text.empty())
            text += ' ';
        for (int shift = 60; shift >= 0; shift -= 4)
            text += "0123456789abcdef"[(word >> shift) & 15];
    }
    return text;
}

Result<Code> parse_code(std::string_view text, unsigned bits) {
    if (bits < 1 || bits > max_code_bits)
        return fail(ErrorCode::invalid_argument, "The code width must be 1 to " +
                                                     std::to_string(max_code_bits) + " bits, not " +
                                                     std::to_string(bits) + ".");
    Code code(bits);
    for (std::size_t w = 0; w < code.words().size(); ++w) {
        const std::string_view piece = take_piece(text);
        if (piece.empty())
            return fail(ErrorCode::wrong_format,
                        "A code of " + std::to_string(bits) + " bits needs " +
                            std::to_string(words_for(bits)) + " words; only " + std::to_string(w) +
                            " were given.");
        const auto word = parse_word(piece);
        if (!word)
            return tl::unexpected(word.error());
        code.words()[w] = *word;
    }
    if (!take_piece(text).empty())
        return fail(ErrorCode::wrong_format, "A code of " + std::to_string(bits) + " bits has " +
                                                 std::to_string(words_for(bits)) +
                                                 " words; more were given.");
    if (bits % 64 != 0 && code.words().back() >> (bits % 64) != 0)
        return fail(ErrorCode::wrong_format,
                    "A bit beyond the code's " + std::to_string(bits) + " bits is set.");
    return code;
}

} // namespace bsc
