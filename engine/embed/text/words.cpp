#include "engine/embed/text/words.h"

#include "engine/embed/text/unicode.h"

#include <algorithm>
#include <array>

namespace bsc {
namespace {

enum class Ascii : std::uint8_t { dropped, letter, punctuation };

constexpr std::array<Ascii, 128> ascii_classes = [] {
    std::array<Ascii, 128> classes{};
    for (unsigned c = 33; c < 127; ++c) {
        const bool alphanumeric =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        classes[c] = alphanumeric ? Ascii::letter : Ascii::punctuation;
    }
    return classes;
}();

constexpr bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Appends words until the limit is reached.
class Splitter {
  public:
    explicit Splitter(std::size_t limit) : limit_(limit) {}

    bool full() const { return words_.size() >= limit_; }
    Words take() { return std::move(words_); }

    /// `chunk` is ASCII without blanks.
    void add_ascii(std::string_view chunk) {
        word_.clear();
        for (const char c : chunk) {
            const Ascii kind = ascii_classes[static_cast<unsigned char>(c)];
            if (kind == Ascii::letter) {
                word_.push_back(lower(c));
            } else if (kind == Ascii::punctuation) {
                if (!flush() || !append({&c, 1})) {
                    return;
                }
            }
        }
        flush();
    }

    void add_unicode(std::string_view chunk) {
        const auto sink = [](void* self, std::string_view word) {
            return static_cast<Splitter*>(self)->append(word);
        };
        for_each_word(chunk, sink, this);
    }

  private:
    /// False when no further word fits.
    bool append(std::string_view word) {
        words_.append(word);
        return !full();
    }

    bool flush() {
        if (word_.empty()) {
            return true;
        }
        const bool more = append({word_.data(), word_.size()});
        word_.clear();
        return more;
    }

    std::size_t limit_;
    Words words_;
    std::vector<char> word_;
};

} // namespace

void Words::append(std::string_view word) {
    bytes_.insert(bytes_.end(), word.begin(), word.end());
    ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
}

std::string_view Words::operator[](std::size_t i) const {
    const std::size_t start = i == 0 ? 0 : ends_[i - 1];
    return {bytes_.data() + start, ends_[i] - start};
}

std::vector<std::string_view> Words::views(std::size_t limit) const {
    std::vector<std::string_view> out(std::min(limit, size()));
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = (*this)[i];
    }
    return out;
}

std::vector<std::string_view> Words::joined_cjk_views() const {
    std::vector<std::string_view> out;
    out.reserve(size());
    bool in_run = false;
    for (std::size_t i = 0; i < size(); ++i) {
        const std::string_view word = (*this)[i];
        const bool ideograph = is_cjk_word(word);
        if (ideograph && in_run) {
            // Neighbouring words lie side by side in bytes_: a longer view joins them.
            out.back() = {out.back().data(), out.back().size() + word.size()};
        } else {
            out.push_back(word);
        }
        in_run = ideograph;
    }
    return out;
}

Words split_words(std::string_view text, std::size_t limit) {
    Splitter splitter(limit);
    // A blank ends every context that Unicode normalisation and casing look at, so each stretch
    // between blanks stands alone, and plain ASCII ones need no Unicode tables.
    for (std::size_t start = 0; start < text.size() && !splitter.full();) {
        std::size_t end = start;
        unsigned char seen = 0;
        while (end < text.size() && !is_blank(text[end])) {
            seen |= static_cast<unsigned char>(text[end++]);
        }
        const std::string_view chunk = text.substr(start, end - start);
        if (seen < 0x80) {
            splitter.add_ascii(chunk);
        } else {
            splitter.add_unicode(chunk);
        }
        start = end + 1;
    }
    return splitter.take();
}

bool has_at_most_words(std::string_view text, std::size_t limit) {
    // A word takes a byte at least; NFD makes no word of nothing.
    return text.size() <= limit || split_words(text, limit + 1).size() <= limit;
}

} // namespace bsc
