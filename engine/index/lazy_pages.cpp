#include "engine/index/lazy_pages.h"

#include <sys/mman.h>

namespace bsc {

LazyPages::LazyPages(std::size_t bytes) : data_(nullptr), bytes_(bytes) {
    void* range = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (range != MAP_FAILED)
        data_ = static_cast<std::byte*>(range);
}

LazyPages::~LazyPages() {
    if (data_)
        ::munmap(data_, bytes_);
}

void LazyPages::expect_full(std::size_t bytes) {
    constexpr std::size_t least = std::size_t{4} << 20;
    if (data_ && bytes >= least)
        ::madvise(data_, bytes, MADV_HUGEPAGE); // a wish: without them it is only slower
}

void LazyPages::give_back() {
    if (data_)
        ::madvise(data_, bytes_, MADV_DONTNEED);
}

} // namespace bsc
