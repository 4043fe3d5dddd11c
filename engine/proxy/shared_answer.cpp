#include "engine/proxy/shared_answer.h"

#include <algorithm>

namespace bsc {

SharedAnswer::SharedAnswer(asio::io_context& io, std::function<void()> abandoned)
    : progress_(io), room_(io), abandoned_(std::move(abandoned)) {}

void SharedAnswer::begin(HttpResponseHead head, std::optional<std::uint64_t> length) {
    head_ = std::move(head);
    length_ = length;
    progress_.notify();
}

asio::awaitable<void> SharedAnswer::append(std::string_view bytes) {
    pieces_.push_back(std::make_shared<const std::string>(bytes));
    written_ += bytes.size();
    held_ += bytes.size();
    if (held_ > kept_bytes)
        let_go();
    progress_.notify();
    while (fastest_is_far())
        co_await room_.wait();
}

void SharedAnswer::end() {
    ended_ = true;
    progress_.notify();
}

void SharedAnswer::fail(UpstreamError error) {
    failure_ = std::move(error);
    progress_.notify();
}

bool SharedAnswer::fastest_is_far() const {
    return !readers_.empty() && std::ranges::all_of(readers_, [&](const Reader* reader) {
        return written_ - reader->read_ > head_start;
    });
}

void SharedAnswer::let_go() {
    while (held_ > kept_bytes) {
        held_ -= pieces_.front()->size();
        pieces_.pop_front();
        ++first_piece_;
    }
    const std::vector<Reader*> before = readers_;
    for (Reader* reader : before)
        if (reader->piece_ < first_piece_) {
            reader->was_dropped_ = true;
            reader->step_out();
            reader->dropped_();
        }
}

SharedAnswer::Reader::Reader(std::shared_ptr<SharedAnswer> answer, std::function<void()> dropped)
    : answer_(std::move(answer)), dropped_(std::move(dropped)) {
    answer_->readers_.push_back(this);
}

SharedAnswer::Reader::~Reader() { step_out(); }

void SharedAnswer::Reader::leave() {
    left_ = true;
    step_out();
    answer_->progress_.notify();
}

void SharedAnswer::Reader::step_out() {
    if (std::erase(answer_->readers_, this) == 0)
        return;
    answer_->room_.notify();
    if (answer_->readers_.empty() && !answer_->ended_ && !answer_->failure_)
        answer_->abandoned_();
}

asio::awaitable<void> SharedAnswer::Reader::wait_for_head() {
    while (!is_out() && !answer_->head_ && !answer_->failure_)
        co_await answer_->progress_.wait();
}

asio::awaitable<void> SharedAnswer::Reader::wait_for_whole() {
    while (!is_out() && !answer_->ended_ && !answer_->failure_ && answer_->held_ <= head_start)
        co_await answer_->progress_.wait();
}

asio::awaitable<SharedAnswer::Piece> SharedAnswer::Reader::next() {
    for (;;) {
        if (is_out())
            co_return nullptr;
        if (const std::size_t at = piece_ - answer_->first_piece_; at < answer_->pieces_.size()) {
            Piece piece = answer_->pieces_[at];
            ++piece_;
            read_ += piece->size();
            answer_->room_.notify();
            co_return piece;
        }
        if (answer_->ended_ || answer_->failure_)
            co_return nullptr;
        co_await answer_->progress_.wait();
    }
}

} // namespace bsc
