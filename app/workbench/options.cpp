#include "app/workbench/options.h"

#include "engine/embed/factory.h"

#include <CLI/CLI.hpp>

#include <array>
#include <charconv>

namespace bsc::ui {

namespace {

/// "8081", "127.0.0.1:8081" or "[::1]:8081".
bool readListen(const std::string& text, Options& options) {
    const auto colon = text.rfind(':');
    const std::string_view number =
        std::string_view(text).substr(colon == std::string::npos ? 0 : colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), port);
    if (error != std::errc() || end != number.data() + number.size())
        return false;
    options.port = port;
    std::string host = colon == std::string::npos ? "127.0.0.1" : text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    options.host = host;
    return true;
}

constexpr std::array<std::pair<std::string_view, Theme::Mode>, 3> themes{{
    {"system", Theme::Mode::system},
    {"light", Theme::Mode::light},
    {"dark", Theme::Mode::dark},
}};

bool readTheme(const std::string& text, Options& options) {
    for (const auto& [name, mode] : themes)
        if (text == name) {
            options.theme = mode;
            return true;
        }
    return false;
}

bool readEncoder(const std::string& text, Options& options) {
    const auto kind = embedder_kind_of(text);
    if (kind)
        options.encoder.kind = *kind;
    return kind.has_value();
}

void declare(CLI::App& app, Options& options) {
    app.set_version_flag("--version", "bsc-workbench " BSC_VERSION);
    app.add_flag("--demo", options.demo,
                 "Answer misses with the built-in demo upstream: no key, no network. Nothing is "
                 "kept on disk unless --db is given");
    app.add_flag("--replay-sample", options.replaySample,
                 "Send the sample workload through the proxy at the start");
    app.add_option("--record", options.record,
                   "Record live traffic into a workload of that name from the start")
        ->type_name("NAME");
    const auto parsed = [&options](bool (*read)(const std::string&, Options&)) {
        return [read, &options](const std::vector<std::string>& texts) {
            return read(texts.back(), options);
        };
    };
    app.add_option("--listen,--port", parsed(readListen),
                   "Port, or loopback address and port, of the proxy, which is turned on at once; "
                   "0 is any free port (default: 8080, or the last one used)")
        ->type_name("[HOST:]PORT");
    app.add_option(
           "--db", options.database,
           "Database file, or :memory: (default: bsc/cache.sqlite in the XDG data directory, as "
           "for bsc serve)")
        ->type_name("FILE");
    app.add_option("--encoder", parsed(readEncoder),
                   "auto (hybrid when a model folder is found, else lexical), lexical or hybrid")
        ->check(CLI::IsMember({"auto", "lexical", "hybrid"}));
    app.add_option("--model-dir", options.encoder.model_folder,
                   "Model2Vec folder for hybrid (else BSC_MODEL_DIR, else bsc/models in the XDG "
                   "data directory)")
        ->type_name("DIR");
    app.add_option("--threshold", options.threshold,
                   "Similarity from which an entry answers (default: the encoder's balanced one)")
        ->check(CLI::Range(0.0, 1.0));
    app.add_option("--capacity", options.capacity, "Entries at most")
        ->capture_default_str()
        ->check(CLI::Range(std::size_t{1}, std::size_t{10'000'000}));
    app.add_option("--theme", parsed(readTheme), "system, light or dark")
        ->check(CLI::IsMember({"system", "light", "dark"}));
    app.add_option("--screenshots", options.screenshots,
                   "Write PNG pictures of the pages there: first run and connect at the start, "
                   "Live after the replay or at the end")
        ->type_name("DIR");
    CLI::Option* run =
        app.add_option("--run", options.run, "Number of the run that is reported; bsc report lists")
            ->type_name("ID");
    CLI::Option* report =
        app.add_option(
               "--export-report", options.exportReport,
               "Write the report of a kept run as .html, .pdf or .json and leave, without a window")
            ->type_name("FILE")
            ->needs(run);
    run->needs(report);
    app.add_option_function<unsigned>(
           "--exit-after",
           [&options](unsigned seconds) { options.exitAfter = std::chrono::seconds(seconds); },
           "Quit after so many seconds; with screenshots as soon as they are all there")
        ->type_name("SECONDS");
}

} // namespace

Options readOptions(int& argc, char** argv, std::optional<int>& leave) {
    Options options;
    CLI::App app("The workbench for binary semantic caches", "bsc-workbench");
    declare(app, options);
    app.allow_extras(); // Qt's own, such as -platform, follow
    try {
        app.parse(argc, argv);
        // CLI11 has no word for "single dash only": anything else left over is a mistake.
        for (const std::string& extra : app.remaining())
            if (extra.starts_with("--"))
                throw CLI::ExtrasError({extra});
    } catch (const CLI::ParseError& error) {
        leave = app.exit(error);
    }
    return options;
}

} // namespace bsc::ui
