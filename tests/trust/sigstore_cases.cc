// The sigstore conformance suite: `sigstore_cases FOLDER` verifies every bundle below
// FOLDER/test/assets/bundle-verify. A folder whose name ends in "_fail" must not verify, every
// other must. Exit status 1 when one is judged wrongly.

#include <fmt/format.h>

#include "base/file_system.h"
#include "base/text.h"
#include "registry/sigstore/verify.h"

namespace {

constexpr std::size_t kFileLimit = 16U << 20U;

/// The content of a file, or `otherwise` when there is none.
std::string ReadOr(const std::string& path, std::string_view otherwise) {
  const auto bytes = DiskFileSystem().Read(path, kFileLimit);
  return bytes ? std::string(AsText(*bytes)) : std::string(otherwise);
}

Result<void> VerifyCase(const std::string& folder) {
  const std::string bundle_text = ReadOr(folder + "/bundle.sigstore.json", "");
  const std::string root_text =
      ReadOr(folder + "/trusted_root.json", registry::PublicTrustedRoot());
  const std::string artifact = ReadOr(folder + "/artifact", ReadOr(folder + "/../a.txt", ""));
  const registry::ExpectedSigner expected{
      .identity = std::string(Trim(
          ReadOr(folder + "/identity",
                 "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/"
                 ".github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main"))),
      .issuer = std::string(
          Trim(ReadOr(folder + "/issuer", "https://token.actions.githubusercontent.com")))};
  const auto root = registry::ParseTrustedRoot(AsBytes(root_text));
  if (!root) return Fail(root.error());
  const auto bundle = registry::ParseBundle(AsBytes(bundle_text));
  if (!bundle) return Fail(bundle.error());
  const auto verified = registry::VerifyBundle(*bundle, AsBytes(artifact), expected, *root);
  if (!verified) return Fail(verified.error());
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: sigstore_cases FOLDER\n");
    return 2;
  }
  const std::string cases = std::string(argv[1]) + "/test/assets/bundle-verify";
  const auto entries = DiskFileSystem().List(cases);
  if (!entries) {
    fmt::print(stderr, "{}\n", entries.error().message);
    return 2;
  }
  std::size_t right = 0;
  std::size_t wrong = 0;
  for (const FolderEntry& entry : *entries) {
    if (entry.type != FileType::kFolder) continue;
    const auto verified = VerifyCase(cases + "/" + entry.name);
    const bool as_expected = verified.has_value() != entry.name.ends_with("_fail");
    ++(as_expected ? right : wrong);
    fmt::print("{} {}: {}\n", as_expected ? "ok  " : "WRONG", entry.name,
               verified ? "verified" : verified.error().message);
  }
  fmt::print("{} right, {} wrong\n", right, wrong);
  return wrong == 0 && right > 0 ? 0 : 1;
}
