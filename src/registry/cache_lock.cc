#include "registry/cache_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/file_system.h"

namespace registry {
namespace {

constexpr std::string_view kLockFile = "in-use.lock";

int OpenLockFile(const std::string& folder) {
  return ::open(JoinPath(folder, kLockFile).c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
}

bool Lock(int descriptor, int operation) {
  int code = ::flock(descriptor, operation);
  while (code != 0 && errno == EINTR) code = ::flock(descriptor, operation);
  return code == 0;
}

}  // namespace

std::optional<CacheLock> CacheLock::Share(const std::string& folder) {
  CacheLock lock(OpenLockFile(folder));
  if (lock.descriptor_ < 0 || !Lock(lock.descriptor_, LOCK_SH)) return std::nullopt;
  return lock;
}

std::optional<CacheLock> CacheLock::TakeAlone(const std::string& folder) {
  CacheLock lock(OpenLockFile(folder));
  if (lock.descriptor_ < 0 || !lock.BecomeAlone()) return std::nullopt;
  return lock;
}

bool CacheLock::BecomeAlone() {
  return Lock(descriptor_, LOCK_EX | LOCK_NB);
}

CacheLock::~CacheLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

CacheLock::CacheLock(CacheLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

CacheLock& CacheLock::operator=(CacheLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

}  // namespace registry
