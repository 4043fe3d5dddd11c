#include "app/workbench/clusters_wiring.h"

#include "app/workbench/export_notice.h"
#include "ui/models/format.h"
#include "ui/pages/entry_flows_sheet.h"
#include "ui/widgets/cluster_map_view.h"
#include "ui/widgets/main_window.h"

#include <QCoreApplication>
#include <QInputDialog>
#include <QPointer>
#include <QStyle>
#include <QTimer>

#include <chrono>
#include <unordered_set>

namespace bsc::ui {

namespace {

const QString pageKey = "clusters", askKey = "cluster-evict-ask", evictKey = "cluster-evict",
              pinKey = "cluster-pin";
constexpr std::chrono::seconds undo_shown{10};
constexpr std::size_t flows_read = 20'000;

/// The desktop's own wish, as Qt's styles hear of it.
bool platformAnimates(const QWidget& widget) {
    return widget.style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, &widget) > 0;
}

} // namespace

ClustersWiring::ClustersWiring(CacheService& service, const ThresholdModel& threshold,
                               NoticeBoard& notices, Settings& settings, const Theme& theme)
    : service_(service), notices_(notices), settings_(settings), theme_(theme), model_(service),
      page_(*new ClustersPage(model_, threshold, theme)), undo_(tr("Undo the eviction")) {
    page_.restoreState(settings_.page(pageKey));
    page_.setFacts([&service, &threshold] { return factsOf(service, threshold); });
    pool_.setMaxThreadCount(1); // orders keep their order
    connect(&page_, &ClustersPage::renameRequested, this, &ClustersWiring::rename);
    connect(&page_, &ClustersPage::pinRequested, this, &ClustersWiring::pin);
    connect(&page_, &ClustersPage::evictRequested, this, &ClustersWiring::askToEvict);
    connect(&page_, &ClustersPage::flowsRequested, this, &ClustersWiring::showFlows);
    connect(&page_, &ClustersPage::failed, this,
            [this](const QString& reason) { raiseExportFailed(notices_, reason); });
    undo_.setObjectName("undoEviction");
    undo_.setShortcut(QKeySequence::Undo);
    undo_.setShortcutContext(Qt::WidgetWithChildrenShortcut);
    undo_.setEnabled(false);
    connect(&undo_, &QAction::triggered, this, &ClustersWiring::takeBack);
    undoEnds_.setInterval(undo_shown);
    undoEnds_.setSingleShot(true);
    connect(&undoEnds_, &QTimer::timeout, this, [this] {
        endUndo();
        notices_.clear(evictKey);
    });
    followMotion();
}

void ClustersWiring::addTo(MainWindow& window) {
    window.addScreen(&page_, tr("Clusters"), "clusters");
    const QList<QAction*> commands = page_.commands() + QList<QAction*>{&undo_};
    page_.addActions(commands); // their keys work while the page is there
    window.addCacheActions(commands);
}

void ClustersWiring::followMotion() {
    page_.map().setFading(!settings_.reducesMotion() && platformAnimates(page_));
}

ClustersWiring::~ClustersWiring() {
    settings_.setPage(pageKey, page_.saveState());
    page_.hide(); // the model goes before it
    pool_.waitForDone();
}

template <class Work, class Then>
void ClustersWiring::offThread(Work work, Then then) {
    pool_.start([self = QPointer(this), work = std::move(work), then = std::move(then)]() mutable {
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, then = std::move(then), result = work()]() mutable {
                if (self)
                    then(std::move(result));
            },
            Qt::QueuedConnection);
    });
}

void ClustersWiring::rename(std::uint32_t cluster) {
    const ClusterRow* row = model_.find(cluster);
    if (!row)
        return;
    auto* dialog = new QInputDialog(&page_);
    dialog->setObjectName("renameCluster");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Rename cluster"));
    dialog->setLabelText(tr("Name; empty brings its most telling words back"));
    dialog->setTextValue(row->name);
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, cluster](const QString& name) { model_.rename(cluster, name); });
    dialog->open();
}

void ClustersWiring::pin(const std::vector<EntryId>& entries, bool pinned) {
    offThread([&service = service_, entries, pinned] { return service.pin(entries, pinned); },
              [this, pinned](std::size_t done) {
                  notices_.raise({pinKey,
                                  Notice::Level::info,
                                  pinned ? tr("%1 entries are pinned").arg(formatCount(done))
                                         : tr("%1 entries were let go").arg(formatCount(done)),
                                  pinned ? tr("No eviction takes them; they still expire.")
                                         : tr("Eviction may take them again."),
                                  {}});
                  model_.refresh();
              });
}

void ClustersWiring::askToEvict(const QString& name, const std::vector<EntryId>& entries) {
    notices_.raise(
        {askKey,
         Notice::Level::warning,
         tr("Evict the %1 oldest entries of “%2”?").arg(formatCount(entries.size()), name),
         tr("Their answers are removed; you can take it back for 10 seconds."),
         {{tr("Evict %1").arg(formatCount(entries.size())), [this, entries] { evict(entries); }},
          {tr("Keep"), [] {}}}});
}

void ClustersWiring::evict(const std::vector<EntryId>& entries) {
    offThread([&service = service_, entries] { return service.evict(entries); },
              [this](const TakenOut& out) {
                  model_.tookOut(out.ids);
                  offerUndo(out);
              });
}

void ClustersWiring::offerUndo(const TakenOut& out) {
    ticket_ = out.ticket;
    undo_.setEnabled(true);
    undoEnds_.start();
    notices_.raise({evictKey,
                    Notice::Level::info,
                    tr("%1 entries were evicted").arg(formatCount(out.ids.size())),
                    {},
                    {{tr("Undo"), [this] { takeBack(); }}}});
}

void ClustersWiring::endUndo() {
    ticket_.reset();
    undo_.setEnabled(false);
    undoEnds_.stop();
}

void ClustersWiring::takeBack() {
    if (!ticket_)
        return;
    const std::uint64_t ticket = *ticket_;
    endUndo();
    offThread([&service = service_, ticket] { return service.undo_evict(ticket); },
              [this](Result<std::vector<EntryId>> back) {
                  if (back)
                      model_.broughtBack(*back);
                  notices_.raise({evictKey,
                                  back ? Notice::Level::info : Notice::Level::warning,
                                  back ? tr("%1 entries are back").arg(formatCount(back->size()))
                                       : tr("Nothing was taken back"),
                                  back ? QString() : QString::fromStdString(back.error().text),
                                  {}});
              });
}

void ClustersWiring::showFlows(const QString& name, const std::vector<EntryId>& entries) {
    auto* sheet = new EntryFlowsSheet(theme_, name, &page_);
    sheet->show();
    offThread(
        [&service = service_,
         wanted = std::unordered_set<EntryId>(entries.begin(), entries.end())] {
            Store* store = service.store();
            auto flows = store ? store->flows(flows_read) : std::vector<FlowRecord>();
            if (flows)
                std::erase_if(*flows, [&](const FlowRecord& flow) {
                    return !flow.entry_id || !wanted.contains(*flow.entry_id);
                });
            return flows;
        },
        [sheet = QPointer(sheet)](Result<std::vector<FlowRecord>> flows) {
            if (sheet)
                sheet->setFlows(flows);
        });
}

} // namespace bsc::ui
