#include "engine/embed/hybrid/token_table.h"

#include <algorithm>
#include <cmath>
#include <fstream>

namespace bsc {
namespace {

namespace fs = std::filesystem;

constexpr unsigned max_dim = 65536 - 320; ///< a projection takes 65536, the hashed features 320
constexpr std::uintmax_t max_file_bytes = std::uintmax_t{4} << 30;

Result<std::string> read_file(const fs::path& path) {
    std::error_code wrong;
    const std::uintmax_t size = fs::file_size(path, wrong);
    if (wrong) {
        return fail(ErrorCode::not_found, "The model folder has no readable " +
                                              path.filename().string() + ": " + path.string() +
                                              " (" + wrong.message() + ").");
    }
    if (size > max_file_bytes) {
        return fail(ErrorCode::wrong_format, path.string() + " is larger than 4 GiB: no model.");
    }
    std::string bytes(size, '\0');
    std::ifstream file(path, std::ios::binary);
    if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) {
        return fail(ErrorCode::io, "Could not read " + path.string() + ".");
    }
    return bytes;
}

tl::unexpected<Error> in_file(const fs::path& path, const Error& error) {
    return fail(error.code,
                "The model file " + path.string() + " cannot be used: " + error.text + ".");
}

float length(std::span<const float> row) {
    double squares = 0;
    for (const float x : row) {
        squares += static_cast<double>(x) * x;
    }
    return static_cast<float>(std::sqrt(squares));
}

/// The mean of the two middle ones when their number is even, as NumPy's.
float median(std::vector<float> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    if (values.size() % 2 == 1) {
        return *middle;
    }
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

} // namespace

Result<std::shared_ptr<const TokenTable>> TokenTable::load(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) {
        return fail(ErrorCode::not_found, "There is no model folder " + folder.string() + ".");
    }
    const fs::path matrix_path = folder / "model.safetensors";
    const fs::path tokenizer_path = folder / "tokenizer.json";
    const auto matrix_bytes = read_file(matrix_path);
    if (!matrix_bytes) {
        return tl::unexpected(matrix_bytes.error());
    }
    const auto tokenizer_bytes = read_file(tokenizer_path);
    if (!tokenizer_bytes) {
        return tl::unexpected(tokenizer_bytes.error());
    }
    auto matrix = read_safetensor(*matrix_bytes, "embeddings");
    if (!matrix) {
        return in_file(matrix_path, matrix.error());
    }
    if (matrix->columns > max_dim) {
        return in_file(matrix_path, {ErrorCode::wrong_format, "its rows are too long"});
    }
    auto tokenizer = WordPiece::read(*tokenizer_bytes);
    if (!tokenizer) {
        return in_file(tokenizer_path, tokenizer.error());
    }
    if (tokenizer->size() != matrix->rows) {
        return in_file(matrix_path,
                       {ErrorCode::wrong_format, "it has " + std::to_string(matrix->rows) +
                                                     " rows for a vocabulary of " +
                                                     std::to_string(tokenizer->size())});
    }
    const Digest digest = sha256(to_hex(sha256(*matrix_bytes)) + to_hex(sha256(*tokenizer_bytes)));
    return std::shared_ptr<const TokenTable>(
        new TokenTable(std::move(*tokenizer), std::move(*matrix), digest));
}

TokenTable::TokenTable(WordPiece tokenizer, Matrix matrix, Digest digest)
    : tokenizer_(std::move(tokenizer)), matrix_(std::move(matrix)), norms_(matrix_.rows),
      digest_(digest) {
    for (std::uint32_t token = 0; token < norms_.size(); ++token) {
        norms_[token] = length(row(token));
    }
    // A table of zeros has no scale; any value does.
    if (const float middle = median(norms_); middle > 0) {
        median_norm_ = middle;
    }
}

std::span<const float> TokenTable::row(std::uint32_t token) const {
    return std::span(matrix_.values).subspan(token * matrix_.columns, matrix_.columns);
}

} // namespace bsc
