#pragma once

#include "engine/cache/binary_cache.h"

#include <CLI/CLI.hpp>

#include <map>
#include <string>

namespace bsc::cli {

/// The option --second-score off|int8|align.
inline void add_second_score_option(CLI::App& command, SecondScore::Kind& kind) {
    static const std::map<std::string, SecondScore::Kind> kinds{
        {"off", SecondScore::Kind::off},
        {"int8", SecondScore::Kind::int8_cosine},
        {"align", SecondScore::Kind::custom}};
    command
        .add_option_function<std::string>(
            "--second-score", [&kind](const std::string& name) { kind = kinds.at(name); },
            "Re-score a shortlist: off, int8 (cosine of the vectors), align (soft alignment of the "
            "words, hybrid only)")
        ->check(CLI::IsMember({"off", "int8", "align"}))
        ->default_str("off");
}

} // namespace bsc::cli
