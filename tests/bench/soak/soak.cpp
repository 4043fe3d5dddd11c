// Keeps a proxy under mixed traffic on loopback and watches it: memory that grows, files that stay
// open, answers that are not the right ones.
// Usage: bsc_soak BSC [MINUTES=3] [CLIENTS=4] [most KiB of growth a minute=2048]

#include "tests/bench/soak/traffic.h"
#include "tests/proxy/bsc_process.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

using namespace bsc::test;

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Sample {
    double minutes;
    double resident_kib;
    std::size_t files;
};

/// Least squares: KiB a minute.
double slope_of(const std::vector<Sample>& samples) {
    double mean_x = 0, mean_y = 0, above = 0, below = 0;
    for (const Sample& sample : samples) {
        mean_x += sample.minutes / static_cast<double>(samples.size());
        mean_y += sample.resident_kib / static_cast<double>(samples.size());
    }
    for (const Sample& sample : samples) {
        above += (sample.minutes - mean_x) * (sample.resident_kib - mean_y);
        below += (sample.minutes - mean_x) * (sample.minutes - mean_x);
    }
    return below > 0 ? above / below : 0;
}

/// Samples once a second until the time is over.
std::vector<Sample> watch(const BscProcess& proxy, double minutes) {
    std::vector<Sample> samples;
    const auto began = Clock::now();
    for (double now = 0; now < minutes;
         now = std::chrono::duration<double, std::ratio<60>>(Clock::now() - began).count()) {
        samples.push_back(
            {now, static_cast<double>(proxy.resident_bytes()) / 1024, proxy.open_files()});
        std::this_thread::sleep_for(std::chrono::seconds(1));
    }
    return samples;
}

bool judge(const char* what, double value, double most) {
    const bool good = value <= most;
    std::printf("%-34s %10.0f  (at most %.0f)%s\n", what, value, most, good ? "" : "  FAILED");
    return good;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: bsc_soak BSC [MINUTES] [CLIENTS] [KIB_A_MINUTE]\n");
        return 2;
    }
    const double minutes = argc > 2 ? std::atof(argv[2]) : 3;
    const int clients = argc > 3 ? std::atoi(argv[3]) : 4;
    const double most_growth = argc > 4 ? std::atof(argv[4]) : 2048;

    std::string folder = (fs::temp_directory_path() / "bsc-soak-XXXXXX").string();
    if (!mkdtemp(folder.data()))
        return 2;
    ScriptedUpstream upstream(answer_question);
    BscProcess proxy(argv[1], {"--db", folder + "/cache.sqlite", "--openai-upstream",
                               upstream.url(), "--capacity", "1000", "--log", "warn"});
    if (!proxy.running()) {
        std::fprintf(stderr, "%s did not start\n", argv[1]);
        return 2;
    }
    TrafficCounts counts;
    std::vector<Sample> samples;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < clients; ++i)
            threads.emplace_back([&, i](const std::stop_token& stop) {
                TrafficClient client(proxy.port(), static_cast<unsigned>(i + 1), counts);
                while (!stop.stop_requested())
                    client.send_one();
            });
        samples = watch(proxy, minutes);
    }
    proxy.signal(SIGTERM);
    const int exit_code = proxy.wait();
    fs::remove_all(folder);

    // The cache and the allocator fill up first.
    const std::vector<Sample> settled(
        samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2), samples.end());
    const auto outcome = [&](Outcome which) {
        return static_cast<unsigned long long>(counts.outcomes[static_cast<std::size_t>(which)]);
    };
    std::printf("%.1f minutes, %d clients: %llu hits, %llu misses, %llu other, %llu given up\n",
                minutes, clients, outcome(Outcome::hit), outcome(Outcome::miss),
                outcome(Outcome::other), outcome(Outcome::aborted));
    std::printf("resident memory: %.0f KiB at first, %.0f half way, %.0f at the end\n",
                samples.front().resident_kib, settled.front().resident_kib,
                settled.back().resident_kib);
    bool good = judge("wrong answers", static_cast<double>(counts.wrong), 0);
    good &= judge("growth in the second half, KiB/min", slope_of(settled), most_growth);
    good &=
        judge("open files at the end", static_cast<double>(settled.back().files),
              static_cast<double>(settled.front().files + 4 * static_cast<std::size_t>(clients)));
    good &= judge("exit code", exit_code, 0);
    good &= outcome(Outcome::hit) > 0 && outcome(Outcome::miss) > 0;
    return good ? 0 : 1;
}
