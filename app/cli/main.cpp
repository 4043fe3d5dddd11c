#include "app/cli/commands.h"

#include <iostream>

namespace bsc::cli {

void leave(Exit code, const Error& error) { throw CommandFailed{code, error.text}; }

void finish(const Result<void>& result) {
    if (!result)
        leave(result.error().code == ErrorCode::invalid_argument ? Exit::usage : Exit::failure,
              result.error());
}

} // namespace bsc::cli

int main(int argc, char** argv) {
    using namespace bsc::cli;
    CLI::App app{"Binary semantic cache: the engine without a display", "bsc"};
    app.set_version_flag("--version", "bsc " BSC_VERSION);
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 port in use, 4 database, 5 encoder.\n"
        "'bsc COMMAND --help' explains a command.");
    add_serve(app);
    add_encode(app);
    add_embed(app);
    add_replay(app);
    add_import(app);
    add_workloads(app);
    add_runs(app);
    add_inspect(app);
    add_labels(app);
    add_stress(app);
    add_savings(app);
    add_bench(app);
    add_report(app);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : static_cast<int>(Exit::usage);
    } catch (const CommandFailed& e) {
        std::cerr << "bsc: " << e.text << '\n';
        return static_cast<int>(e.code);
    }
    return 0;
}
