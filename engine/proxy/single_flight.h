#pragma once

#include "engine/base/digest.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace bsc {

class ChatFlight;

/// The flights that equal requests may join: one upstream call for all of them. Equal means the
/// exact key, so the same tenant; requests are never joined because they are similar.
///
/// A flight stays here until its answer is stored, so that no gap lets a second call start.
///
/// Threads: the io thread only.
class SingleFlight {
  public:
    static constexpr std::size_t most_readers = 256; ///< of one flight
    static constexpr std::chrono::minutes longest_joinable{10};

    /// A flight for this request to join; null when there is none. Those that want usage numbers
    /// join only flights whose answer has them.
    std::shared_ptr<ChatFlight> find(const Digest& request, bool wants_usage) const;
    void add(std::shared_ptr<ChatFlight> flight);
    /// Nobody joins it any more.
    void remove(const ChatFlight& flight);
    /// How often that was said. Who saw no flight, waited for something else and finds this number
    /// changed looks into the cache again.
    std::uint64_t landed() const { return landed_; }

  private:
    using Flights = std::unordered_map<Digest, std::shared_ptr<ChatFlight>, DigestHash>;
    std::array<Flights, 2> flights_; ///< without and with usage numbers
    std::uint64_t landed_ = 0;
};

} // namespace bsc
