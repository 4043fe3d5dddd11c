#pragma once

#include <cstddef>
#include <string_view>

namespace bsc {

/// The Unicode facts the tokeniser and the scorers need; ICU stays behind this header.

/// CJK ideographs as BERT's tokeniser counts them: each is a word of its own.
constexpr bool is_cjk(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2CEAF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

/// The first code point of valid, non-empty UTF-8.
char32_t first_code_point(std::string_view utf8);

/// True when the word is one CJK ideograph.
bool is_cjk_word(std::string_view word);

/// True when the word holds a letter outside the Latin blocks (U+0250 and above).
bool has_non_latin_letter(std::string_view word);

/// True when the word holds a letter or a number of any script.
bool has_letter_or_number(std::string_view word);

/// True when the word holds a decimal or other digit of any script.
bool has_digit(std::string_view word);

/// Cleans, decomposes (NFD), strips accents, lower-cases and splits `utf8` into words, handing each
/// to `sink` until `sink` returns false. Invalid UTF-8 is read as U+FFFD, which is dropped.
void for_each_word(std::string_view utf8, bool (*sink)(void* context, std::string_view word),
                   void* context);

} // namespace bsc
