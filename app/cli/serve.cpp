#include "app/cli/cache_rule_options.h"
#include "app/cli/commands.h"
#include "app/cli/database_option.h"
#include "app/cli/encoder_options.h"
#include "app/cli/eviction_options.h"
#include "app/cli/second_score_option.h"
#include "app/cli/serve_log.h"
#include "engine/base/core_files.h"
#include "engine/code/similarity.h"
#include "engine/proxy/proxy.h"
#include "engine/proxy/traffic_recorder.h"

#include <charconv>
#include <csignal>
#include <fmt/format.h>
#include <iostream>
#include <pthread.h>

namespace bsc::cli {

namespace {

struct ServeOptions {
    std::string listen = "127.0.0.1:8080";
    std::string database;
    std::string log = "info";
    std::optional<float> threshold;
    std::string record; ///< name of the workload; empty: nothing is recorded
    EmbedderSettings encoder;
    CacheServiceConfig cache;
    ProxyConfig proxy;
};

/// "HOST:PORT", "[::1]:PORT", "HOST" or "PORT".
bool read_address(std::string_view text, ProxyConfig& config) {
    const bool bracket = text.starts_with('[');
    const std::size_t end_of_host = bracket ? text.find(']') : text.rfind(':');
    std::string_view port = text;
    if (bracket) {
        if (end_of_host == std::string_view::npos)
            return false;
        config.host = text.substr(1, end_of_host - 1);
        port = text.substr(end_of_host + 1);
    } else if (end_of_host != std::string_view::npos) {
        config.host = text.substr(0, end_of_host);
        port = text.substr(end_of_host);
    } else if (text.find_first_not_of("0123456789") != std::string_view::npos) {
        config.host = text;
        return true;
    }
    if (port.starts_with(':'))
        port.remove_prefix(1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), config.port);
    return error == std::errc() && end == port.data() + port.size();
}

std::unique_ptr<Store> open_store(const ServeOptions& options) {
    auto store = options.database == ":memory:" ? Store::open_in_memory()
                 : options.database.empty()     ? Store::open(usual_database())
                                                : Store::open(options.database);
    if (!store)
        leave(Exit::database, store.error());
    return std::move(*store);
}

std::unique_ptr<CacheService> open_service(const ServeOptions& options) {
    const auto embedder = open_encoder(options.encoder);
    CacheServiceConfig config = options.cache;
    config.cache.threshold = options.threshold.value_or(embedder->thresholds().balanced);
    std::shared_ptr<const PairScorer> scorer;
    if (config.second == SecondScore::Kind::custom) {
        scorer = embedder->pair_scorer({});
        if (!scorer)
            leave(Exit::encoder,
                  {ErrorCode::invalid_argument, "--second-score align needs the hybrid encoder; " +
                                                    embedder->identity().name + " can use int8."});
    }
    auto service = CacheService::open(config, embedder, scorer, open_store(options));
    if (!service)
        leave(service.error().code == ErrorCode::invalid_argument ? Exit::usage : Exit::database,
              service.error());
    return std::move(*service);
}

/// A server of this machine costs nothing by token; another one is spoken to by https.
std::string paid_embedding_model(const EmbedderSettings& encoder) {
    const bool paid =
        encoder.kind == EmbedderKind::remote && encoder.remote.url.starts_with("https://");
    return paid ? encoder.remote.model : std::string();
}

std::string ready_line(const Proxy& proxy, const ServeOptions& options, const CacheService& service,
                       std::uint16_t port) {
    const std::string& host = options.proxy.host;
    const Upstreams upstreams = proxy.upstreams();
    const float threshold = service.threshold();
    return fmt::format(
        "bsc: listening on http://{}:{}, encoder {}, threshold {:.2f} ({} bits), upstream {}",
        host.find(':') == std::string::npos ? host : "[" + host + "]", port,
        service.embedder().identity().name, threshold,
        radius_of(threshold, options.cache.cache.bits),
        upstreams.demo
            ? "demo"
            : upstreams.openai + ", " + upstreams.anthropic + " and " + upstreams.ollama);
}

/// Blocks SIGTERM and SIGINT in this thread and those it starts, to be waited for.
class StopSignal {
  public:
    StopSignal() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGTERM);
        sigaddset(&signals_, SIGINT);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
        // A log nobody reads and a file that may not grow are errors of a write, not the end.
        std::signal(SIGPIPE, SIG_IGN);
        std::signal(SIGXFSZ, SIG_IGN);
    }
    bool came_within(std::chrono::nanoseconds wait) const {
        const timespec time{.tv_sec = 0, .tv_nsec = wait.count()};
        return sigtimedwait(&signals_, nullptr, &time) > 0;
    }

  private:
    sigset_t signals_;
};

/// Null when nothing is to be recorded.
std::shared_ptr<TrafficRecorder> start_recording(const ServeOptions& options,
                                                 CacheService& service) {
    if (options.record.empty())
        return nullptr;
    const std::filesystem::path database = service.store()->path();
    if (database.empty())
        throw CommandFailed{Exit::usage, "--record needs a database that is kept, not :memory:."};
    auto recorder = std::make_shared<TrafficRecorder>(open_workloads(database));
    if (const auto started = recorder->start(options.record); !started)
        leave(started.error().code == ErrorCode::invalid_argument ? Exit::usage : Exit::database,
              started.error());
    return recorder;
}

/// Tells of trouble once, and of its end.
class RecordingLog {
  public:
    void tell(const TrafficRecorder* recorder, spdlog::logger& log) {
        if (!recorder)
            return;
        const RecordingStatus now = recorder->status();
        if (now.trouble != trouble_ && !now.trouble.empty())
            log.error("recording waits: {}", now.trouble);
        if (now.dropped > dropped_)
            log.warn("{} requests did not fit into the recording's queue", now.dropped);
        trouble_ = now.trouble;
        dropped_ = now.dropped;
    }

