#include "engine/replay/portable_random.h"
#include "tests/ui/test_engine.h"
#include "ui/models/cluster_model.h"
#include "ui/widgets/cluster_map_view.h"
#include "ui/widgets/look.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using namespace bsc;
using namespace bsc::ui;

namespace {

constexpr std::size_t entries = 20'000, topics = 40, frames = 300;
constexpr QSize map_size{884, 500};

/// Prompts of invented words, some of them its topic's own.
std::string prompt_of(std::size_t i, PortableRandom& random) {
    std::string text;
    for (int word = 0; word < 8; ++word)
        text += "w" +
                std::to_string(word < 4 ? (i % topics) * 50 + random.below(9)
                                        : 5000 + random.below(800)) +
                " ";
    return text + std::to_string(i);
}

void fill(CacheService& service) {
    PortableRandom random(1);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::string prompt = prompt_of(i, random);
        (void)service.insert({.partition = sha256("p"),
                              .request_sha256 = sha256(prompt),
                              .prompt = prompt,
                              .embedding = *service.embed(prompt),
                              .answer = "{}"});
    }
}

/// Milliseconds of each frame; `move` changes the view before it.
template <class Move>
void measure(const char* name, ClusterMapView& view, Move&& move) {
    QImage screen(view.size(), QImage::Format_RGB32);
    std::vector<double> times;
    for (std::size_t frame = 0; frame < frames; ++frame) {
        move(frame);
        QElapsedTimer timer;
        timer.start();
        view.render(&screen, QPoint(), QRegion(), QWidget::RenderFlags());
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    std::ranges::sort(times);
    std::printf("%-6s p50 %.2f ms, p99 %.2f ms, max %.2f ms of %zu frames\n", name,
                times[frames / 2], times[frames * 99 / 100], times.back(), frames);
}

void drag(ClusterMapView& view, QPointF from, QPointF to) {
    const auto send = [&](QEvent::Type type, QPointF at, Qt::MouseButton button) {
        QMouseEvent event(type, at, view.mapToGlobal(at), button,
                          type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton,
                          Qt::NoModifier);
        QApplication::sendEvent(&view, &event);
    };
    send(QEvent::MouseButtonPress, from, Qt::LeftButton);
    send(QEvent::MouseMove, to, Qt::NoButton);
    send(QEvent::MouseButtonRelease, to, Qt::LeftButton);
}

} // namespace

/// How long the map of 20 000 entries takes to paint while it is panned and zoomed, offscreen.
int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    Theme theme;
    installLook(theme);
    TestEngine engine;
    fill(*engine.service);
    ClusterModel model(*engine.service);
    QElapsedTimer making;
    making.start();
    QEventLoop loop;
    QObject::connect(&model, &ClusterModel::mapChanged, &loop, &QEventLoop::quit);
    model.refresh();
    loop.exec();
    std::printf("map of %zu entries, %zu clusters: %.2f s\n", model.map()->entries.size(),
                model.map()->clusters.size(), static_cast<double>(making.elapsed()) / 1e3);
    ClusterMapView view(model, theme);
    view.resize(map_size);
    std::vector<Event> evictions;
    for (std::size_t i = 0; i < 600; ++i)
        evictions.push_back(EvictionEvent{model.nowUs(), model.map()->entries[i * 30].id, 1, 1, 1,
                                          std::string_view("lru"), std::string_view("old")});
    model.consume(evictions);
    view.select(model.clusters().front().key);
    emit model.evictionsChanged();
    const QPointF middle(map_size.width() / 2.0, map_size.height() / 2.0);
    measure("zoom", view,
            [&](std::size_t frame) { view.zoomBy(frame < frames / 2 ? 1.02 : 1 / 1.02, middle); });
    view.zoomBy(1.7, middle);
    // In circles by the mouse; each move is its own press, so that nothing else is painted for it.
    measure("pan", view, [&](std::size_t frame) {
        const double angle = static_cast<double>(frame) / 20;
        drag(view, middle, middle + 6 * QPointF(std::cos(angle), std::sin(angle)));
    });
    measure("both", view, [&](std::size_t frame) {
        const double angle = static_cast<double>(frame) / 20;
        view.zoomBy(1.0001, middle + 4000 * QPointF(std::cos(angle), std::sin(angle)));
    });
}
