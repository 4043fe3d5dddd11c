#include "engine/replay/label_file.h"

#include "engine/embed/factory.h"

#include <fstream>
#include <gmock/gmock.h>
#include <sstream>
#include <unistd.h>

namespace bsc {
namespace {

using testing::HasSubstr;

class LabelFile : public testing::Test {
  protected:
    ~LabelFile() override { std::filesystem::remove(file); }

    Result<std::vector<LabelRecord>> read(const std::string& lines) {
        std::ofstream(file) << lines;
        return read_label_file(file);
    }

    std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("bsc-labels-" + std::to_string(getpid()));
};

TEST_F(LabelFile, ComesBackAsItWas) {
    LabelRecord label;
    label.flow_id = 4;
    label.word = LabelWord::skip;
    label.source = label_source::queue;
    label.time_us = 77;
    label.workload = "first \"hour\"";
    label.prompt = "line\nbreak ü";
    label.match = "b";
    label.distance = 36;
    label.bits = 256;
    label.chance = 2.5;
    label.reach = 64;
    std::ostringstream out;
    write_labels(std::vector{label}, out);
    const auto back = read(out.str() + "\n\n").value();
    ASSERT_EQ(back.size(), 1u);
    EXPECT_EQ(back[0].flow_id, 0u) << "ids are of another database";
    EXPECT_EQ(back[0].word, LabelWord::skip);
    EXPECT_EQ(back[0].source, label.source);
    EXPECT_EQ(back[0].time_us, 77);
    EXPECT_EQ(back[0].workload, label.workload);
    EXPECT_EQ(back[0].prompt, label.prompt);
    EXPECT_EQ(back[0].distance, 36u);
    EXPECT_EQ(back[0].chance, 2.5);
    EXPECT_EQ(back[0].reach, 64u);
}

TEST_F(LabelFile, NamesTheLineThatIsNoLabel) {
    const auto error = [&](const std::string& lines) {
        const auto labels = read(lines);
        return labels ? "accepted" : labels.error().text;
    };
    const std::string good = R"({"prompt":"a","match":"b","word":"right"})";
    EXPECT_EQ(error(good), "accepted");
    EXPECT_THAT(error(good + "\n{}"), HasSubstr("line 2"));
    EXPECT_THAT(error(R"({"prompt":"a","match":"b","word":"perhaps"})"), HasSubstr("right, wrong"));
    EXPECT_THAT(error("not json"), HasSubstr("line 1"));
    EXPECT_THAT(error(R"({"prompt":"a","match":"b","word":"right","chance":-1})"),
                HasSubstr("negative"));
    EXPECT_EQ(read_label_file("/nowhere").error().code, ErrorCode::not_found);
}

TEST_F(LabelFile, DistancesOfOtherCodesAreMeasuredAnew) {
    EmbedderSettings settings;
    settings.kind = EmbedderKind::lexical;
    const auto embedder = make_embedder(settings).value();
    const auto projection = Projection::create(embedder->identity().dim, 256, 42).value();
    auto labels =
        read(
            R"({"prompt":"How do I get a refund?","match":"how do i get a refund","word":"right","chance":1}
{"prompt":"a","match":"b","word":"right","distance":3,"bits":256,"chance":1}
{"prompt":"Is it open on Sunday?","match":"Delete my account","word":"wrong","distance":3,"bits":64})")
            .value();
    ASSERT_TRUE(measure_distances(labels, *embedder, *projection, {}));
    EXPECT_LT(labels[0].distance, 30u);
    EXPECT_EQ(labels[0].chance, 0) << "nobody knows what it was drawn among";
    EXPECT_EQ(labels[1].distance, 3u);
    EXPECT_EQ(labels[1].chance, 1);
    EXPECT_GT(labels[2].distance, 90u);
    EXPECT_EQ(labels[2].bits, 256u);
}

} // namespace
} // namespace bsc
