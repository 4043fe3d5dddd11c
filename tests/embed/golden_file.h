#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace bsc::test {

/// The rows of a JSON Lines file; empty when it is not there.
inline std::vector<boost::json::object> read_jsonl(const std::filesystem::path& path) {
    std::vector<boost::json::object> rows;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        rows.push_back(boost::json::parse(line).as_object());
    }
    return rows;
}

inline std::vector<float> floats(const boost::json::value& array) {
    std::vector<float> out;
    for (const auto& value : array.as_array()) {
        out.push_back(value.to_number<float>());
    }
    return out;
}

inline std::string text(const boost::json::value& value) { return std::string(value.as_string()); }

inline std::filesystem::path potion_folder() {
    return std::filesystem::path(BSC_SHARED_DIR) / "models" / "potion-base-2M";
}

inline float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
    float largest = a.size() == b.size() ? 0.0F : 1e9F;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        largest = std::max(largest, std::abs(a[i] - b[i]));
    }
    return largest;
}

} // namespace bsc::test
