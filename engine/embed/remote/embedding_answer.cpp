#include "engine/embed/remote/embedding_answer.h"

#include <bit>
#include <boost/json.hpp>
#include <cmath>
#include <cstring>
#include <openssl/evp.h>
#include <string>

namespace bsc {
namespace {

namespace json = boost::json;

static_assert(std::endian::native == std::endian::little, "base64 holds little-endian floats");

tl::unexpected<Error> unusable(const std::string& what) {
    return fail(ErrorCode::wrong_format, "The embedding server's answer " + what + ".");
}

/// The array at `key` of the answer's top object.
Result<json::array> array_at(std::string_view text, std::string_view key, std::size_t rows) {
    boost::system::error_code wrong;
    const json::value root = json::parse(text, wrong);
    const json::object* object = wrong ? nullptr : root.if_object();
    const json::value* found = object ? object->if_contains(key) : nullptr;
    const json::array* array = found ? found->if_array() : nullptr;
    if (!array) {
        return unusable("is not JSON with a list \"" + std::string(key) + "\"");
    }
    if (array->size() != rows) {
        return unusable("has " + std::to_string(array->size()) + " embeddings for " +
                        std::to_string(rows) + " texts");
    }
    return *array;
}

/// Empty when the value holds no floats.
std::vector<float> floats_of(const json::array& array) {
    std::vector<float> out;
    out.reserve(array.size());
    for (const json::value& value : array) {
        boost::system::error_code wrong;
        const double number = value.to_number<double>(wrong);
        if (wrong) {
            return {};
        }
        out.push_back(static_cast<float>(number));
    }
    return out;
}

/// Empty when the text is not base64 of whole floats.
std::vector<float> floats_of(std::string_view base64) {
    std::string bytes(base64.size() / 4 * 3, '\0');
    const int decoded = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                        reinterpret_cast<const unsigned char*>(base64.data()),
                                        static_cast<int>(base64.size()));
    const std::size_t padding = base64.ends_with("==") ? 2 : base64.ends_with('=') ? 1 : 0;
    if (decoded <= 0 || static_cast<std::size_t>(decoded) < padding ||
        (static_cast<std::size_t>(decoded) - padding) % sizeof(float) != 0) {
        return {};
    }
    std::vector<float> out((static_cast<std::size_t>(decoded) - padding) / sizeof(float));
    std::memcpy(out.data(), bytes.data(), out.size() * sizeof(float));
    return out;
}

std::vector<float> floats_of(const json::value& embedding) {
    if (const json::string* base64 = embedding.if_string()) {
        return floats_of(std::string_view(*base64));
    }
    const json::array* array = embedding.if_array();
    return array ? floats_of(*array) : std::vector<float>{};
}

/// Puts row `index` in its place; the first row tells the dim.
Result<void> place_row(EmbeddingRows& into, std::size_t index, const std::vector<float>& row) {
    if (row.empty()) {
        return unusable("holds an embedding that is neither numbers nor base64");
    }
    if (into.dim == 0) {
        into.dim = row.size();
        into.values.resize(into.rows * into.dim);
    }
    if (row.size() != into.dim) {
        return unusable("mixes embeddings of " + std::to_string(into.dim) + " and " +
                        std::to_string(row.size()) + " dimensions");
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (!std::isfinite(row[i])) {
            return unusable("holds an embedding with values that are not finite");
        }
        into.values[index * into.dim + i] = row[i];
    }
    return {};
}

} // namespace

Result<EmbeddingRows> read_openai_answer(std::string_view text, std::size_t expected_rows) {
    const auto data = array_at(text, "data", expected_rows);
    if (!data) {
        return tl::unexpected(data.error());
    }
    EmbeddingRows out{expected_rows, 0, {}};
    std::vector<bool> filled(expected_rows);
    for (std::size_t i = 0; i < expected_rows; ++i) {
        const json::object* item = (*data)[i].if_object();
        const json::value* embedding = item ? item->if_contains("embedding") : nullptr;
        if (!embedding) {
            return unusable("holds an item without \"embedding\"");
        }
        const json::value* place = item->if_contains("index");
        boost::system::error_code wrong;
        const std::size_t index = place ? place->to_number<std::size_t>(wrong) : i;
        if (wrong || index >= expected_rows || filled[index]) {
            return unusable("numbers its embeddings wrongly");
        }
        filled[index] = true;
        if (auto placed = place_row(out, index, floats_of(*embedding)); !placed) {
            return tl::unexpected(placed.error());
        }
    }
    return out;
}

Result<EmbeddingRows> read_ollama_answer(std::string_view text, std::size_t expected_rows) {
    const auto data = array_at(text, "embeddings", expected_rows);
    if (!data) {
        return tl::unexpected(data.error());
    }
    EmbeddingRows out{expected_rows, 0, {}};
    for (std::size_t i = 0; i < expected_rows; ++i) {
        if (auto placed = place_row(out, i, floats_of((*data)[i])); !placed) {
            return tl::unexpected(placed.error());
        }
    }
    return out;
}

} // namespace bsc
