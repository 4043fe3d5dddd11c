#include "ui/models/label_desk.h"

#include "engine/proxy/flow_log.h"
#include "ui/models/answer_text.h"
#include "ui/models/format.h"
#include "ui/models/post_to.h"

#include <QPointer>

#include <algorithm>
#include <set>
#include <unordered_set>
#include <utility>

namespace bsc::ui {

namespace {

/// Of the width of the codes: pairs down to a similarity of 0.75 are asked about.
constexpr double widest_reach = 0.25;
constexpr unsigned reach_beyond_radius = 16;
/// Distinct pairs kept drawn ahead, and draws tried for them.
constexpr std::size_t ahead = 24, tries = 4000;

} // namespace

LabelDesk::LabelDesk(CacheService& service, QObject* parent) : QObject(parent), service_(service) {
    pool_.setMaxThreadCount(1);
}

LabelDesk::~LabelDesk() { pool_.waitForDone(); }

void LabelDesk::setStudy(std::shared_ptr<const ThresholdStudy> study,
                         std::vector<std::uint64_t> flowIds, std::vector<std::uint64_t> entryIds) {
    study_ = std::move(study);
    flowIds_ = std::move(flowIds);
    entryIds_ = std::move(entryIds);
    start();
}

void LabelDesk::setLabels(std::vector<LabelRecord> labels) {
    labels_ = std::move(labels);
    words_.emplace(labels_);
    start();
}

void LabelDesk::setRadius(unsigned radius) {
    if (radius_ == radius)
        return;
    radius_ = radius;
    start();
}

/// The number of labels is the seed: the same labels lead to the same questions, and what was drawn
/// before is not drawn in the same order again.
void LabelDesk::start() {
    queue_.reset();
    draws_.clear();
    repeats_.clear();
    given_.clear();
    if (study_ && study_->class_labels.empty()) {
        std::vector<unsigned> distances;
        for (const NearestPair& pair : study_->pairs)
            distances.push_back(pair.distance);
        const auto widest = static_cast<unsigned>(widest_reach * study_->bits);
        LabelQueueOptions options{.radius = radius_,
                                  .reach = std::max(widest, radius_ + reach_beyond_radius),
                                  .seed = labels_.size()};
        queue_.emplace(distances, options);
        reach_ = options.reach;
        near_ = options.near;
    }
    fill();
    fetchAnswer();
    emit changed();
}

const std::string& LabelDesk::prompt(std::size_t pair) const {
    return study_->rows[study_->pairs[pair].request].prompt;
}

const std::string& LabelDesk::match(std::size_t pair) const {
    return study_->rows[study_->pairs[pair].match].prompt;
}

std::optional<LabelWord> LabelDesk::wordOn(std::size_t pair) const {
    return words_ ? words_->of(prompt(pair), match(pair)) : std::nullopt;
}

/// Draws until there are enough pairs to ask about; what has a word does not stay in front.
void LabelDesk::fill() {
    if (!queue_ || queue_->size() == 0)
        return;
    std::unordered_set<std::size_t> open;
    for (const LabelQueue::Draw& draw : draws_)
        if (!wordOn(draw.pair))
            open.insert(draw.pair);
    for (std::size_t tried = 0; open.size() < ahead && tried < tries; ++tried) {
        draws_.push_back(queue_->next());
        if (!wordOn(draws_.back().pair))
            open.insert(draws_.back().pair);
    }
    if (open.empty())
        draws_.clear(); // all were judged
    while (!draws_.empty() && wordOn(draws_.front().pair)) {
        repeats_.push_back(draws_.front());
        draws_.pop_front();
    }
}

std::vector<DeskPair> LabelDesk::next(std::size_t most) const {
    std::vector<DeskPair> pairs;
    std::set<std::pair<std::string, std::string>> listed; // models may share a pair of texts
    for (const LabelQueue::Draw& draw : draws_) {
        if (pairs.size() == most)
            break;
        if (wordOn(draw.pair) || !listed.emplace(prompt(draw.pair), match(draw.pair)).second)
            continue;
        const NearestPair& pair = study_->pairs[draw.pair];
        pairs.push_back({toText(prompt(draw.pair)), toText(match(draw.pair)),
                         toText(study_->rows[pair.request].model), pair.distance});
    }
    return pairs;
}

std::size_t LabelDesk::waiting() const {
    if (!queue_)
        return 0;
    std::size_t open = 0;
    for (std::size_t pair = 0; pair < study_->pairs.size(); ++pair) {
        const unsigned distance = study_->pairs[pair].distance;
        const bool near = distance + near_ >= radius_ && distance <= radius_ + near_;
        open += near && !wordOn(pair);
    }
    return open;
}

void LabelDesk::put(const LabelQueue::Draw& draw, LabelWord word, Given& given) {
    const NearestPair& pair = study_->pairs[draw.pair];
    LabelRecord label;
    label.word = word;
    label.source = label_source::queue;
    label.time_us = now_us();
    label.prompt = prompt(draw.pair);
    label.match = match(draw.pair);
    label.distance = pair.distance;
    label.bits = study_->bits;
    label.chance = draw.chance;
    label.reach = reach_;
    if (flowIds_.empty())
        label.workload = study_->name;
    else
        label.flow_id = flowIds_[pair.request];
    if (Store* store = service_.store())
        label.id = store->put_label(label);
    given.ids.push_back(label.id);
    labels_.push_back(std::move(label));
}

void LabelDesk::judge(LabelWord word) {
    if (draws_.empty())
        return;
    given_.push_back({repeats_, draws_, {}});
    for (const LabelQueue::Draw& repeat : std::exchange(repeats_, {}))
        if (const auto said = wordOn(repeat.pair); said != LabelWord::skip)
            put(repeat, *said, given_.back());
    put(draws_.front(), word, given_.back());
    words_.emplace(labels_);
    draws_.pop_front();
    fill();
    fetchAnswer();
    emit changed();
    emit labelsChanged();
}

void LabelDesk::undo() {
    if (given_.empty())
        return;
    const Given last = std::move(given_.back());
    given_.pop_back();
    for (const std::uint64_t id : last.ids) {
        if (Store* store = service_.store())
            store->erase_label(id);
        labels_.pop_back();
    }
    words_.emplace(labels_);
    repeats_ = last.repeats;
    draws_ = last.draws;
    fetchAnswer();
    emit changed();
    emit labelsChanged();
}

void LabelDesk::fetchAnswer() {
    answer_.clear();
    const std::uint64_t number = ++asked_;
    if (draws_.empty() || flowIds_.empty())
        return;
    const std::size_t row = study_->pairs[draws_.front().pair].match;
    pool_.start([self = QPointer(this), &service = service_, number, flow = flowIds_[row],
                 entry = entryIds_[row]] {
        std::string answer;
        if (const EntryPtr found = service.cache().find(entry))
            answer = found->answer;
        else if (Store* store = service.store())
            if (const auto kept = store->flow(flow); kept && *kept)
                answer = (*kept)->answer;
        postTo(self, [self, number, text = answerText(QByteArray::fromStdString(answer))] {
            if (self->asked_ != number)
                return;
            self->answer_ = text;
            emit self->answerChanged();
        });
    });
}

} // namespace bsc::ui
