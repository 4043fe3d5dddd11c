#include "app/cli/commands.h"
#include "app/cli/npy.h"
#include "engine/code/code_text.h"
#include "engine/code/projection.h"

#include <iostream>

namespace bsc::cli {

namespace {

struct EncodeOptions {
    std::filesystem::path file;
    unsigned dim = 0;
    unsigned bits = default_code_bits;
    std::uint64_t seed = default_projection_seed;
};

constexpr std::size_t rows_at_once = 1024;

Result<void> encode(const EncodeOptions& options) {
    auto npy = NpyRows::open(options.file);
    if (!npy)
        return tl::unexpected(npy.error());
    if (options.dim != 0 && npy->columns() != options.dim)
        return fail(ErrorCode::mismatch, "The rows of '" + options.file.string() + "' have " +
                                             std::to_string(npy->columns()) +
                                             " values, but --dim is " +
                                             std::to_string(options.dim) + ".");
    const auto projection =
        Projection::create(static_cast<unsigned>(std::min<std::size_t>(npy->columns(), 1u << 31)),
                           options.bits, options.seed);
    if (!projection)
        return tl::unexpected(projection.error());

    for (std::size_t row = 0; row < npy->rows();) {
        const auto values = npy->next(rows_at_once);
        if (!values)
            return tl::unexpected(values.error());
        for (std::size_t at = 0; at < values->size(); at += npy->columns(), ++row) {
            const auto code = (*projection)->encode(std::span(*values).subspan(at, npy->columns()));
            if (!code)
                return fail(code.error().code,
                            "Row " + std::to_string(row) + ": " + code.error().text);
            std::cout << to_text(*code) << '\n';
        }
    }
    return {};
}

} // namespace

void add_encode(CLI::App& app) {
    auto options = std::make_shared<EncodeOptions>();
    CLI::App* command = app.add_subcommand(
        "encode", "Binary codes of embeddings: one line a row, its 64-bit words as 16 hexadecimal "
                  "digits, word 0 first");
    command->add_option("file", options->file, ".npy file of float32 rows")->required();
    command->add_option("--dim", options->dim,
                        "Values a row must have (default: what the file has)");
    command->add_option("--bits", options->bits, "Bits a code, 1 to 1024")->capture_default_str();
    command->add_option("--seed", options->seed, "Seed of the projection matrix")
        ->capture_default_str();
    command->callback([options] { finish(encode(*options)); });
}

} // namespace bsc::cli
