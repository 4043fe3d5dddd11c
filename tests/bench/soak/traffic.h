#pragma once

#include "tests/proxy/support.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace bsc::test {

/// A question nobody asked before, in words made up for it, and the only right answer to it.
struct Topic {
    std::string words;

    std::string answer() const { return "It is about " + words + "."; }
};

/// The upstream's side: answers a question by the words in it, as one object or as a stream.
Script answer_question(const Message& request);

enum class Outcome { hit, miss, other, aborted };

struct TrafficCounts {
    std::array<std::atomic<std::uint64_t>, 4> outcomes{}; ///< by Outcome
    std::atomic<std::uint64_t> wrong{0};                  ///< replies that were not the answer
};

/// One client: new questions, repeats, paraphrases and streams of recent ones, and requests given
/// up half way; every whole reply is compared with the answer its question has.
class TrafficClient {
  public:
    TrafficClient(std::uint16_t port, unsigned seed, TrafficCounts& counts);

    void send_one();

  private:
    Topic new_topic();
    void give_up(const std::string& request);
    Message exchange(const std::string& request);
    std::string request_for(const Topic& topic, bool paraphrase, bool stream) const;

    const std::uint16_t port_;
    std::mt19937 random_;
    TrafficCounts& counts_;
    std::vector<Topic> recent_;
    std::unique_ptr<RawClient> connection_;
};

} // namespace bsc::test
