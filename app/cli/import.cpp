#include "engine/replay/import/import.h"
#include "app/cli/commands.h"
#include "app/cli/database_option.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iostream>
#include <unistd.h>

namespace bsc::cli {
namespace {

struct ImportCommand {
    std::filesystem::path file, database;
    std::string name;
    std::vector<std::string> columns;
    bool preview = false;
    ImportOptions import;
};

constexpr std::size_t prompt_width = 80;

/// One line of at most so many bytes, cut between characters.
std::string shortened(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < ' ')
            c = ' ';
    if (text.size() <= prompt_width)
        return text;
    std::size_t end = prompt_width;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return text.substr(0, end) + "...";
}

void set_columns(ImportCommand& options) {
    for (const std::string& text : options.columns) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos)
            throw CommandFailed{Exit::usage,
                                "--column is written like prompt=Question, not '" + text + "'."};
        options.import.columns[text.substr(0, equals)] = text.substr(equals + 1);
    }
}

void print_bad(const std::vector<BadRow>& rows, std::uint64_t count) {
    for (const BadRow& row : rows)
        fmt::print(stderr, "line {}: {}\n", row.line, row.why);
    if (count > rows.size())
        fmt::print(stderr, "... and {} more\n", count - rows.size());
}

void print(const ImportPreview& preview) {
    fmt::print("format   {}\n", name_of(preview.format));
    if (!preview.columns.empty())
        fmt::print("columns  {}\n", fmt::join(preview.columns, ", "));
    for (const auto& [what, column] : preview.mapping)
        fmt::print("{:<14} is column {}\n", what, column);
    for (const WorkloadRow& row : preview.rows)
        fmt::print("{:>10}  {:<16}  {}\n", row.arrival ? fmt::format("{:.1f} s", *row.arrival) : "",
                   row.meaning_class.value_or(""), shortened(row.prompt));
    print_bad(preview.bad_rows, preview.bad_rows.size());
}

void run(ImportCommand& options) {
    set_columns(options);
    if (options.preview) {
        const auto preview = preview_import(options.file, options.import);
        if (!preview)
            finish(tl::unexpected(preview.error()));
        print(*preview);
        return;
    }
    const auto library = open_workloads(options.database);
    std::string name = options.name;
    if (name.empty()) {
        auto free = library->free_name(options.file.filename().string());
        if (!free)
            leave(Exit::database, free.error());
        name = std::move(*free);
    }
    const bool terminal = isatty(STDERR_FILENO) != 0;
    const auto progress = [terminal](std::uint64_t rows, double share) {
        if (terminal)
            std::cerr << fmt::format("\r\x1b[K{:3.0f} %  {} rows", 100 * share, rows) << std::flush;
    };
    const auto report = import_workload(options.file, options.import, *library, name, progress);
    if (terminal)
        std::cerr << "\r\x1b[K";
    if (!report)
        finish(tl::unexpected(report.error()));
    print_bad(report->bad_rows, report->bad);
    fmt::print("{}: {} requests, {} with a class, {} with a time; {} bad rows left out\n",
               report->workload.name, report->workload.requests, report->workload.labelled,
               report->workload.timed, report->bad);
    if (report->back_in_time > 0)
        fmt::print("{} rows are earlier than the row before them; the order of the file is kept\n",
                   report->back_in_time);
}

} // namespace

void add_import(CLI::App& app) {
    auto options = std::make_shared<ImportCommand>();
    CLI::App* command =
        app.add_subcommand("import", "Puts the requests of a file into the library of workloads");
    command->add_option("file", options->file, "Any of the formats below, plain or gzip")
        ->required();
    command->add_option("--db", options->database,
                        "Database file (default: the one of bsc serve); may be in use");
    command->add_option("--name", options->name, "Name of the new workload (default: the file's)");
    command
        ->add_option_function<std::string>(
            "--format",
            [options](const std::string& name) { options->import.format = import_format_of(name); },
            "workload (JSON Lines as for replay), csv, openai (batch or chat JSON Lines), litellm, "
            "helicone or har (default: told from the beginning of the file)")
        ->check(CLI::IsMember({"workload", "csv", "openai", "litellm", "helicone", "har"}));
    command
        ->add_option("--column", options->columns,
                     "csv: which column holds what, like prompt=Question; also time, class, "
                     "model, partition, source, input_tokens and output_tokens")
        ->allow_extra_args(false);
    command->add_flag("--preview", options->preview,
                      "Show the first 20 rows and what is wrong with others; import nothing");
    command->footer("Rows that make no sense are listed with their lines and left out. The last "
                    "user turn of a chat is the prompt;\nwhat comes before it, the system prompt "
                    "included, is the partition: answers are shared within one only.");
    command->callback([options] { run(*options); });
}

} // namespace bsc::cli
