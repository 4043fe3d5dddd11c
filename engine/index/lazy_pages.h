#pragma once

#include <cstddef>

namespace bsc {

/// A range of zeroed memory straight from the system, which takes real memory page by page as it is
/// written. Its address stays valid for the object's life, also after give_back(): a reader that
/// comes late reads zeros.
class LazyPages {
  public:
    /// valid() is false when the system refuses the range.
    explicit LazyPages(std::size_t bytes);
    ~LazyPages();
    LazyPages(const LazyPages&) = delete;
    LazyPages& operator=(const LazyPages&) = delete;

    bool valid() const { return data_ != nullptr; }
    std::byte* data() const { return data_; }

    /// Asks for huge pages in the first `bytes`, which are expected to be used in full: random
    /// access then costs no page walk (2 to 3 times less at 8 MB and more). Nothing below 4 MB.
    void expect_full(std::size_t bytes);
    /// Returns the memory to the system but keeps the range.
    void give_back();

  private:
    std::byte* data_;
    std::size_t bytes_;
};

} // namespace bsc
