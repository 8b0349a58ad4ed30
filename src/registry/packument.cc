#include "registry/packument.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"

namespace registry {
namespace {

using formats::json::Array;
using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

class PackumentReader {
 public:
  Packument Read(const Object& root) {
    Packument packument;
    packument.name = PackageName::Parse(Text(root, "name"));
    packument.maintainers = People(root.FindArray("maintainers"));
    if (const auto tags = root.FindObject("dist-tags")) {
      std::map<std::string, std::string> sorted;
      for (const Member& member : Bounded(*tags)) {
        if (const auto version = member.value.AsString())
          sorted[std::string(member.key)] = *version;
      }
      packument.dist_tags.assign(sorted.begin(), sorted.end());
    }
    packument.repository = Untrusted(TextOrMember(root, "repository", "url"));
    packument.readme = Untrusted(Text(root, "readme").substr(0, limits::kReadmeBytes));
    const Times times = ReadTimes(root, packument);
    if (const auto versions = root.FindObject("versions")) {
      packument.versions.reserve(std::min<std::size_t>(versions->size(), 1024));
      for (const Member& member : *versions) {
        const auto object = member.value.AsObject();
        if (!object) continue;
        if (packument.versions.size() == limits::kPackumentVersions) {
          ++left_out_;
          continue;
        }
        packument.versions.push_back(ReadManifest(member.key, *object, times));
      }
    }
    AddRemoved(times, packument);
    packument.left_out = left_out_;
    return packument;
  }

 private:
  using Times = std::map<std::string, UnixMillis, std::less<>>;

  static std::string_view Text(const Object& object, std::string_view key) {
    return object.FindString(key).value_or(std::string_view());
  }

  /// The first limits::kPackumentItems of them; what is left out is counted.
  std::span<const Member> Bounded(const Object& object) {
    return {object.begin(), BoundedCount(object.size())};
  }
  std::span<const Value> Bounded(const Array& array) {
    return {array.begin(), BoundedCount(array.size())};
  }
  std::size_t BoundedCount(std::size_t size) {
    const std::size_t count = std::min(size, limits::kPackumentItems);
    left_out_ += size - count;
    return count;
  }

  Times ReadTimes(const Object& root, Packument& packument) {
    Times times;
    // The abbreviated form says it at the top, and has no `time`.
    packument.modified = ParseTime(Text(root, "modified"));
    const auto object = root.FindObject("time");
    if (!object) return times;
    for (const Member& member : *object) {
      if (member.key == "unpublished") {
        if (const auto gone = member.value.AsObject()) {
          packument.unpublished = ParseTime(Text(*gone, "time"));
        }
        continue;
      }
      const auto time = ParseTime(member.value.AsString().value_or(std::string_view()));
      if (!time) continue;
      if (member.key == "created") {
        packument.created = time;
      } else if (member.key == "modified") {
        packument.modified = time;
      } else if (times.size() < limits::kPackumentVersions) {
        times.emplace(member.key, *time);
      } else {
        ++left_out_;
      }
    }
    return times;
  }

  Manifest ReadManifest(std::string_view version, const Object& object, const Times& times) {
    Manifest manifest;
    manifest.version = version;
    if (const auto found = times.find(version); found != times.end()) {
      manifest.published = found->second;
    }
    if (const auto dist = object.FindObject("dist")) manifest.dist = ReadDist(*dist);
    manifest.scripts = Pairs(object, "scripts");
    manifest.bin = Commands(object);
    manifest.dependencies = Pairs(object, "dependencies");
    manifest.dev_dependencies = Pairs(object, "devDependencies");
    manifest.optional_dependencies = Pairs(object, "optionalDependencies");
    manifest.peer_dependencies = Pairs(object, "peerDependencies");
    manifest.maintainers = People(object.FindArray("maintainers"));
    manifest.publisher = ReadPublisher(object);
    manifest.deprecated = Untrusted(Text(object, "deprecated"));
    manifest.license = Untrusted(TextOrMember(object, "license", "type"));
    manifest.repository = Untrusted(TextOrMember(object, "repository", "url"));
    manifest.homepage = Untrusted(Text(object, "homepage"));
    manifest.description = Untrusted(Text(object, "description"));
    if (const Value* const author = object.Find("author")) manifest.author = ReadPerson(*author);
    manifest.git_head = Untrusted(Text(object, "gitHead"));
    manifest.node_version = Untrusted(Text(object, "_nodeVersion"));
    manifest.npm_version = Untrusted(Text(object, "_npmVersion"));
    manifest.has_install_script = object.FindBool("hasInstallScript");
    return manifest;
  }

