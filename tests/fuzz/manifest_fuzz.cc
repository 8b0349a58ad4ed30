#include <cstddef>
#include <cstdint>
#include <string>

#include "facts/extract.h"

// The first byte chooses where the package comes from; the rest is package.json. Facts come out,
// whatever it says, and twice the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Contents contents;
  contents.files.push_back({.path = "binding.gyp", .bytes = AsBytes("{}")});
  contents.files.push_back({.path = "package.json", .bytes = Bytes(data + 1, size - 1)});
  facts::PackageContext context{.name = "p", .version = "1.0.0"};
  context.origin = data[0] % 2 == 0 ? Origin::kRegistry : Origin::kGit;
  context.registry_manifest =
      R"({"name":"p","version":"1.0.0","scripts":{},"dependencies":{"a":"1"}})";
  const Facts facts = facts::Extract(contents, context);
  if (facts != facts::Extract(contents, context)) __builtin_trap();
  return 0;
}
