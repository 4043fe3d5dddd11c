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

    bool valid() const { return range_ != nullptr; }
    /// At a multiple of the size of a huge page.
    std::byte* data() const;

    /// Asks for huge pages in the first `bytes`, which are expected to be used without large gaps
    /// as far as they are used: random access then costs no page walk (2 to 3 times less at 8 MB
    /// and more).
    void expect_dense(std::size_t bytes);
    /// Returns the memory to the system but keeps the range.
    void give_back();

  private:
    void* range_;
    std::size_t range_bytes_; ///< with room to align the data
};

} // namespace bsc
