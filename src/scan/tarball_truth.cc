#include "scan/tarball_truth.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "facts/contents_from_tarball.h"
#include "formats/json.h"

namespace scan {
namespace {

using formats::json::Object;

constexpr std::string_view kManifest = "package.json";

/// "node_modules/@s/a/package.json", at any depth: the manifest of a package that was brought
/// along.
bool IsBundledManifest(std::string_view path) {
  auto parts = Split(path, '/');
  if (parts.size() < 3 || parts.front() != "node_modules" || parts.back() != kManifest)
    return false;
  parts.pop_back();
  parts.pop_back();
  if (parts.back().starts_with('@')) parts.pop_back();
  return !parts.empty() && parts.back() == "node_modules";
}

std::string TextIn(const Object& manifest, std::string_view field) {
  return std::string(manifest.FindString(field).value_or(""));
}

std::string LicenseIn(const Object& manifest) {
  if (const auto object = manifest.FindObject("license")) return TextIn(*object, "type");
  return TextIn(manifest, "license");
}

}  // namespace

bool IsTarballName(std::string_view path) {
  return path.ends_with(".tgz") || path.ends_with(".tar.gz");
}

Result<sbom::TarballTruth> ReadTarballTruth(const FileSystem& files, const std::string& path) {
  const auto bytes = files.Read(path, limits::kArchiveBytes);
  if (!bytes) return Fail(bytes.error());
  sbom::TarballTruth truth;
  truth.hashes = {{"SHA-1", Hex(Sha1(*bytes))},
                  {"SHA-256", Hex(Sha256(*bytes))},
                  {"SHA-384", Hex(Sha384(*bytes))},
                  {"SHA-512", Hex(Sha512(*bytes))}};
  formats::Unzipper memory;
  const Contents contents = facts::ReadTarball(*bytes, memory);
  for (const ContentFile& file : contents.files) {
    const bool is_own = file.path == kManifest;
    if (!is_own && !IsBundledManifest(file.path)) continue;
    const auto document = formats::ParseJson(file.bytes);
    const auto manifest = document ? document->root().AsObject() : std::nullopt;
    if (!manifest) continue;
    if (is_own) {
      truth.name = TextIn(*manifest, "name");
      truth.version = TextIn(*manifest, "version");
      truth.license = LicenseIn(*manifest);
    } else if (manifest->FindString("name") && manifest->FindString("version")) {
      truth.bundled.push_back(TextIn(*manifest, "name") + "@" + TextIn(*manifest, "version"));
    }
  }
  if (truth.name.empty()) {
    return Fail(fmt::format("{} holds no package with a name", Quote(path)),
                "name a tarball as `npm pack` makes it");
  }
  std::sort(truth.bundled.begin(), truth.bundled.end());
  truth.bundled.erase(std::unique(truth.bundled.begin(), truth.bundled.end()), truth.bundled.end());
  return truth;
}

}  // namespace scan