  Dist ReadDist(const Object& object) {
    Dist dist;
    dist.tarball = Untrusted(Text(object, "tarball"));
    const auto sri = Integrity::Parse(Text(object, "integrity"));
    const auto shasum = Integrity::FromShasum(Text(object, "shasum"));
    if (sri && shasum) {
      dist.integrity = Integrity::Parse(sri->ToString() + " " + shasum->ToString()).value_or(*sri);
    } else if (sri || shasum) {
      dist.integrity = sri ? *sri : *shasum;
    }
    dist.file_count = Count(object, "fileCount");
    dist.unpacked_size = Count(object, "unpackedSize");
    if (const auto signatures = object.FindArray("signatures")) {
      for (const Value& value : Bounded(*signatures)) {
        const auto signature = value.AsObject();
        if (!signature) continue;
        dist.signatures.push_back({.key_id = Untrusted(Text(*signature, "keyid")),
                                   .signature = Untrusted(Text(*signature, "sig"))});
      }
    }
    if (const auto attestations = object.FindObject("attestations")) {
      dist.attestations = Untrusted(Text(*attestations, "url"));
      if (const auto provenance = attestations->FindObject("provenance")) {
        dist.provenance_type = Untrusted(Text(*provenance, "predicateType"));
      }
    }
    return dist;
  }

  static std::optional<std::uint64_t> Count(const Object& object, std::string_view key) {
    const auto number = object.FindInteger(key);
    if (!number || *number < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*number);
  }

  TextPairs Pairs(const Object& object, std::string_view key) {
    TextPairs pairs;
    const auto members = object.FindObject(key);
    if (!members) return pairs;
    for (const Member& member : Bounded(*members)) {
      const auto text = member.value.AsString();
      if (text) pairs.emplace_back(Untrusted(member.key), Untrusted(*text));
    }
    return pairs;
  }

  /// `bin` is an object, or one path for a command of the package's own name.
  TextPairs Commands(const Object& object) {
    const auto path = object.FindString("bin");
    if (!path) return Pairs(object, "bin");
    const auto name = PackageName::Parse(Text(object, "name"));
    return {{Untrusted(name ? name->base() : std::string_view()), Untrusted(*path)}};
  }

  /// "MIT" or {"type": "MIT"}.
  static std::string_view TextOrMember(const Object& object, std::string_view key,
                                       std::string_view member) {
    if (const auto text = object.FindString(key)) return *text;
    const auto inner = object.FindObject(key);
    return inner ? Text(*inner, member) : std::string_view();
  }

  static Person ReadPerson(const Value& value) {
    if (const auto text = value.AsString()) return {.name = Untrusted(*text), .email = {}};
    const auto object = value.AsObject();
    if (!object) return {};
    return {.name = Untrusted(Text(*object, "name")), .email = Untrusted(Text(*object, "email"))};
  }

  std::vector<Person> People(const std::optional<Array>& array) {
    std::vector<Person> people;
    if (!array) return people;
    for (const Value& value : Bounded(*array)) people.push_back(ReadPerson(value));
    return people;
  }

  static std::optional<Publisher> ReadPublisher(const Object& object) {
    const Value* const user = object.Find("_npmUser");
    if (user == nullptr || user->IsNull()) return std::nullopt;
    Publisher publisher{.person = ReadPerson(*user), .trusted_publisher = {}};
    if (const auto fields = user->AsObject()) {
      if (const auto trusted = fields->FindObject("trustedPublisher")) {
        publisher.trusted_publisher = Untrusted(Text(*trusted, "id"));
      }
    }
    return publisher;
  }

  static void AddRemoved(const Times& times, Packument& packument) {
    std::vector<std::string_view> present;
    for (const Manifest& manifest : packument.versions) present.push_back(manifest.version);
    std::sort(present.begin(), present.end());
    for (const auto& [version, time] : times) {
      if (!std::binary_search(present.begin(), present.end(), version)) {
        packument.removed_versions.emplace_back(version, time);
      }
    }
  }

  std::size_t left_out_ = 0;
};

}  // namespace

Result<Packument> ParsePackument(Bytes json) {
  const auto document = formats::ParseJson(json, {.bytes = limits::kPackumentBytes});
  if (!document) return Fail(Error(document.error()).Within("reading a package's document"));
  const auto root = document->root().AsObject();
  if (!root) return Fail("a package's document is no JSON object");
  return PackumentReader().Read(*root);
}

}  // namespace registry
