#include "engine/index/lazy_pages.h"

#include <algorithm>
#include <cstdint>
#include <sys/mman.h>

namespace bsc {

namespace {
constexpr std::size_t huge_page = std::size_t{2} << 20;
}

LazyPages::LazyPages(std::size_t bytes) : range_(nullptr), range_bytes_(bytes + huge_page) {
    void* range = ::mmap(nullptr, range_bytes_, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (range != MAP_FAILED)
        range_ = range;
}

LazyPages::~LazyPages() {
    if (range_)
        ::munmap(range_, range_bytes_);
}

std::byte* LazyPages::data() const {
    const auto address = reinterpret_cast<std::uintptr_t>(range_);
    return reinterpret_cast<std::byte*>((address + huge_page - 1) / huge_page * huge_page);
}

void LazyPages::expect_dense(std::size_t bytes) {
    if (range_ && bytes >= huge_page) {
        const std::byte* end = static_cast<std::byte*>(range_) + range_bytes_;
        const std::size_t whole = (bytes + huge_page - 1) / huge_page * huge_page;
        const auto room = static_cast<std::size_t>(end - data());
        // A wish: without them it is only slower.
        ::madvise(data(), std::min(whole, room), MADV_HUGEPAGE);
    }
}

void LazyPages::give_back() {
    if (range_)
        ::madvise(range_, range_bytes_, MADV_DONTNEED);
}

} // namespace bsc
