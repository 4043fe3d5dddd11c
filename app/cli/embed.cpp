#include "app/cli/commands.h"
#include "app/cli/encoder_options.h"

#include <charconv>
#include <iostream>
#include <span>

namespace bsc::cli {

namespace {

struct EmbedOptions {
    EmbedderSettings encoder;
    unsigned deadline_ms = 10'000;
};

std::string to_json(std::span<const float> values) {
    std::string json = "[";
    char text[32];
    for (float value : values) {
        if (json.size() > 1)
            json += ',';
        json.append(text, std::to_chars(text, text + sizeof text, value).ptr);
    }
    return json += ']';
}

void embed(const EmbedOptions& options) {
    const auto embedder = open_encoder(options.encoder);
    std::size_t line = 0;
    for (std::string prompt; std::getline(std::cin, prompt);) {
        ++line;
        if (prompt.ends_with('\r'))
            prompt.pop_back();
        const auto deadline =
            std::chrono::steady_clock::now() + std::chrono::milliseconds(options.deadline_ms);
        const auto vector = embedder->embed(prompt, deadline);
        if (!vector)
            leave(Exit::encoder, Error{vector.error().code, "Line " + std::to_string(line) + ": " +
                                                                vector.error().text});
        std::cout << to_json(*vector) << '\n';
    }
}

} // namespace

void add_embed(CLI::App& app) {
    auto options = std::make_shared<EmbedOptions>();
    CLI::App* command = app.add_subcommand(
        "embed",
        "Embeddings of prompts: one a line on standard input, a JSON array of floats a line out");
    add_encoder_options(*command, options->encoder);
    command
        ->add_option("--deadline", options->deadline_ms, "Milliseconds a remote embedding may take")
        ->capture_default_str();
    command->callback([options] { embed(*options); });
}

} // namespace bsc::cli
