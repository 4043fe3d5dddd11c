#pragma once

namespace bsc {

/// The three names of one closeness. The unit that decides is the integer Hamming distance d;
/// similarity is 1 - d/bits; its cosine equivalent is cos(pi * d/bits) (Charikar 2002: each bit of
/// a random-hyperplane code differs with probability angle/pi).

/// 1 - distance/bits, evaluated in float32 as the contract says. bits >= 1.
float similarity_of(unsigned distance, unsigned bits);

/// cos(pi * distance / bits).
double cosine_of(unsigned distance, unsigned bits);

/// Similarity that pairs of this cosine have on average: 1 - acos(cosine)/pi.
double similarity_of_cosine(double cosine);

/// The largest d with similarity_of(d, bits) >= threshold; threshold is clamped to 0..1 (NaN counts
/// as 1). At 256 bits: 0.80 -> 51, 0.85 -> 38, 0.90 -> 25, 0.95 -> 12.
unsigned radius_of(float threshold, unsigned bits);

} // namespace bsc
