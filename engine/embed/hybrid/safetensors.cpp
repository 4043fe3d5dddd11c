#include "engine/embed/hybrid/safetensors.h"

#include <Eigen/Core>
#include <bit>
#include <boost/json.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace bsc {
namespace {

namespace json = boost::json;

static_assert(std::endian::native == std::endian::little, "safetensors data is little-endian");

auto damaged(const std::string& what) { return fail(ErrorCode::wrong_format, what); }

/// An array of non-negative whole numbers, or nothing.
std::vector<std::size_t> whole_numbers(const json::object& object, std::string_view key) {
    std::vector<std::size_t> out;
    const json::value* found = object.if_contains(key);
    const json::array* array = found ? found->if_array() : nullptr;
    if (!array) {
        return out;
    }
    for (const json::value& value : *array) {
        boost::system::error_code wrong;
        const auto number = value.to_number<std::size_t>(wrong);
        if (wrong) {
            return {};
        }
        out.push_back(number);
    }
    return out;
}

template <class Stored>
std::vector<float> as_floats(std::string_view data) {
    std::vector<Stored> stored(data.size() / sizeof(Stored));
    std::memcpy(stored.data(), data.data(), data.size());
    return {stored.begin(), stored.end()};
}

} // namespace

Result<Matrix> read_safetensor(std::string_view file, std::string_view name) {
    std::uint64_t header_size = 0;
    if (file.size() < sizeof header_size) {
        return damaged("it is too short for a safetensors file");
    }
    std::memcpy(&header_size, file.data(), sizeof header_size);
    const std::string_view rest = file.substr(sizeof header_size);
    if (header_size > rest.size()) {
        return damaged("its header claims " + std::to_string(header_size) +
                       " bytes, the file has " + std::to_string(rest.size()));
    }
    boost::system::error_code wrong;
    const json::value header = json::parse(rest.substr(0, header_size), wrong);
    if (wrong || !header.is_object()) {
        return damaged("its header is not JSON");
    }
    const json::value* entry = header.get_object().if_contains(name);
    if (!entry || !entry->is_object()) {
        return damaged("it holds no tensor \"" + std::string(name) + "\"");
    }
    const json::object& tensor = entry->get_object();
    const auto shape = whole_numbers(tensor, "shape");
    const auto offsets = whole_numbers(tensor, "data_offsets");
    if (shape.size() != 2 || shape[0] == 0 || shape[1] == 0) {
        return damaged("its tensor is not a matrix");
    }
    const std::string_view data = rest.substr(header_size);
    if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > data.size()) {
        return damaged("its tensor lies outside the file (a download cut short?)");
    }
    const json::value* type = tensor.if_contains("dtype");
    const bool single = type && *type == "F32";
    if (!single && !(type && *type == "F16")) {
        return damaged("its tensor is neither F32 nor F16");
    }
    const std::size_t bytes = offsets[1] - offsets[0];
    const std::size_t row_limit = std::numeric_limits<std::size_t>::max() / 8 / shape[1];
    if (shape[0] > row_limit || shape[0] * shape[1] * (single ? 4 : 2) != bytes) {
        return damaged("its tensor has another size than its shape says");
    }
    const std::string_view stored = data.substr(offsets[0], bytes);
    Matrix matrix{shape[0], shape[1],
                  single ? as_floats<float>(stored) : as_floats<Eigen::half>(stored)};
    for (const float value : matrix.values) {
        if (!std::isfinite(value)) {
            return damaged("its tensor holds values that are not numbers");
        }
    }
    return matrix;
}

} // namespace bsc
