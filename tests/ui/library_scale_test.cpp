#include "ui/models/workload_shelf.h"
#include "ui/pages/import_sheet.h"
#include "ui/pages/library_panel.h"
#include "ui/pages/requests_sheet.h"
#include "ui/widgets/look.h"

#include <QElapsedTimer>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace bsc;
using namespace bsc::ui;

/// The longest time in which the event loop did not come round.
class LoopWatch : public QObject {
  public:
    LoopWatch() {
        timer_.setTimerType(Qt::PreciseTimer);
        timer_.setInterval(0);
        connect(&timer_, &QTimer::timeout, this,
                [this] { longest_ = std::max(longest_, clock_.restart()); });
        clock_.start();
        timer_.start();
    }
    qint64 longestMs() const { return longest_; }

  private:
    QTimer timer_;
    QElapsedTimer clock_;
    qint64 longest_ = 0;
};

/// Import and paging without freezing the window: 100 000 rows here, as many as BSC_SCALE_ROWS says
/// by hand.
class LibraryScaleTest : public QObject {
    Q_OBJECT

    static constexpr qint64 frozen_ms = 250; ///< on a machine that builds meanwhile

    Theme theme_;
    QTemporaryDir folder_;
    std::shared_ptr<WorkloadLibrary> library_;
    std::unique_ptr<WorkloadShelf> shelf_;
    std::unique_ptr<LibraryPanel> panel_;
    std::uint64_t rows_ = 100'000;

    const ShelfRow& named(const char* name) {
        for (const ShelfRow& row : shelf_->rows())
            if (row.info.name == name)
                return row;
        qFatal("there is no %s", name);
    }

  private slots:
    void initTestCase() {
        theme_.setMode(Theme::Mode::light);
        installLook(theme_);
        if (const int wanted = qEnvironmentVariableIntValue("BSC_SCALE_ROWS"); wanted > 0)
            rows_ = static_cast<std::uint64_t>(wanted);
        const QString file = folder_.filePath("library.sqlite");
        library_ = std::move(*WorkloadLibrary::open(file.toStdString()));
        shelf_ = std::make_unique<WorkloadShelf>(WorkloadShelf::Parts{library_, nullptr, file, {}});
        panel_ = std::make_unique<LibraryPanel>(*shelf_, theme_);
        panel_->resize(436, 740);
        panel_->show();
        QSignalSpy exported(shelf_.get(), &WorkloadShelf::exported);
        QSignalSpy added(shelf_.get(), &WorkloadShelf::added);
        shelf_->generate({.requests = rows_}, "generated");
        QTRY_COMPARE_WITH_TIMEOUT(added.size(), 1, 300'000);
        shelf_->exportTo(added.front().front().value<std::uint64_t>(),
                         folder_.filePath("many.jsonl"));
        QTRY_COMPARE_WITH_TIMEOUT(exported.size(), 1, 300'000);
    }

    void importLeavesTheWindowAlive() {
        ImportSheet sheet(*shelf_, theme_, nullptr);
        sheet.setFile(folder_.filePath("many.jsonl"));
        QTRY_VERIFY(sheet.isComplete());
        QSignalSpy imported(shelf_.get(), &WorkloadShelf::imported);
        LoopWatch watch;
        QElapsedTimer clock;
        clock.start();
        sheet.findChild<QPushButton*>("importGo")->click();
        QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, 300'000);
        const double seconds = static_cast<double>(clock.elapsed()) / 1000;
        qInfo(
            "%llu rows imported in %.2f s, %.0f a second; longest block of the event loop %lld ms",
            static_cast<unsigned long long>(rows_), seconds, static_cast<double>(rows_) / seconds,
            watch.longestMs());
        QCOMPARE(named("many").info.requests, rows_);
        QVERIFY2(watch.longestMs() < frozen_ms, qPrintable(QString::number(watch.longestMs())));
    }

    void pagingToTheEndLeavesTheWindowAlive() {
        const auto expected = library_->page(named("many").info.id, rows_ - 1, 1);
        LoopWatch watch;
        QElapsedTimer clock;
        clock.start();
        RequestsSheet sheet(library_, named("many").info, theme_, nullptr);
        sheet.setAttribute(Qt::WA_DeleteOnClose, false);
        sheet.show();
        auto* table = sheet.findChild<QTableView*>("requestTable");
        const QModelIndex first = table->model()->index(0, static_cast<int>(RowColumn::prompt));
        QTRY_VERIFY(first.data().toString() != "…");
        const qint64 shown = clock.elapsed();
        // Dragged from the top to the bottom, every position painted.
        constexpr int stops = 400;
        QScrollBar& bar = *table->verticalScrollBar();
        for (int stop = 1; stop <= stops; ++stop) {
            bar.setValue(static_cast<int>(static_cast<qint64>(bar.maximum()) * stop / stops));
            table->viewport()->repaint();
            QCoreApplication::processEvents();
        }
        const qint64 dragged = clock.restart();
        const QModelIndex last =
            table->model()->index(static_cast<int>(rows_) - 1, static_cast<int>(RowColumn::prompt));
        QTRY_COMPARE_WITH_TIMEOUT(last.data().toString(),
                                  rowText(expected->front(), RowColumn::prompt), 20'000);
        qInfo("shown after %lld ms; %d stops from top to end in %lld ms, the end there %lld ms "
              "later; longest block of the event loop %lld ms",
              shown, stops, dragged - shown, clock.elapsed(), watch.longestMs());
        QVERIFY2(watch.longestMs() < frozen_ms, qPrintable(QString::number(watch.longestMs())));
    }

    void deletingLeavesTheWindowAlive() {
        QSignalSpy removed(shelf_.get(), &WorkloadShelf::removed);
        LoopWatch watch;
        const std::uint64_t many = named("many").info.id;
        shelf_->remove(many);
        QTRY_COMPARE(removed.size(), 1);
        QSignalSpy erased(shelf_.get(), &WorkloadShelf::erased);
        shelf_->erase(many);
        QTRY_COMPARE_WITH_TIMEOUT(erased.size(), 1, 300'000);
        QVERIFY(library_->page(many, 0, 1)->empty());
        qInfo("deleted for good; longest block of the event loop %lld ms", watch.longestMs());
        QVERIFY2(watch.longestMs() < frozen_ms, qPrintable(QString::number(watch.longestMs())));
    }
};

QTEST_MAIN(LibraryScaleTest)
#include "library_scale_test.moc"
