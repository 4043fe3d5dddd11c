#include "engine/embed/text/unicode.h"

#include <string>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace bsc {
namespace {

/// Whether any code point of valid UTF-8 satisfies `predicate`.
template <class Predicate>
bool any_code_point(std::string_view utf8, Predicate predicate) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
    const auto length = static_cast<std::int32_t>(utf8.size());
    for (std::int32_t i = 0; i < length;) {
        UChar32 c;
        U8_NEXT(bytes, i, length, c);
        if (c >= 0 && predicate(c)) {
            return true;
        }
    }
    return false;
}

bool is_digit(UChar32 c) {
    const auto type = u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE);
    return type == U_NT_DECIMAL || type == U_NT_DIGIT;
}

bool is_number(UChar32 c) { return u_getNumericValue(c) != U_NO_NUMERIC_VALUE; }

/// ASCII symbols such as `$` and `+` split words too, although Unicode calls them symbols.
bool is_punctuation(UChar32 c) {
    const bool ascii = (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) ||
                       (c >= 123 && c <= 126);
    return ascii || u_ispunct(c);
}

/// BERT's cleaning: no control, format, private or unassigned characters, blanks as spaces,
/// ideographs on their own.
icu::UnicodeString cleaned(const icu::UnicodeString& text) {
    icu::UnicodeString out;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        if (c == 0 || c == 0xFFFD) {
            continue;
        }
        if (c == '\t' || c == '\n' || c == '\r') {
            out.append(u' ');
            continue;
        }
        switch (u_charType(c)) {
        case U_CONTROL_CHAR:
        case U_FORMAT_CHAR:
        case U_UNASSIGNED:
        case U_PRIVATE_USE_CHAR:
            break;
        case U_SPACE_SEPARATOR:
            out.append(u' ');
            break;
        default:
            if (is_cjk(static_cast<char32_t>(c))) {
                out.append(u' ').append(c).append(u' ');
            } else {
                out.append(c);
            }
        }
    }
    return out;
}

icu::UnicodeString without_accents(const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
    // The NFD data is compiled into ICU; without it, composed text is the best there is.
    const icu::UnicodeString decomposed = U_SUCCESS(status) ? nfd->normalize(text, status) : text;
    icu::UnicodeString out;
    for (std::int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
        const UChar32 c = decomposed.char32At(i);
        if (u_charType(c) != U_NON_SPACING_MARK) {
            out.append(c);
        }
    }
    return out;
}

} // namespace

char32_t first_code_point(std::string_view utf8) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
    std::int32_t i = 0;
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, i, static_cast<std::int32_t>(utf8.size()), c);
    return static_cast<char32_t>(c);
}

bool is_cjk_word(std::string_view word) {
    // Ideographs take three or four bytes; this spares ASCII words the decoding.
    return word.size() >= 3 && word.size() <= 4 && static_cast<unsigned char>(word[0]) >= 0xE3 &&
           is_cjk(first_code_point(word));
}

bool has_non_latin_letter(std::string_view word) {
    return any_code_point(word, [](UChar32 c) { return c >= 0x250 && u_isalpha(c); });
}

bool has_letter_or_number(std::string_view word) {
    return any_code_point(word, [](UChar32 c) { return u_isalpha(c) || is_number(c); });
}

bool has_digit(std::string_view word) { return any_code_point(word, is_digit); }

void for_each_word(std::string_view utf8, bool (*sink)(void* context, std::string_view word),
                   void* context) {
    const auto text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
    icu::UnicodeString folded = without_accents(cleaned(text));
    folded.toLower(icu::Locale::getRoot());

    std::string word;
    const auto hand_over = [&](const icu::UnicodeString& part) {
        word.clear();
        part.toUTF8String(word);
        return sink(context, word);
    };
    std::int32_t start = 0;
    for (std::int32_t i = 0; i < folded.length();) {
        const UChar32 c = folded.char32At(i);
        const std::int32_t next = folded.moveIndex32(i, 1);
        const bool blank = u_isUWhiteSpace(c);
        const bool punctuation = !blank && is_punctuation(c);
        if (blank || punctuation) {
            if (i > start && !hand_over(folded.tempSubStringBetween(start, i))) {
                return;
            }
            if (punctuation && !hand_over(folded.tempSubStringBetween(i, next))) {
                return;
            }
            start = next;
        }
        i = next;
    }
    if (folded.length() > start) {
        hand_over(folded.tempSubStringBetween(start));
    }
}

} // namespace bsc
