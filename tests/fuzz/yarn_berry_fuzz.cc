#include "lockfile_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Without this word the file is yarn 1's, which has a target of its own.
  std::string text = "__metadata:\n  version: 8\n";
  text.append(AsText({data, size}));
  return FuzzLockfile("yarn.lock", AsBytes(text).data(), text.size());
}
