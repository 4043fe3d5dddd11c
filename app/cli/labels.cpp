#include "app/cli/commands.h"
#include "app/cli/database_option.h"
#include "app/cli/encoder_options.h"
#include "engine/embed/factory.h"
#include "engine/replay/label_file.h"
#include "engine/store/store.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <map>

namespace bsc::cli {
namespace {

struct LabelsOptions {
    std::filesystem::path database, file;
    EmbedderSettings encoder;

    std::filesystem::path store() const { return database.empty() ? usual_database() : database; }
};

std::vector<LabelRecord> labels_of(const LabelsOptions& options) {
    auto labels = Store::labels_of(options.store());
    if (!labels)
        leave(Exit::database, labels.error());
    return std::move(*labels);
}

void list(const LabelsOptions& options) {
    struct Counts {
        std::uint64_t right = 0, wrong = 0, skipped = 0, drawn = 0;
    };
    std::map<std::pair<std::string, std::string>, Counts> counts;
    for (const LabelRecord& label : labels_of(options)) {
        Counts& row = counts[{label.workload, label.source}];
        row.right += label.word == LabelWord::right;
        row.wrong += label.word == LabelWord::wrong;
        row.skipped += label.word == LabelWord::skip;
        row.drawn += label.chance > 0;
    }
    if (counts.empty()) {
        fmt::print("No labels yet; the workbench's Threshold screen asks for them.\n");
        return;
    }
    fmt::print("{:>8} {:>8} {:>8} {:>8}  {:<9} {}\n", "right", "wrong", "skipped", "drawn",
               "source", "workload");
    for (const auto& [of, row] : counts)
        fmt::print("{:>8} {:>8} {:>8} {:>8}  {:<9} {}\n", row.right, row.wrong, row.skipped,
                   row.drawn, of.second, of.first.empty() ? "live traffic" : of.first);
}

void export_labels(const LabelsOptions& options) {
    const auto labels = labels_of(options);
    if (options.file.empty()) {
        write_labels(labels, std::cout);
        return;
    }
    std::ofstream file(options.file, std::ios::binary | std::ios::trunc);
    if (file)
        write_labels(labels, file);
    if (!file.flush())
        throw CommandFailed{
            Exit::failure,
            fmt::format("Cannot write '{}': {}.", options.file.string(), std::strerror(errno))};
}

/// Distances are those of the database's own codes.
void import_labels(const LabelsOptions& options) {
    auto labels = read_label_file(options.file);
    if (!labels)
        leave(Exit::failure, labels.error());
    auto store = Store::open(options.store());
    if (!store)
        leave(Exit::database, store.error());
    const bool measured = std::ranges::all_of(
        *labels, [](const LabelRecord& label) { return label.distance && label.bits != 0; });
    if (!measured) {
        const auto embedder = open_encoder(options.encoder);
        const EncoderRecord made = (*store)->encoder().value_or(EncoderRecord{});
        const auto projection = Projection::create(
            embedder->identity().dim, made.bits == 0 ? default_code_bits : made.bits,
            made.bits == 0 ? default_projection_seed : made.seed);
        if (!projection)
            leave(Exit::failure, projection.error());
        if (!made.embedder.empty() && made.embedder != embedder->identity().text())
            throw CommandFailed{Exit::encoder,
                                fmt::format("The database was made with the encoder {}, not {}; "
                                            "choose that one with --encoder.",
                                            made.embedder, embedder->identity().text())};
        finish(measure_distances(*labels, *embedder, **projection, (*store)->mean_vector()));
    }
    for (LabelRecord& label : *labels)
        (*store)->put_label(std::move(label));
    finish((*store)->flush());
    fmt::print("{} labels imported.\n", labels->size());
}

} // namespace

void add_labels(CLI::App& app) {
    auto options = std::make_shared<LabelsOptions>();
    CLI::App* command =
        app.add_subcommand("labels", "What was said right and wrong of pairs of prompts");
    command->require_subcommand(0, 1);
    command->fallthrough();
    command->add_option("--db", options->database, "Database file (default: the one of bsc serve)");
    command->add_subcommand("list", "How many, by workload and source; also without a verb")
        ->callback([options] { list(*options); });
    CLI::App* out = command->add_subcommand("export", "All labels as JSON Lines");
    out->add_option("--output", options->file, "File to write (default: standard output)");
    out->callback([options] { export_labels(*options); });
    CLI::App* in = command->add_subcommand(
        "import", "Adds labels from JSON Lines: {\"prompt\", \"match\", \"word\": right, wrong or "
                  "skip}; the database must not be in use");
    in->add_option("file", options->file, "File to read")->required();
    add_encoder_options(*in, options->encoder);
    in->callback([options] { import_labels(*options); });
    command->callback([options, command] {
        if (command->get_subcommands().empty())
            list(*options);
    });
}

} // namespace bsc::cli