  private:
    std::string trouble_;
    std::uint64_t dropped_ = 0;
};

void stop_recording(TrafficRecorder* recorder, spdlog::logger& log) {
    if (!recorder)
        return;
    if (const auto made = recorder->stop())
        log.info("{} requests recorded as \"{}\"", made->requests, made->name);
    else
        log.error("{}", made.error().text);
}

void serve(const ServeOptions& options) {
    forbid_core_files();
    const StopSignal stop;
    ServeLog log(options.log);
    const auto service = open_service(options);
    if (service->reencoded())
        log.logger().info("the stored prompts were encoded anew: another encoder had made them");
    if (!service->restore_notice().empty())
        log.logger().warn("{}", service->restore_notice());
    if (const std::size_t left = service->pinned_without_room(); left > 0)
        log.logger().warn("{} pinned entries found no room and wait in the database: start with a "
                          "larger --capacity to have them back",
                          left);
    EventQueue events;
    ProxyConfig config = options.proxy;
    config.embedding_model = paid_embedding_model(options.encoder);
    auto proxy = Proxy::create(config, *service, &events);
    if (!proxy)
        leave(proxy.error().code == ErrorCode::invalid_argument ? Exit::usage : Exit::database,
              proxy.error());
    const auto port = (*proxy)->start();
    if (!port)
        leave(port.error().code == ErrorCode::busy ? Exit::port_busy : Exit::failure, port.error());
    const auto recorder = start_recording(options, *service);
    (*proxy)->set_recorder(recorder);
    RecordingLog recording;
    std::cout << ready_line(**proxy, options, *service, *port) << std::endl;
    if (options.proxy.ask_for_local_token)
        std::cout << "bsc: requests need the header x-bsc-token: " << (*proxy)->local_token()
                  << std::endl;
    log.logger().info("{} entries restored, pid {}", service->restored_entries(), getpid());

    while (!stop.came_within(std::chrono::milliseconds(100))) {
        log.drain(events);
        recording.tell(recorder.get(), log.logger());
    }
    log.logger().info("stopping");
    (*proxy)->stop();
    stop_recording(recorder.get(), log.logger());
    if (const auto flushed = service->store()->flush(); !flushed)
        log.logger().error("the last records are not on disk: {}", flushed.error().text);
    log.drain(events);
}

} // namespace

void add_serve(CLI::App& app) {
    auto options = std::make_shared<ServeOptions>();
    CLI::App* command = app.add_subcommand("serve", "The caching proxy, without a display");
    command
        ->add_option("--listen", options->listen, "HOST:PORT on this machine; port 0: any free one")
        ->capture_default_str()
        ->check([options](const std::string& text) {
            return read_address(text, options->proxy)
                       ? std::string()
                       : "write it like 127.0.0.1:8080, not '" + text + "'";
        });
    command
        ->add_option("--openai-upstream", options->proxy.upstreams.openai,
                     "Where OpenAI requests go: any server that speaks its API, with its base path "
                     "(a /v1 at its end is left to the clients)")
        ->capture_default_str();
    command
        ->add_option("--anthropic-upstream", options->proxy.upstreams.anthropic,
                     "Where Anthropic requests go")
        ->capture_default_str();
    command
        ->add_option("--ollama-upstream", options->proxy.upstreams.ollama,
                     "Where Ollama requests go")
        ->capture_default_str();
    command->add_flag("--demo", options->proxy.upstreams.demo,
                      "Answer every API with the built-in demo upstream: no key, no network");
    command
        ->add_option("--demo-latency", options->proxy.demo_latency,
                     "Scale of the demo upstream's delays; 0: none")
        ->check(CLI::Range(0.0, 100.0))
        ->capture_default_str();
    command->add_flag("--allow-plain-http", options->proxy.upstreams.plain_http_confirmed,
                      "Take http:// upstreams on other machines: keys and prompts then travel "
                      "readable by everybody in between");
    command->add_flag("--local-token", options->proxy.ask_for_local_token,
                      "Serve only programs that send this installation's token, printed at the "
                      "start, in the header x-bsc-token: other users of this machine can connect, "
                      "too");
    command->add_option("--db", options->database,
                        "Database file, or :memory: to keep nothing (default: bsc/cache.sqlite in "
                        "the XDG data directory)");
    command->add_option("--record", options->record,
                        "Record what is asked into a new workload of this name: prompts, times, "
                        "usage, the class in x-bsc-class; never keys");
    command->add_option("--threshold", options->threshold,
                        "Similarity from which an entry answers, 0 to 1 (default: the encoder's "
                        "balanced one)");
    add_eviction_options(*command, options->cache.cache);
    command->add_option("--prices", options->proxy.prices_file,
                        "Token prices that go before the shipped ones: JSON as in "
                        "resources/prices.json, or litellm's");
    add_encoder_options(*command, options->encoder);
    add_second_score_option(*command, options->cache.second);
    add_cache_rule_options(*command, options->proxy);
    command->add_option("--log", options->log, "What is logged to standard error")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}))
        ->capture_default_str();
    command->footer("Prints one line when it is ready. SIGTERM and SIGINT stop it cleanly: running "
                    "requests get 5 seconds.\nExit codes: 0 stopped, 1 failed, 2 wrong usage, 3 "
                    "port in use, 4 database, 5 encoder.");
    command->callback([options] { serve(*options); });
}

} // namespace bsc::cli
