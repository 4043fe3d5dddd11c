#include "engine/replay/label_file.h"

#include "engine/code/hamming.h"
#include "engine/replay/embed_patience.h"

#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <ostream>
#include <string>

namespace bsc {
namespace {

namespace json = boost::json;

json::object object_of(const LabelRecord& label) {
    json::object object{{"prompt", label.prompt},      {"match", label.match},
                        {"word", name_of(label.word)}, {"source", label.source},
                        {"chance", label.chance},      {"reach", label.reach},
                        {"bits", label.bits},          {"time_us", label.time_us}};
    if (label.distance)
        object["distance"] = *label.distance;
    if (!label.workload.empty())
        object["workload"] = label.workload;
    if (label.flow_id != 0)
        object["flow"] = label.flow_id;
    if (label.entry_id != 0)
        object["entry"] = label.entry_id;
    return object;
}

template <class T>
void take(const json::object& object, std::string_view key, T& into) {
    if (const json::value* value = object.if_contains(key); value && !value->is_null())
        into = json::value_to<T>(*value);
}

LabelRecord label_of(const json::object& object) {
    LabelRecord label;
    label.prompt = json::value_to<std::string>(object.at("prompt"));
    label.match = json::value_to<std::string>(object.at("match"));
    const auto word = label_word_of(json::value_to<std::string>(object.at("word")));
    if (!word)
        throw std::invalid_argument("the word must be right, wrong or skip");
    label.word = *word;
    label.source = "import";
    take(object, "source", label.source);
    take(object, "workload", label.workload);
    take(object, "chance", label.chance);
    take(object, "reach", label.reach);
    take(object, "bits", label.bits);
    take(object, "time_us", label.time_us);
    if (object.contains("distance") && !object.at("distance").is_null())
        label.distance = json::value_to<unsigned>(object.at("distance"));
    if (label.chance > 0 && label.reach == 0)
        label.reach = max_code_bits;
    if (label.chance < 0)
        throw std::invalid_argument("a chance cannot be negative");
    return label;
}

Result<Code> code_of(const std::string& text, const Embedder& embedder,
                     const Projection& projection, std::span<const float> mean) {
    auto vector = embedder.embed(text, std::chrono::steady_clock::now() + embed_patience);
    if (!vector)
        return tl::unexpected(vector.error());
    for (std::size_t i = 0; i < mean.size() && i < vector->size(); ++i)
        (*vector)[i] -= mean[i];
    return projection.encode(*vector);
}

} // namespace

void write_labels(std::span<const LabelRecord> labels, std::ostream& into) {
    for (const LabelRecord& label : labels)
        into << json::serialize(object_of(label)) << '\n';
}

Result<std::vector<LabelRecord>> read_label_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in)
        return fail(ErrorCode::not_found, "Cannot open " + file.string() + ".");
    std::vector<LabelRecord> labels;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        try {
            labels.push_back(label_of(json::parse(line).as_object()));
        } catch (const std::exception& error) {
            return fail(ErrorCode::wrong_format,
                        file.string() + ", line " + std::to_string(number) +
                            ": no label {\"prompt\", \"match\", \"word\"}: " + error.what());
        }
    }
    if (in.bad())
        return fail(ErrorCode::io, "Cannot read " + file.string() + ".");
    return labels;
}

Result<void> measure_distances(std::vector<LabelRecord>& labels, const Embedder& embedder,
                               const Projection& projection, std::span<const float> mean) {
    for (LabelRecord& label : labels) {
        const bool known = label.distance && label.bits == projection.bits();
        if (known || label.prompt.empty() || label.match.empty() || label.prompt == label.match)
            continue;
        const auto prompt = code_of(label.prompt, embedder, projection, mean);
        if (!prompt)
            return tl::unexpected(prompt.error());
        const auto match = code_of(label.match, embedder, projection, mean);
        if (!match)
            return tl::unexpected(match.error());
        label.distance = hamming_distance(*prompt, *match);
        label.bits = projection.bits();
        label.chance = 0; // what it was drawn among was another neighbourhood
    }
    return {};
}

} // namespace bsc
