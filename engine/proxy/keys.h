#pragma once

#include "engine/base/digest.h"
#include "engine/base/result.h"
#include "engine/cache/entry.h"
#include "engine/proxy/dialects/api_request.h"
#include "engine/proxy/http/message.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace bsc {

struct RequestKeys {
    PartitionKey partition{};
    Digest request{};
};

/// Makes the cache keys of requests: everything partitions the cache but a short list of fields
/// that cannot change the answer. The caller's credentials enter as a keyed hash, so that neither
/// the database nor a log holds something that could be matched with a key.
///
/// Threads: one at a time.
class KeyMaker {
  public:
    explicit KeyMaker(std::string secret) : secret_(std::move(secret)) {}

    RequestKeys keys_of(const HttpRequest& request, const ApiRequest& chat,
                        std::string_view upstream, std::string_view name_space);

  private:
    /// Keyed hash of the caller's credentials; the last one is kept, as most callers come again.
    const Digest& tenant_of(const Headers& headers);

    std::string secret_;
    std::string last_credentials_;
    Digest last_tenant_{};
};

/// The random secret of this installation: the file's content, made (mode 0600) when it is not
/// there. An empty path gives a new one for this process. Errors: io, wrong_format.
Result<std::string> installation_secret(const std::filesystem::path& file);

} // namespace bsc
