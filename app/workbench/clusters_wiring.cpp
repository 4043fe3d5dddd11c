#include "app/workbench/clusters_wiring.h"

#include "ui/models/format.h"
#include "ui/pages/entry_flows_sheet.h"

#include <QCoreApplication>
#include <QInputDialog>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <unordered_set>

namespace bsc::ui {

namespace {

const QString pageKey = "clusters", exportKey = "export", evictKey = "cluster-evict",
              pinKey = "cluster-pin";
constexpr std::chrono::seconds undo_shown{10};
constexpr std::size_t flows_read = 20'000;

QString count(std::size_t n) { return formatCount(static_cast<std::int64_t>(n)); }

} // namespace

ClustersWiring::ClustersWiring(CacheService& service, const ThresholdModel& threshold,
                               NoticeBoard& notices, Settings& settings, const Theme& theme)
    : service_(service), notices_(notices), settings_(settings), theme_(theme), model_(service),
      page_(*new ClustersPage(model_, threshold, theme)) {
    page_.restoreState(settings_.page(pageKey));
    page_.setFacts([&service, &threshold] { return factsOf(service, threshold); });
    pool_.setMaxThreadCount(1); // orders keep their order
    connect(&page_, &ClustersPage::renameRequested, this, &ClustersWiring::rename);
    connect(&page_, &ClustersPage::pinRequested, this, &ClustersWiring::pin);
    connect(&page_, &ClustersPage::evictRequested, this, &ClustersWiring::askToEvict);
    connect(&page_, &ClustersPage::flowsRequested, this, &ClustersWiring::showFlows);
    connect(&page_, &ClustersPage::failed, this, [this](const QString& reason) {
        notices_.raise(
            {exportKey, Notice::Level::error, tr("The chart was not exported"), reason, {}});
    });
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
                                  pinned ? tr("%1 entries are pinned").arg(count(done))
                                         : tr("%1 entries were let go").arg(count(done)),
                                  pinned ? tr("No eviction takes them; they still expire.")
                                         : tr("Eviction may take them again."),
                                  {}});
                  model_.refresh();
              });
}

void ClustersWiring::askToEvict(const QString& name, const std::vector<EntryId>& entries) {
    notices_.raise(
        {evictKey,
         Notice::Level::warning,
         tr("Evict the %1 oldest entries of “%2”?").arg(count(entries.size()), name),
         tr("Their answers are removed; you can take it back for 10 seconds."),
         {{tr("Evict %1").arg(count(entries.size())), [this, entries] { evict(entries); }},
          {tr("Keep"), [] {}}}});
}

void ClustersWiring::evict(const std::vector<EntryId>& entries) {
    offThread([&service = service_, entries] { return service.evict(entries); },
              [this](TakenOut out) {
                  model_.tookOut(out.ids);
                  notices_.raise({evictKey,
                                  Notice::Level::info,
                                  tr("%1 entries were evicted").arg(count(out.ids.size())),
                                  {},
                                  {{tr("Undo"), [this, ticket = out.ticket] { undo(ticket); }}}});
                  QTimer::singleShot(undo_shown, this, [this] { notices_.clear(evictKey); });
              });
}

void ClustersWiring::undo(std::uint64_t ticket) {
    offThread([&service = service_, ticket] { return service.undo_evict(ticket); },
              [this](Result<std::vector<EntryId>> back) {
                  if (back)
                      model_.broughtBack(*back);
                  notices_.raise({evictKey,
                                  back ? Notice::Level::info : Notice::Level::warning,
                                  back ? tr("%1 entries are back").arg(count(back->size()))
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
