#include "model/platform.h"

#include <algorithm>
#include <cstdlib>  // __GLIBC__, where that is the C library

namespace {

bool FitsOne(const std::vector<Untrusted>& wanted, const std::string& ours) {
  if (wanted.empty() || (wanted.size() == 1 && wanted.front().View() == "any")) return true;
  const auto is_negated = [](const Untrusted& name) { return name.View().starts_with('!'); };
  const bool refused = std::any_of(wanted.begin(), wanted.end(), [&](const Untrusted& name) {
    return is_negated(name) && name.View().substr(1) == ours;
  });
  if (refused) return false;
  return std::all_of(wanted.begin(), wanted.end(), is_negated) ||
         std::any_of(wanted.begin(), wanted.end(),
                     [&](const Untrusted& name) { return name.View() == ours; });
}

}  // namespace

Platform ThisPlatform() {
  Platform platform;
#if defined(__linux__)
  platform.os = "linux";
#elif defined(__APPLE__)
  platform.os = "darwin";
#elif defined(__FreeBSD__)
  platform.os = "freebsd";
#endif
#if defined(__x86_64__)
  platform.cpu = "x64";
#elif defined(__aarch64__)
  platform.cpu = "arm64";
#elif defined(__arm__)
  platform.cpu = "arm";
#elif defined(__i386__)
  platform.cpu = "ia32";
#elif defined(__riscv)
  platform.cpu = "riscv64";
#elif defined(__powerpc64__)
  platform.cpu = "ppc64";
#elif defined(__s390x__)
  platform.cpu = "s390x";
#elif defined(__loongarch64)
  platform.cpu = "loong64";
#endif
#if defined(__GLIBC__)
  platform.libc = "glibc";
#elif defined(__linux__)
  platform.libc = "musl";
#endif
  return platform;
}

bool Fits(const Platforms& wanted, const Platform& here) {
  // Where there is no choice of C libraries, a package that wants one is for elsewhere.
  const bool libc_fits =
      wanted.libc.empty() || (!here.libc.empty() && FitsOne(wanted.libc, here.libc));
  return FitsOne(wanted.os, here.os) && FitsOne(wanted.cpu, here.cpu) && libc_fits;
}
