#pragma once

#include "engine/proxy/cache_service.h"
#include "engine/replay/label_queue.h"
#include "engine/replay/label_words.h"
#include "engine/replay/threshold_study.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace bsc::ui {

/// A pair of prompts to be judged.
struct DeskPair {
    QString prompt, match, model;
    unsigned distance = 0;
};

/// The pairs to be labelled, one after the other, and the words given. A word is stored at once and
/// can be taken back. GUI thread.
class LabelDesk : public QObject {
    Q_OBJECT
  public:
    explicit LabelDesk(CacheService& service, QObject* parent = nullptr);
    ~LabelDesk() override;

    /// Pairs of this study from now on. `flowIds` and `entryIds` go with its rows; empty: of a
    /// saved workload of that name.
    void setStudy(std::shared_ptr<const ThresholdStudy> study, std::vector<std::uint64_t> flowIds,
                  std::vector<std::uint64_t> entryIds);
    /// All labels there are for the study, as they were given.
    void setLabels(std::vector<LabelRecord> labels);
    const std::vector<LabelRecord>& labels() const { return labels_; }
    /// Around which pairs are asked about first.
    void setRadius(unsigned radius);
    unsigned radius() const { return radius_; }

    /// The pair in question and those after it; empty: all in reach were judged, or there is none.
    std::vector<DeskPair> next(std::size_t most) const;
    std::size_t waiting() const; ///< pairs near the radius that nobody has judged
    std::size_t inReach() const { return queue_ ? queue_->size() : 0; }
    /// What the cache answered to the match of the pair in question; empty: not known (yet).
    const QString& answer() const { return answer_; }

    /// Of the pair in question.
    void judge(LabelWord word);
    bool canUndo() const { return !given_.empty(); }
    void undo();

  signals:
    void changed();       ///< another pair is in question
    void labelsChanged(); ///< a word was given or taken back
    void answerChanged();

  private:
    struct Given {
        std::deque<LabelQueue::Draw> repeats, draws; ///< as they were before
        std::vector<std::uint64_t> ids;              ///< of the labels stored
    };

    void start();
    void fill();
    void put(const LabelQueue::Draw& draw, LabelWord word, Given& given);
    std::optional<LabelWord> wordOn(std::size_t pair) const;
    const std::string& prompt(std::size_t pair) const;
    const std::string& match(std::size_t pair) const;
    void fetchAnswer();

    CacheService& service_;
    std::shared_ptr<const ThresholdStudy> study_;
    std::vector<std::uint64_t> flowIds_, entryIds_;
    std::vector<LabelRecord> labels_;
    std::optional<LabelWords> words_;
    unsigned radius_ = 0, reach_ = 0, near_ = 0; ///< bits
    std::optional<LabelQueue> queue_;
    /// Pairs with a word that were drawn before the one in question. They count again once that is
    /// judged, and not before: else asking anew and anew would make labels of nothing.
    std::deque<LabelQueue::Draw> repeats_;
    std::deque<LabelQueue::Draw> draws_; ///< the first is in question
    std::vector<Given> given_;
    QString answer_;
    std::uint64_t asked_ = 0; ///< number of the newest answer asked for
    QThreadPool pool_;
};

} // namespace bsc::ui
