#include "engine/proxy/json/raw_json.h"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>

namespace bsc {

namespace {

namespace json = boost::json;

/// Builds the tree from the parser's events. Open arrays and objects lie on a stack.
class TreeBuilder {
  public:
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) { return open(RawJson::Kind::object); }
    bool on_array_begin(json::error_code&) { return open(RawJson::Kind::array); }
    bool on_array_end(std::size_t, json::error_code&) { return close(); }
    bool on_object_end(std::size_t, json::error_code& error) {
        auto& members = open_.back().children;
        std::ranges::sort(members, {}, &RawJson::name);
        const auto twin = std::ranges::adjacent_find(members, {}, &RawJson::name);
        if (twin != members.end()) {
            duplicate_ = twin->name;
            error = json::make_error_code(json::error::syntax);
            return false;
        }
        return close();
    }

    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        name_.append(part);
        return true;
    }
    bool on_key(json::string_view rest, std::size_t, json::error_code&) {
        name_.append(rest);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
        text_.append(part);
        return true;
    }
    bool on_string(json::string_view rest, std::size_t, json::error_code&) {
        text_.append(rest);
        return add_scalar(RawJson::Kind::string);
    }
    bool on_number_part(json::string_view part, json::error_code&) {
        text_.append(part);
        return true;
    }
    bool on_int64(std::int64_t, json::string_view rest, json::error_code&) { return number(rest); }
    bool on_uint64(std::uint64_t, json::string_view rest, json::error_code&) {
        return number(rest);
    }
    bool on_double(double, json::string_view rest, json::error_code&) { return number(rest); }
    bool on_bool(bool value, json::error_code&) {
        text_ = value ? "true" : "false";
        return add_scalar(RawJson::Kind::boolean);
    }
    bool on_null(json::error_code&) {
        text_ = "null";
        return add_scalar(RawJson::Kind::null);
    }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

    RawJson& root() { return root_; }
    const std::string& duplicate() const { return duplicate_; }

  private:
    bool number(json::string_view rest) {
        text_.append(rest);
        return add_scalar(RawJson::Kind::number);
    }
    bool add_scalar(RawJson::Kind kind) {
        RawJson value;
        value.kind = kind;
        value.name = std::move(name_);
        value.text = std::move(text_);
        name_.clear();
        text_.clear();
        return add(std::move(value));
    }
    bool open(RawJson::Kind kind) {
        RawJson value;
        value.kind = kind;
        value.name = std::move(name_);
        name_.clear();
        open_.push_back(std::move(value));
        return true;
    }
    bool close() {
        RawJson value = std::move(open_.back());
        open_.pop_back();
        return add(std::move(value));
    }
    bool add(RawJson&& value) {
        (open_.empty() ? root_ : open_.back().children.emplace_back()) = std::move(value);
        return true;
    }

    RawJson root_;
    std::vector<RawJson> open_;
    std::string name_, text_, duplicate_;
};

void write_string(std::string_view text, std::string& out) {
    static constexpr char digits[] = "0123456789abcdef";
    out += '"';
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

void write(const RawJson& value, std::string& out) {
    if (value.mark == RawJson::Mark::blank)
        return;
    const bool object = value.is_object();
    if (!object && !value.is_array()) {
        value.is_string() ? write_string(value.text, out) : void(out += value.text);
        return;
    }
    out += object ? '{' : '[';
    bool first = true;
    for (const RawJson& child : value.children) {
        if (child.mark == RawJson::Mark::drop)
            continue;
        if (!first)
            out += ',';
        first = false;
        if (object) {
            write_string(child.name, out);
            out += ':';
        }
        write(child, out);
    }
    out += object ? '}' : ']';
}

} // namespace

const RawJson* RawJson::find(std::string_view member) const {
    if (!is_object())
        return nullptr;
    const auto found = std::ranges::lower_bound(children, member, {}, &RawJson::name);
    return found != children.end() && found->name == member ? &*found : nullptr;
}

RawJson* RawJson::find(std::string_view member) {
    return const_cast<RawJson*>(std::as_const(*this).find(member));
}

Result<RawJson> parse_raw_json(std::string_view text) {
    json::parse_options options;
    options.max_depth = max_json_depth;
    json::basic_parser<TreeBuilder> parser(options);
    json::error_code error;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (!error && used < text.size())
        error = json::error::extra_data;
    if (!parser.handler().duplicate().empty())
        return fail(ErrorCode::wrong_format, "The JSON body has the name '" +
                                                 parser.handler().duplicate() +
                                                 "' twice in one object.");
    if (error)
        return fail(ErrorCode::wrong_format, "The body is not valid JSON (" + error.message() +
                                                 " near byte " + std::to_string(used) + ").");
    return std::move(parser.handler().root());
}

std::string canonical_json(const RawJson& value) {
    std::string out;
    write(value, out);
    return out;
}

} // namespace bsc
