#pragma once

#include "engine/code/code.h"

#include <functional>
#include <random>
#include <string>
#include <vector>

namespace bsc::test {

using Random = std::mt19937_64;

inline Code random_code(unsigned bits, Random& random) {
    Code code(bits);
    for (std::uint64_t& word : code.words())
        word = random();
    if (bits % 64 != 0)
        code.words().back() &= (std::uint64_t{1} << (bits % 64)) - 1;
    return code;
}

/// `code` with `flips` random bits turned over (the same bit may be hit twice).
inline Code near_code(Code code, unsigned flips, Random& random) {
    for (unsigned i = 0; i < flips; ++i) {
        const unsigned j = random() % code.bits();
        code.words()[j / 64] ^= std::uint64_t{1} << (j % 64);
    }
    return code;
}

/// A kind of data an index meets; each call draws one code.
struct CodeSet {
    std::string name;
    std::function<Code(Random&)> draw;
};

inline std::vector<CodeSet> code_sets(unsigned bits, Random& random) {
    const Code one = random_code(bits, random);
    std::vector<Code> centres;
    for (int i = 0; i < 5; ++i)
        centres.push_back(random_code(bits, random));
    return {
        {"random", [=](Random& r) { return random_code(bits, r); }},
        {"all equal", [=](Random&) { return one; }},
        {"zero", [=](Random&) { return Code(bits); }},
        {"near duplicates", [=](Random& r) { return near_code(one, r() % 4, r); }},
        {"clustered",
         [=](Random& r) { return near_code(centres[r() % 5], r() % (bits / 4 + 1), r); }},
        // Hardly any bits set: many ties at every distance.
        {"sparse", [=](Random& r) { return near_code(Code(bits), r() % 3, r); }},
    };
}

} // namespace bsc::test
