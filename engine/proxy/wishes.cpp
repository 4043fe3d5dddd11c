#include "engine/proxy/wishes.h"

#include <array>
#include <charconv>

namespace bsc {

namespace {

using std::chrono::seconds;

struct Alias {
    std::string_view name, own; ///< another proxy's header, and ours with the same value
};
constexpr std::array aliases = {
    Alias{"cf-aig-cache-ttl", "x-bsc-ttl"},
    Alias{"x-bf-cache-ttl", "x-bsc-ttl"},
    Alias{"x-bf-cache-threshold", "x-bsc-threshold"},
    Alias{"x-portkey-cache-namespace", "x-bsc-namespace"},
    Alias{"Helicone-Cache-Seed", "x-bsc-namespace"},
    Alias{"x-bf-cache-key", "x-bsc-namespace"},
};
/// Others' headers with values of their own.
constexpr std::array<std::string_view, 5> switches = {"x-portkey-cache-force-refresh",
                                                      "cf-aig-skip-cache", "Helicone-Cache-Enabled",
                                                      "x-bf-cache-type", "x-bf-cache-no-store"};

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<seconds> seconds_in(std::string_view text) {
    const auto value = number_in<std::uint32_t>(text);
    return value ? std::optional(seconds(*value)) : std::nullopt;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

void bypass(CacheWishes& wishes, std::string reason) {
    wishes.lookup = wishes.store = false;
    wishes.reason = std::move(reason);
}

void refresh(CacheWishes& wishes, std::string reason) {
    wishes.lookup = false;
    wishes.reason = std::move(reason);
}

void read_cache_control(std::string_view list, CacheWishes& wishes) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        const std::string_view directive = trimmed(list.substr(0, comma));
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
        static constexpr std::string_view max_age = "max-age=";
        if (equal_ignoring_case(directive, "no-store"))
            bypass(wishes, "client: no-store");
        else if (equal_ignoring_case(directive, "no-cache") && wishes.lookup)
            refresh(wishes, "client: no-cache");
        else if (equal_ignoring_case(directive, "only-if-cached"))
            wishes.only_if_cached = true;
        else if (equal_ignoring_case(directive.substr(0, max_age.size()), max_age))
            wishes.max_age = seconds_in(directive.substr(max_age.size()));
    }
}

bool read_mode(std::string_view mode, CacheWishes& wishes) {
    if (mode == "off")
        bypass(wishes, "client: x-bsc-cache off");
    else if (mode == "refresh")
        refresh(wishes, "client: x-bsc-cache refresh");
    else if (mode == "exact")
        wishes.semantic = false;
    else if (mode == "semantic")
        wishes.exact = false;
    else if (mode == "read-only")
        wishes.store = false;
    else
        return mode.empty();
    return true;
}

void read_switches(const Headers& headers, CacheWishes& wishes) {
    if (equal_ignoring_case(headers.get("cf-aig-skip-cache"), "true"))
        bypass(wishes, "client: cf-aig-skip-cache");
    if (equal_ignoring_case(headers.get("Helicone-Cache-Enabled"), "false"))
        bypass(wishes, "client: Helicone-Cache-Enabled");
    if (equal_ignoring_case(headers.get("x-portkey-cache-force-refresh"), "true"))
        refresh(wishes, "client: x-portkey-cache-force-refresh");
    if (equal_ignoring_case(headers.get("x-bf-cache-no-store"), "true"))
        wishes.store = false;
    if (headers.get("x-bf-cache-type") == "direct")
        wishes.semantic = false;
    if (headers.get("x-bf-cache-type") == "semantic")
        wishes.exact = false;
}

/// Applies one of our headers; false when it does not take the value.
bool apply(std::string_view name, std::string_view value, CacheWishes& wishes) {
    if (name == "x-bsc-ttl") {
        wishes.ttl = seconds_in(value);
        if (wishes.ttl == seconds(0))
            wishes.store = false;
        return wishes.ttl.has_value();
    }
    if (name == "x-bsc-threshold") {
        const auto threshold = number_in<float>(value);
        if (!threshold || !(*threshold >= 0 && *threshold <= 1))
            return false;
        wishes.threshold = threshold;
        return true;
    }
    wishes.name_space = value;
    return true;
}

} // namespace

Result<CacheWishes> read_wishes(const Headers& headers) {
    CacheWishes wishes;
    for (const Alias& alias : aliases)
        if (headers.has(alias.name))
            apply(alias.own, headers.get(alias.name), wishes);
    read_switches(headers, wishes);
    for (const HeaderField& field : headers)
        if (equal_ignoring_case(field.name, "Cache-Control"))
            read_cache_control(field.value, wishes);

    for (std::string_view name : {"x-bsc-ttl", "x-bsc-threshold", "x-bsc-namespace"})
        if (headers.has(name) && !apply(name, headers.get(name), wishes))
            return fail(ErrorCode::invalid_argument,
                        name == "x-bsc-ttl" ? "x-bsc-ttl takes whole seconds."
                                            : "x-bsc-threshold takes a similarity from 0 to 1.");
    if (!read_mode(headers.get("x-bsc-cache"), wishes))
        return fail(ErrorCode::invalid_argument,
                    "x-bsc-cache takes off, exact, semantic, refresh or read-only.");
    return wishes;
}

void strip_wishes(Headers& headers) {
    headers.erase_if([](const HeaderField& field) {
        static constexpr std::string_view prefix = "x-bsc-";
        if (equal_ignoring_case(std::string_view(field.name).substr(0, prefix.size()), prefix))
            return true;
        const auto is_name = [&](std::string_view name) {
            return equal_ignoring_case(field.name, name);
        };
        return std::ranges::any_of(switches, is_name) ||
               std::ranges::any_of(aliases, is_name, &Alias::name);
    });
}

} // namespace bsc
