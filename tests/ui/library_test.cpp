#include "ui/models/format.h"
#include "ui/models/workload_rows.h"
#include "ui/models/workload_table.h"
#include "ui/pages/deleted_sheet.h"
#include "ui/pages/generate_sheet.h"
#include "ui/pages/import_sheet.h"
#include "ui/pages/library_panel.h"
#include "ui/pages/requests_sheet.h"
#include "ui/widgets/label.h"
#include "ui/widgets/look.h"
#include "ui/widgets/workload_list.h"

#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace bsc;
using namespace bsc::ui;

/// The library of workloads over a real database: models, panel and sheets.
class LibraryTest : public QObject {
    Q_OBJECT

    Theme theme_;
    QTemporaryDir folder_;
    std::shared_ptr<WorkloadLibrary> library_;
    std::unique_ptr<WorkloadShelf> shelf_;
    std::unique_ptr<LibraryPanel> panel_;

    QString write(const char* name, const QByteArray& text) {
        const QString path = folder_.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write %s", name);
        return path;
    }
    template <class Widget>
    Widget* child(QWidget& of, const char* name) {
        auto* found = of.findChild<Widget*>(name);
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    QString textOf(QWidget& of, const char* name) { return child<Label>(of, name)->text(); }
    void click(QWidget& of, const char* name) { child<QPushButton>(of, name)->click(); }
    void takePicture(const char* name) {
        QDir().mkpath(BSC_SCREENSHOT_DIR);
        QVERIFY(panel_->grab().save(QString(BSC_SCREENSHOT_DIR "/%1.png").arg(name)));
    }
    const ShelfRow* named(const char* name) {
        for (const ShelfRow& row : shelf_->rows())
            if (row.info.name == name)
                return &row;
        return nullptr;
    }
    std::uint64_t addSample() {
        QSignalSpy added(shelf_.get(), &WorkloadShelf::added);
        shelf_->addSample();
        if (!added.wait())
            qFatal("no sample came");
        return added.front().front().value<std::uint64_t>();
    }

  private slots:
    void initTestCase() {
        theme_.setMode(Theme::Mode::light);
        installLook(theme_);
    }

    void init() {
        library_ = std::move(*WorkloadLibrary::open_in_memory());
        shelf_ = std::make_unique<WorkloadShelf>(WorkloadShelf::Parts{library_, nullptr, {}, {}});
        panel_ = std::make_unique<LibraryPanel>(*shelf_, theme_);
        panel_->resize(436, 740);
        panel_->show();
        QTRY_VERIFY(shelf_->isRead());
    }

    void cleanup() {
        panel_.reset();
        shelf_.reset();
    }

    void emptyLibraryOffersWaysToFillIt() {
        QTRY_COMPARE(textOf(*panel_, "libraryEmpty"), "No workload yet");
        QVERIFY(!child<QWidget>(*panel_, "workloadDetails")->isVisible());
        QSignalSpy wanted(panel_.get(), &LibraryPanel::importRequested);
        click(*panel_, "workloadImportOffer");
        QCOMPARE(wanted.size(), 1);
        takePicture("library-empty");
        click(*panel_, "workloadSampleOffer");
        QTRY_COMPARE(shelf_->rows().size(), 1u);
        QTRY_VERIFY(child<QWidget>(*panel_, "workloadDetails")->isVisible());
    }

    void detailsTellWhatIsInTheWorkload() {
        QSignalSpy picked(panel_.get(), &LibraryPanel::currentChanged);
        const std::uint64_t id = addSample();
        QTRY_COMPARE(panel_->current(), id);
        QCOMPARE(picked.size(), 1);
        QCOMPARE(picked.front().front().value<std::uint64_t>(), id);
        const auto figures = library_->figures(id, 10);
        QTRY_COMPARE(textOf(*panel_, "detailsPrompts"),
                     formatCount(static_cast<std::int64_t>(figures->prompts)));
        QCOMPARE(textOf(*panel_, "detailsLabels"),
                 formatCount(static_cast<std::int64_t>(shelf_->find(id)->info.labelled)));
        QCOMPARE(textOf(*panel_, "librarySummary").section(',', 0, 0), "1 workload");
    }

    void duplicateIsPickedAndRenamed() {
        addSample();
        click(*panel_, "workloadDuplicateButton");
        QTRY_COMPARE(shelf_->rows().size(), 2u);
        QTRY_VERIFY(named("first hour copy"));
        QTRY_COMPARE(panel_->current(), named("first hour copy")->info.id);
        QCOMPARE(named("first hour copy")->info.requests, named("first hour")->info.requests);

        auto* list = child<WorkloadList>(*panel_, "workloadList");
        panel_->commands().rename->trigger();
        auto* editor = list->findChild<QLineEdit*>();
        QVERIFY(editor);
        editor->setText("support desk");
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_VERIFY(named("support desk"));
        QVERIFY(!named("first hour copy"));
    }

    void takenNameIsRefused() {
        const std::uint64_t id = addSample();
        click(*panel_, "workloadDuplicateButton");
        QTRY_COMPARE(shelf_->rows().size(), 2u);
        QSignalSpy failed(shelf_.get(), &WorkloadShelf::failed);
        shelf_->rename(id, "first hour copy");
        QVERIFY(failed.wait());
        QTRY_VERIFY(named("first hour"));
    }

    void deletedComesBack() {
        const std::uint64_t id = addSample();
        QTRY_COMPARE(panel_->current(), id);
        QSignalSpy removed(shelf_.get(), &WorkloadShelf::removed);
        QTest::keyClick(child<WorkloadList>(*panel_, "workloadList"), Qt::Key_Delete);
        QTRY_COMPARE(removed.size(), 1);
        QTRY_VERIFY(shelf_->rows().empty());
        QTRY_COMPARE(panel_->current(), 0u);
        shelf_->restore(id);
        QTRY_COMPARE(shelf_->rows().size(), 1u);
        QCOMPARE(shelf_->rows().front().info.id, id);
    }

    void onlyAnAnswerDeletesForGood() {
        const std::uint64_t id = addSample();
        shelf_->duplicate(id);
        QTRY_COMPARE(shelf_->rows().size(), 2u);
        DeletedSheet sheet(*shelf_, theme_, nullptr);
        sheet.open();
        QCOMPARE(textOf(sheet, "deletedEmpty"), QString("Nothing is deleted"));
        QVERIFY(!child<QPushButton>(sheet, "deletedErase")->isEnabled());
        for (const ShelfRow& row : shelf_->rows())
            shelf_->remove(row.info.id);
        auto* table = child<QTableWidget>(sheet, "deletedWorkloads");
        QTRY_COMPARE(table->rowCount(), 2);
        table->selectRow(table->item(0, 0)->text() == "first hour" ? 0 : 1);
        QTest::keyClick(table, Qt::Key_Delete);
        const QString question = textOf(sheet, "deletedQuestion");
        QVERIFY2(question.startsWith("Delete “first hour” for good? 320 requests"),
                 qPrintable(question));
        QVERIFY(child<QPushButton>(sheet, "deletedEraseForGood")->isVisible());
        QTest::keyClick(&sheet, Qt::Key_Escape); // takes back the question, not the sheet
        QVERIFY(sheet.isVisible());
        QVERIFY(!child<QPushButton>(sheet, "deletedEraseForGood")->isVisible());
        QCOMPARE(library_->removed()->size(), 2u);
        click(sheet, "deletedErase");
        QSignalSpy erased(shelf_.get(), &WorkloadShelf::erased);
        click(sheet, "deletedEraseForGood");
        QTRY_COMPARE(erased.size(), 1);
        QVERIFY(!library_->restore(id));
        QTRY_COMPARE(table->rowCount(), 1);
        QTest::keyClick(table, Qt::Key_Return); // brings the copy back
        QTRY_COMPARE(shelf_->rows().size(), 1u);
        QTRY_COMPARE(table->rowCount(), 0);
    }

    void searchNarrowsTheList() {
        const std::uint64_t id = addSample();
        auto* list = child<WorkloadList>(*panel_, "workloadList");
        auto* search = child<QLineEdit>(*panel_, "librarySearch");
        QTRY_COMPARE(list->model()->rowCount(), 1);
        search->setText("nothing like it");
        QCOMPARE(list->model()->rowCount(), 0);
        QVERIFY(textOf(*panel_, "libraryNoMatch").contains("nothing like it"));
        click(*panel_, "libraryClearSearch");
        QCOMPARE(list->model()->rowCount(), 1);
        QCOMPARE(panel_->current(), id);
        search->setText("HOUR");
        QCOMPARE(list->model()->rowCount(), 1);
    }

    void whatIsRecordedStandsFirstAndCannotBeDeleted() {
        addSample();
        const auto recording = library_->start_recording("live", "");
        QVERIFY(recording);
        shelf_->setRecording(recording->id, 12, 3400, 65);
        QTRY_COMPARE(shelf_->rows().size(), 2u);
        shelf_->setRecording(recording->id, 12, 3400, 65);
        auto* list = child<WorkloadList>(*panel_, "workloadList");
        const auto first = list->model()->index(0, 0);
        QCOMPARE(first.data().toString(), "live");
        QCOMPARE(first.data(WorkloadTable::RecordingRole).toBool(), true);
        QCOMPARE(first.data(WorkloadTable::DetailRole).toString(), "recording, 1 min");
        QCOMPARE(first.siblingAtColumn(1).data().toString(), "12");
        panel_->setCurrent(recording->id);
        QVERIFY(!panel_->commands().remove->isEnabled());
        QVERIFY(panel_->commands().rename->isEnabled());
        takePicture("library");
        shelf_->setRecording(0, 0, 0, 0);
        QVERIFY(panel_->commands().remove->isEnabled());
    }

    void importLeavesOutBadRowsAndTellsTheirLines() {
        QByteArray text = "{\"prompt\":\"Where is my parcel?\",\"t\":0,\"class\":\"parcel\"}\n"
                          "no json at all\n";
        for (int row = 0; row < 40; ++row)
            text += "{\"prompt\":\"question " + QByteArray::number(row) + "\"}\n";
        text += "{\"t\":3}\n";
        ImportSheet sheet(*shelf_, theme_, nullptr);
        sheet.setFile(write("desk.jsonl", text));
        QTRY_VERIFY(sheet.isComplete());
        QVERIFY(child<QComboBox>(sheet, "importFormat")->itemText(0).contains("JSON Lines"));
        QCOMPARE(child<QTableView>(sheet, "importPreview")->model()->rowCount(), 20);
        auto* bad = child<QPlainTextEdit>(sheet, "importBadRows");
        QVERIFY2(bad->toPlainText().startsWith("line 2: "), qPrintable(bad->toPlainText()));
        QCOMPARE(child<QLineEdit>(sheet, "importName")->text(), "desk");

        click(sheet, "importGo");
        QTRY_VERIFY(named("desk"));
        QCOMPARE(named("desk")->info.requests, 41u);
        QTRY_COMPARE(child<QPushButton>(sheet, "importGo")->text(), "Done");
        QVERIFY2(textOf(sheet, "importState").startsWith("41 requests were imported, 2 rows"),
                 qPrintable(textOf(sheet, "importState")));
        QVERIFY(bad->toPlainText().contains("line 43: "));
        QTRY_COMPARE(panel_->current(), named("desk")->info.id);
    }

    void columnsOfCsvAreMapped() {
        ImportSheet sheet(*shelf_, theme_, nullptr);
        sheet.setFile(write("log.csv", "Frage;Art;model\nWo ist mein Paket?;parcel;gpt-4o\n"
                                       "\"Was kostet; \"\"es\"\"?\";price;gpt-4o\n"));
        QTRY_VERIFY(sheet.isComplete());
        QVERIFY(child<QWidget>(sheet, "importMapping")->isVisible());
        QVERIFY(!child<QPushButton>(sheet, "importGo")->isEnabled()); // no column of prompts known
        const auto map = [&](const char* box, const char* column) {
            auto* combo = child<QComboBox>(sheet, box);
            combo->setCurrentText(column);
            emit combo->activated(combo->currentIndex());
            QTRY_VERIFY(sheet.isComplete());
        };
        map("importColumn-prompt", "Frage");
        map("importColumn-class", "Art");
        QCOMPARE(child<QComboBox>(sheet, "importColumn-model")->currentText(), "model");
        map("importColumn-model", "none");
        const auto* rows = child<QTableView>(sheet, "importPreview")->model();
        QCOMPARE(rows->rowCount(), 2);
        const auto cell = [&](int row, RowColumn column) {
            return rows->index(row, static_cast<int>(column)).data().toString();
        };
        QCOMPARE(cell(1, RowColumn::prompt), "Was kostet; \"es\"?");
        QCOMPARE(cell(0, RowColumn::meaning), "parcel");
        QCOMPARE(cell(0, RowColumn::model), "");
        click(sheet, "importGo");
        QTRY_VERIFY(named("log"));
        QCOMPARE(named("log")->info.requests, 2u);
        QCOMPARE(named("log")->info.labelled, 2u);
        QVERIFY(library_->page(named("log")->info.id, 0, 1)->front().model.empty());
    }

    void unreadableFilesAreRefused() {
        ImportSheet sheet(*shelf_, theme_, nullptr);
        sheet.setFile(write("picture.bin", QByteArray("\x89PNG\r\n\x1a\n\0\0", 10)));
        QTRY_VERIFY(sheet.isComplete());
        QVERIFY(!child<QPushButton>(sheet, "importGo")->isEnabled());
        QVERIFY(!textOf(sheet, "importState").isEmpty());
        sheet.setFile(folder_.filePath("not-there.jsonl"));
        QTRY_VERIFY(sheet.isComplete());
        QVERIFY(textOf(sheet, "importState").contains("not-there"));
    }

    void cancelledImportLeavesNothing() {
        QByteArray text;
        for (int row = 0; row < 400'000; ++row)
            text += "{\"prompt\":\"question " + QByteArray::number(row) + "\"}\n";
        ImportSheet sheet(*shelf_, theme_, nullptr);
        sheet.setFile(write("long.jsonl", text));
        QTRY_VERIFY(sheet.isComplete());
        QSignalSpy cancelled(shelf_.get(), &WorkloadShelf::cancelled);
        click(sheet, "importGo");
        QTRY_VERIFY(shelf_->job() && shelf_->job()->rows > 0);
        takePicture("library-importing");
        click(*panel_, "jobCancel");
        QTRY_COMPARE_WITH_TIMEOUT(cancelled.size(), 1, 20'000);
        QTRY_VERIFY(sheet.isComplete());
        QVERIFY(library_->list()->empty());
        QVERIFY(library_->removed()->empty());
        QVERIFY(!named("long"));
        QCOMPARE(textOf(sheet, "importState"), "Cancelled; nothing was imported.");
    }

    void generatedIsWhatThePreviewShowed() {
        GenerateSheet sheet(*shelf_, theme_, nullptr);
        sheet.open();
        QTRY_VERIFY(sheet.isComplete());
        child<QSpinBox>(sheet, "generateRequests")->setValue(500);
        child<QSpinBox>(sheet, "generateSeed")->setValue(7);
        child<QLineEdit>(sheet, "generateName")->setText("made");
        QTRY_VERIFY(sheet.isComplete());
        const auto* preview = child<QTableView>(sheet, "generatePreview")->model();
        QTRY_COMPARE(preview->rowCount(), 20);
        click(sheet, "generateGo");
        QTRY_VERIFY(named("made"));
        QCOMPARE(named("made")->info.requests, 500u);
        const auto rows = library_->page(named("made")->info.id, 0, 20);
        QVERIFY(rows);
        for (int row = 0; row < 20; ++row)
            QCOMPARE(preview->index(row, static_cast<int>(RowColumn::prompt)).data().toString(),
                     rowText((*rows)[static_cast<std::size_t>(row)], RowColumn::prompt));
        QTRY_VERIFY(!sheet.isVisible());
    }

    void impossibleSettingsAreNamed() {
        QSignalSpy shown(shelf_.get(), &WorkloadShelf::generatedPreview);
        shelf_->previewGenerated({.classes = 0});
        QVERIFY(shown.wait());
        QVERIFY(shown.front()[1].toString().contains("classes"));
    }

    void requestsAreBrowsed() {
        const std::uint64_t id = addSample();
        RequestsSheet sheet(library_, shelf_->find(id)->info, theme_, nullptr);
        sheet.setAttribute(Qt::WA_DeleteOnClose, false);
        sheet.show();
        auto* table = child<QTableView>(sheet, "requestTable");
        const int rows = table->model()->rowCount();
        QCOMPARE(static_cast<std::uint64_t>(rows), shelf_->find(id)->info.requests);
        child<QSpinBox>(sheet, "requestsRow")->setValue(rows);
        const auto last = library_->page(id, static_cast<std::uint64_t>(rows - 1), 1);
        QTRY_COMPARE(
            table->model()->index(rows - 1, static_cast<int>(RowColumn::prompt)).data().toString(),
            rowText(last->front(), RowColumn::prompt));
    }

    void exportedComesBackTheSame() {
        const std::uint64_t id = addSample();
        const QString file = folder_.filePath("out.jsonl");
        QSignalSpy exported(shelf_.get(), &WorkloadShelf::exported);
        shelf_->exportTo(id, file);
        QTRY_COMPARE(exported.size(), 1);
        ImportSheet sheet(*shelf_, theme_, nullptr);
        sheet.setFile(file);
        QTRY_VERIFY(sheet.isComplete());
        click(sheet, "importGo");
        QTRY_VERIFY(named("out"));
        const auto before = library_->page(id, 0, 10'000);
        const auto after = library_->page(named("out")->info.id, 0, 10'000);
        QCOMPARE(after->size(), before->size());
        for (std::size_t row = 0; row < before->size(); ++row) {
            QCOMPARE((*after)[row].prompt, (*before)[row].prompt);
            QVERIFY((*after)[row].meaning_class == (*before)[row].meaning_class);
        }
    }

    void readOnlyLibraryIsOnlyLookedAt() {
        const QString file = folder_.filePath("kept.sqlite");
        QVERIFY(makeDatabase(file));
        WorkloadShelf shelf(
            {std::move(*WorkloadLibrary::open_read_only(file.toStdString())), nullptr, file, {}});
        LibraryPanel panel(shelf, theme_);
        QTRY_COMPARE(shelf.rows().size(), 1u);
        QVERIFY(!panel.commands().importFile->isEnabled());
        QVERIFY(!panel.commands().remove->isEnabled());
        QVERIFY(!panel.commands().rename->isEnabled());
        QVERIFY(panel.commands().browse->isEnabled());
    }

    void withoutLibraryThePanelSaysWhy() {
        WorkloadShelf shelf({nullptr, nullptr, {}, "The disk is on fire."});
        LibraryPanel panel(shelf, theme_);
        QCOMPARE(textOf(panel, "libraryEmpty"), "Workloads cannot be kept");
        QVERIFY(!panel.commands().addSample->isEnabled());
    }

    void everyControlHasAName() {
        addSample();
        ImportSheet import(*shelf_, theme_, nullptr);
        GenerateSheet generate(*shelf_, theme_, nullptr);
        for (QWidget* of : {static_cast<QWidget*>(panel_.get()), static_cast<QWidget*>(&import),
                            static_cast<QWidget*>(&generate)})
            for (QWidget* control : of->findChildren<QWidget*>()) {
                const bool named = !qobject_cast<QAbstractButton*>(control) ||
                                   !control->accessibleName().isEmpty() ||
                                   !static_cast<QAbstractButton*>(control)->text().isEmpty();
                const bool inside = control->objectName().startsWith("qt_");
                if (qobject_cast<QAbstractButton*>(control) && !inside &&
                    !control->parent()->inherits("QLineEdit") &&
                    !control->parent()->inherits("QTableView"))
                    QVERIFY2(named && !control->objectName().isEmpty(),
                             qPrintable(control->objectName()));
            }
    }

  private:
    static bool makeDatabase(const QString& file) {
        const auto library = WorkloadLibrary::open(file.toStdString());
        auto writer = (*library)->create("kept", WorkloadKind::imported, "");
        WorkloadRowRecord row;
        row.prompt = "Where is my parcel?";
        return writer->add(row) && writer->commit();
    }
};

QTEST_MAIN(LibraryTest)
#include "library_test.moc"
