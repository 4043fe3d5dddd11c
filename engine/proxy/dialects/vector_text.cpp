#include "engine/proxy/dialects/vector_text.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <openssl/evp.h>
#include <vector>

namespace bsc {

static_assert(std::endian::native == std::endian::little, "base64 holds little-endian floats");

namespace {

std::vector<float> decoded(std::string_view base64) {
    std::string bytes(base64.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(base64.data()),
                                     static_cast<int>(base64.size()));
    const int padding = base64.ends_with("==") ? 2 : base64.ends_with('=') ? 1 : 0;
    if (size - padding <= 0 || (size - padding) % static_cast<int>(sizeof(float)) != 0)
        return {};
    std::vector<float> floats(static_cast<std::size_t>(size - padding) / sizeof(float));
    std::memcpy(floats.data(), bytes.data(), floats.size() * sizeof(float));
    return floats;
}

bool is_vector(const std::vector<float>& floats) {
    return !floats.empty() &&
           std::ranges::all_of(floats, [](float value) { return std::isfinite(value); });
}

/// 0.1f is 0.1, not 0.10000000149011612.
double shortest(float value) {
    char text[32];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value);
    double number = value;
    if (error == std::errc())
        std::from_chars(text, end, number);
    return number;
}

} // namespace

bool to_base64(json::value& vector) {
    if (const json::string* text = vector.if_string())
        return is_vector(decoded(*text));
    const json::array* numbers = vector.if_array();
    if (!numbers)
        return false;
    std::vector<float> floats;
    floats.reserve(numbers->size());
    for (const json::value& number : *numbers) {
        json::error_code error;
        floats.push_back(static_cast<float>(number.to_number<double>(error)));
        if (error)
            return false;
    }
    if (!is_vector(floats))
        return false;
    const std::size_t bytes = floats.size() * sizeof(float);
    std::string base64((bytes + 2) / 3 * 4 + 1, '\0'); // with the final NUL that EVP writes
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                    reinterpret_cast<const unsigned char*>(floats.data()), static_cast<int>(bytes));
    base64.pop_back();
    vector = base64;
    return true;
}

void to_numbers(json::value& vector) {
    const json::string* text = vector.if_string();
    const std::vector<float> floats = text ? decoded(*text) : std::vector<float>();
    if (!is_vector(floats))
        return;
    json::array numbers;
    numbers.reserve(floats.size());
    for (const float value : floats)
        numbers.emplace_back(shortest(value));
    vector = std::move(numbers);
}

} // namespace bsc
