#include "engine/embed/hybrid/wordpiece.h"

#include <algorithm>
#include <boost/json.hpp>

namespace bsc {
namespace {

namespace json = boost::json;

auto unsupported(const std::string& what) { return fail(ErrorCode::wrong_format, what); }

std::size_t code_points(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(
        utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// The string at `key`, or `otherwise`.
std::string text_at(const json::object& object, std::string_view key, std::string otherwise) {
    const json::value* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::move(otherwise);
}

const json::object* object_at(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value ? value->if_object() : nullptr;
}

/// Cased models need another normalisation than ours.
bool keeps_case(const json::object& root) {
    const json::object* normalizer = object_at(root, "normalizer");
    const json::value* lowercase = normalizer ? normalizer->if_contains("lowercase") : nullptr;
    return lowercase && lowercase->is_bool() && !lowercase->get_bool();
}

} // namespace

struct WordPiece::Match {
    std::size_t length = 0; ///< 0: no piece fits
    std::uint32_t token = 0;
};

Result<WordPiece> WordPiece::read(std::string_view tokenizer_json) {
    boost::system::error_code wrong;
    const json::value parsed = json::parse(tokenizer_json, wrong);
    if (wrong || !parsed.is_object()) {
        return unsupported("it is not JSON");
    }
    const json::object& root = parsed.get_object();
    const json::object* model = object_at(root, "model");
    const std::string type = model ? text_at(*model, "type", "unknown") : "unknown";
    if (type != "WordPiece") {
        return unsupported("its tokenizer is of type " + type +
                           "; only WordPiece models work here, such as potion-base");
    }
    if (keeps_case(root)) {
        return unsupported("its tokenizer keeps upper case; only uncased models work here");
    }
    const json::object* vocabulary = object_at(*model, "vocab");
    if (!vocabulary || vocabulary->empty()) {
        return unsupported("it holds no vocabulary");
    }

    WordPiece out;
    out.size_ = vocabulary->size();
    if (const json::value* limit = model->if_contains("max_input_chars_per_word")) {
        out.max_code_points_ = limit->to_number<std::size_t>(wrong);
        if (wrong) {
            return unsupported("its max_input_chars_per_word is no number");
        }
    }
    const std::string prefix = text_at(*model, "continuing_subword_prefix", "##");
    const std::string unknown = text_at(*model, "unk_token", "[UNK]");
    for (const auto& [piece, id] : *vocabulary) {
        const auto token = id.to_number<std::uint32_t>(wrong);
        if (wrong || token >= out.size_) {
            return unsupported("its vocabulary numbers are not 0 to " +
                               std::to_string(out.size_ - 1));
        }
        const std::string_view text = piece;
        if (text == unknown) {
            continue;
        }
        if (!prefix.empty() && text.starts_with(prefix) && text.size() > prefix.size()) {
            out.continuations_.emplace(text.substr(prefix.size()), token);
        }
        out.starts_.emplace(text, token);
    }
    return out;
}

WordPiece::Match WordPiece::longest_match(const Pieces& pieces, std::string_view text) {
    for (; !text.empty(); text.remove_suffix(1)) {
        if (const auto found = pieces.find(text); found != pieces.end()) {
            return {text.size(), found->second};
        }
    }
    return {};
}

void WordPiece::append_tokens(std::string_view word, std::vector<std::uint32_t>& out) const {
    if (code_points(word) > max_code_points_) {
        return;
    }
    const std::size_t before = out.size();
    Match match = longest_match(starts_, word);
    while (match.length > 0) {
        out.push_back(match.token);
        word.remove_prefix(match.length);
        if (word.empty()) {
            return;
        }
        match = longest_match(continuations_, word);
    }
    out.resize(before);
}

} // namespace bsc
