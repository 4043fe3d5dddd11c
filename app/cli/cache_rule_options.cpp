#include "app/cli/cache_rule_options.h"

namespace bsc::cli {

void add_cache_rule_options(CLI::App& command, ProxyConfig& config) {
    constexpr const char* group = "What the cache may answer";
    command
        .add_option("--semantic-temperature", config.max_semantic_temperature,
                    "Requests above this temperature are matched exactly only")
        ->check(CLI::Range(0.0, 2.0))
        ->capture_default_str()
        ->group(group);
    command
        .add_option("--semantic-messages", config.max_semantic_messages,
                    "Conversations longer than this are matched exactly only")
        ->check(CLI::Range(1, 1'000))
        ->capture_default_str()
        ->group(group);
    command
        .add_option_function<std::string>(
            "--about-now",
            [&config](const std::string& mode) { config.about_now_bypasses = mode == "bypass"; },
            "Questions about today and the like: matched exactly for a short time, or never")
        ->check(CLI::IsMember({"exact", "bypass"}))
        ->default_str("exact")
        ->group(group);
    command
        .add_option_function<unsigned>(
            "--about-now-ttl",
            [&config](unsigned seconds) { config.about_now_ttl = std::chrono::seconds(seconds); },
            "Seconds their answers are kept")
        ->default_str(std::to_string(config.about_now_ttl.count()))
        ->group(group);
    command
        .add_option_function<std::vector<std::string>>(
            "--not-in-key",
            [&config](const std::vector<std::string>& fields) {
                for (const std::string& field : fields) {
                    config.key_fields.user &= field != "user";
                    config.key_fields.safety_identifier &= field != "safety_identifier";
                    config.key_fields.metadata &= field != "metadata";
                }
            },
            "Fields that name end users or sessions and shall not keep answers apart")
        ->check(CLI::IsMember({"user", "safety_identifier", "metadata"}))
        ->delimiter(',')
        ->group(group);
    command
        .add_flag("--ask-for-usage,!--no-ask-for-usage", config.ask_for_usage,
                  "Ask upstreams for the usage numbers of streams whose clients do not, and keep "
                  "them from those clients (default: on)")
        ->group(group);
}

} // namespace bsc::cli
