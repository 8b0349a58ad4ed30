#include "inventory/bun_binary.h"

#include <fmt/format.h>

#include <cstring>
#include <optional>
#include <span>

#include "base/limits.h"
#include "base/text.h"
#include "formats/base64.h"

namespace inventory::bun {
namespace {

constexpr std::string_view kHeader = "#!/usr/bin/env bun\nbun-lockfile-format-v0\n";
constexpr std::size_t kMetaHashBytes = 32;

// Columns of one package, in the order of the file:
//   name 8 | name hash 8 | resolution R | dependencies 8 | resolutions 8 | meta 88 | bin 20 |
//   scripts 49
// R is a tag in 8 bytes and the largest of its values: an npm version with its address. A version
// has three numbers of 4 (format 2, padded to 16) or 8 bytes (format 3), and two tags of 16.
constexpr std::size_t kTagsBytes = 32;
constexpr std::size_t kStringBytes = 8;
constexpr std::size_t kMetaBytes = 88;
constexpr std::size_t kBinBytes = 20;
constexpr std::size_t kScriptsBytes = 49;
constexpr std::size_t kDependencyBytes = 26;
constexpr std::size_t kTreeBytes = 20;

// What the bits of a package's platforms mean, from bit 1 on (src/install/npm.zig of bun's
// sources).
constexpr std::string_view kSystems[] = {"aix",     "darwin", "freebsd", "linux",
                                         "openbsd", "sunos",  "win32",   "android"};
constexpr std::string_view kProcessors[] = {"arm",   "arm64", "ia32",  "mips", "mipsel", "ppc",
                                            "ppc64", "s390",  "s390x", "x32",  "x64"};
constexpr std::string_view kLibraries[] = {"glibc", "musl"};
/// Stands for names that bun has no bit for, such as netbsd: it installs the package nowhere.
constexpr std::string_view kOther = "other";

/// Empty when every bit is set, which is how bun says "any".
std::vector<Untrusted> NamesOf(std::uint64_t bits, std::span<const std::string_view> names) {
  std::vector<Untrusted> list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if ((bits >> (i + 1) & 1U) != 0) list.emplace_back(names[i]);
  }
  if (list.size() == names.size()) return {};
  if (list.empty()) list.emplace_back(kOther);
  return list;
}

struct Layout {
  std::size_t number;      ///< bytes of one number of a version
  std::size_t numbers;     ///< of the three, with what pads them
  std::size_t resolution;  ///< R
};
constexpr Layout kFormat2 = {.number = 4, .numbers = 16, .resolution = 8 + 8 + 16 + kTagsBytes};
constexpr Layout kFormat3 = {.number = 8, .numbers = 24, .resolution = 8 + 8 + 24 + kTagsBytes};

/// Little-endian bytes that are read at their place; what lies outside reads as zero and is
/// remembered.
class View {
 public:
  explicit View(Bytes bytes) : bytes_(bytes) {}

  [[nodiscard]] std::uint64_t Number(std::size_t at, std::size_t width) {
    if (at > bytes_.size() || width > bytes_.size() - at) {
      is_short_ = true;
      return 0;
    }
    std::uint64_t number = 0;
    for (std::size_t i = width; i-- > 0;) number = number << 8U | bytes_[at + i];
    return number;
  }
  [[nodiscard]] std::uint32_t Word(std::size_t at) {
    return static_cast<std::uint32_t>(Number(at, 4));
  }
  [[nodiscard]] Bytes Part(std::size_t at, std::size_t size) {
    if (at > bytes_.size() || size > bytes_.size() - at) {
      is_short_ = true;
      return {};
    }
    return bytes_.subspan(at, size);
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] bool is_short() const { return is_short_; }

 private:
  Bytes bytes_;
  bool is_short_ = false;
};

struct Array {
  std::size_t begin = 0;
  std::size_t size = 0;
};

class BinaryReader {
 public:
  explicit BinaryReader(Bytes bytes) : view_(bytes) {}

  Result<BinaryLockfile> Read() {
    const Bytes header = view_.Part(0, kHeader.size());
    if (AsText(header) != kHeader) {
      return Fail("the file does not begin as a binary lockfile of bun does",
                  "write it anew with `bun install`");
    }
    at_ = kHeader.size();
    lockfile_.format = view_.Word(at_);
    at_ += 4 + kMetaHashBytes;
    if (lockfile_.format != 2 && lockfile_.format != 3) {
      return Fail(
          fmt::format("format {} is not one that this program knows (2 and 3)", lockfile_.format),
          "write bun.lock with `bun install --save-text-lockfile`");
    }
    layout_ = lockfile_.format == 2 ? kFormat2 : kFormat3;
    const std::uint64_t total = view_.Number(at_, 8);
    at_ += 8;
    if (total > view_.size()) {
      return Fail(fmt::format("the file has {} of its {} bytes", HumanCount(view_.size()),
                              HumanCount(total)),
                  "it was cut off: write it anew with `bun install`");
    }
    if (auto read = ReadParts(); !read) return Fail(read.error());
    if (view_.is_short() || is_wrong_) {
      return Fail("an offset leads out of the file", "write it anew with `bun install`");
    }
    return std::move(lockfile_);
  }

 private:
  Result<void> ReadParts() {
    const std::uint64_t count = view_.Number(at_, 8);
    const std::uint64_t begin = view_.Number(at_ + 24, 8);
    const std::uint64_t end = view_.Number(at_ + 32, 8);
    const std::size_t row =
        kStringBytes + 8 + layout_.resolution + 8 + 8 + kMetaBytes + kBinBytes + kScriptsBytes;
    if (count > limits::kPackages || begin > end || end > view_.size() ||
        end - begin < count * row) {
      return Fail(
          fmt::format("the table of {} packages does not fit into the file", HumanCount(count)),
          "write it anew with `bun install`");
    }
    at_ = static_cast<std::size_t>(end);
    const Array trees = NextArray();
    const Array hoisted = NextArray();
    const Array resolutions = NextArray();
    const Array dependencies = NextArray();
    NextArray();  // texts with hashes, of which `bin` is made
    const Array strings = NextArray();
    strings_ = view_.Part(strings.begin, strings.size);
    const std::size_t edges = dependencies.size / kDependencyBytes;
    if (edges > limits::kDependencies || resolutions.size / 4 < edges) {
      return Fail(
          fmt::format("the table of {} dependencies does not fit into the file", HumanCount(edges)),
          "write it anew with `bun install`");
    }
    ReadPackages(static_cast<std::size_t>(begin), static_cast<std::size_t>(count));
    ReadDependencies(dependencies, resolutions, edges);
    ReadTrees(trees, hoisted);
    return {};
  }

  /// Each array says first where it begins and ends.
  Array NextArray() {
    const std::uint64_t begin = view_.Number(at_, 8);
    const std::uint64_t end = view_.Number(at_ + 8, 8);
    if (begin < at_ || begin > end || end > view_.size()) {
      is_wrong_ = true;
      return {};
    }
    at_ = static_cast<std::size_t>(end);
    return {.begin = static_cast<std::size_t>(begin),
            .size = static_cast<std::size_t>(end - begin)};
  }

  /// Eight bytes hold a short text, or offset and length of a longer one.
  std::string TextAt(std::size_t at) {
    const Bytes raw = view_.Part(at, kStringBytes);
    if (raw.size() < kStringBytes) return {};
    if ((raw[7] & 0x80U) == 0) {
      const std::string_view text = AsText(raw);
      return std::string(text.substr(0, text.find('\0')));
    }
    const std::size_t offset = view_.Word(at);
    const std::size_t length = view_.Word(at + 4) & 0x7FFFFFFFU;
    if (offset > strings_.size() || length > strings_.size() - offset ||
        length > limits::kPackagePathBytes) {
      is_wrong_ = true;
      return {};
    }
    return std::string(AsText(strings_.subspan(offset, length)));
  }

  void ReadPackages(std::size_t begin, std::size_t count) {
    const std::size_t names = begin;
    const std::size_t resolutions = names + count * (kStringBytes + 8);
    const std::size_t dependencies = resolutions + count * layout_.resolution;
    const std::size_t metas = dependencies + count * 16;
    lockfile_.packages.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      BinaryPackage& package = lockfile_.packages[i];
      package.name = TextAt(names + i * kStringBytes);
      ReadResolution(package, resolutions + i * layout_.resolution);
      package.first_dependency = view_.Word(dependencies + i * 8);
      package.dependencies = view_.Word(dependencies + i * 8 + 4);
      ReadMeta(package, metas + i * kMetaBytes);
    }
  }

  void ReadResolution(BinaryPackage& package, std::size_t at) {
    package.tag = static_cast<Tag>(view_.Number(at, 1));
    const std::size_t value = at + 8;
    switch (package.tag) {
      case Tag::kNpm:
        package.address = TextAt(value);
        package.version = VersionAt(value + kStringBytes);
        return;
      case Tag::kFolder:
      case Tag::kLocalTarball:
      case Tag::kSymlink:
      case Tag::kWorkspace:
      case Tag::kRemoteTarball:
      case Tag::kModule:
        package.address = TextAt(value);
        return;
      case Tag::kGithub:
      case Tag::kGitlab:
      case Tag::kGit:
        ReadRepository(package, value);
        return;
      case Tag::kNone:
      case Tag::kRoot:
        return;
    }
    is_wrong_ = true;
  }

  /// owner | repository | committish | what it was resolved to | name, 8 bytes each.
  void ReadRepository(BinaryPackage& package, std::size_t at) {
    const std::string owner = TextAt(at);
    const std::string repository = TextAt(at + 8);
    package.commit = TextAt(at + 24);
    if (package.commit.empty()) package.commit = TextAt(at + 16);
    // "owner-repository-commit", as the host calls its archive.
    if (const std::size_t dash = package.commit.rfind('-'); dash != std::string::npos)
      package.commit.erase(0, dash + 1);
    package.address = package.tag == Tag::kGit || owner.empty() ? repository
                      : package.tag == Tag::kGithub
                          ? fmt::format("github:{}/{}", owner, repository)
                          : fmt::format("gitlab:{}/{}", owner, repository);
  }

  std::string VersionAt(std::size_t at) {
    std::string version = fmt::format("{}.{}.{}", view_.Number(at, layout_.number),
                                      view_.Number(at + layout_.number, layout_.number),
                                      view_.Number(at + 2 * layout_.number, layout_.number));
    const std::string pre = TextAt(at + layout_.numbers);
    const std::string build = TextAt(at + layout_.numbers + 16);
    if (!pre.empty()) version.append("-").append(pre);
    if (!build.empty()) version.append("+").append(build);
    return version;
  }

  /// origin 1, pad 1 | arch 2 | os 2 | libc 1, pad 1 | id 4 | manual 8 | algorithm 1, digest 64 |
  /// scripts 1 | 2
  void ReadMeta(BinaryPackage& package, std::size_t at) {
    constexpr std::size_t kDigestBytes[] = {0, 20, 32, 48, 64};
    constexpr std::string_view kNames[] = {"", "sha1", "sha256", "sha384", "sha512"};
    const std::uint64_t algorithm = view_.Number(at + 20, 1);
    if (algorithm > 0 && algorithm < std::size(kNames)) {
      const Bytes digest = view_.Part(at + 21, kDigestBytes[algorithm]);
      const std::string text =
          fmt::format("{}-{}", kNames[algorithm], formats::EncodeBase64(digest));
      package.integrity = Integrity::Parse(text).value_or(Integrity());
    }
    package.platforms.cpu = NamesOf(view_.Number(at + 2, 2), kProcessors);
    package.platforms.os = NamesOf(view_.Number(at + 4, 2), kSystems);
    // No bit at all is what a package has that says nothing, and every one before bun 1.2.
    if (const std::uint64_t libraries = view_.Number(at + 6, 1); libraries != 0)
      package.platforms.libc = NamesOf(libraries, kLibraries);
    // 2 is yes, 1 is no, 0 is a lockfile that does not say.
    package.has_install_script = view_.Number(at + 85, 1) == 2;
  }

  void ReadDependencies(const Array& dependencies, const Array& resolutions, std::size_t count) {
    lockfile_.dependencies.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = dependencies.begin + i * kDependencyBytes;
      BinaryDependency& dependency = lockfile_.dependencies[i];
      dependency.name = TextAt(at);
      const std::uint64_t behavior = view_.Number(at + 16, 1);
      dependency.prod = (behavior & 2U) != 0;
      dependency.optional = (behavior & 4U) != 0;
      dependency.dev = (behavior & 8U) != 0;
      dependency.peer = (behavior & 16U) != 0;
      dependency.workspace = (behavior & 32U) != 0;
      dependency.range = TextAt(at + 18);
      dependency.package = view_.Word(resolutions.begin + i * 4);
      if (dependency.package >= lockfile_.packages.size()) dependency.package = kNobody;
    }
  }

  /// id 4 | dependency 4 | parent 4 | first 4, count 4.
  void ReadTrees(const Array& trees, const Array& hoisted) {
    const std::size_t count = trees.size / kTreeBytes;
    std::size_t placed = 0;
    for (std::size_t i = 0; i < count && lockfile_.trees.size() <= limits::kPackages; ++i) {
      const std::size_t at = trees.begin + i * kTreeBytes;
      BinaryTree tree{.dependency = view_.Word(at + 4), .parent = view_.Word(at + 8)};
      const std::size_t first = view_.Word(at + 12);
      const std::size_t size = view_.Word(at + 16);
      placed += size;
      if (first + size > hoisted.size / 4 || placed > limits::kDependencies) {
        is_wrong_ = true;
        return;
      }
      for (std::size_t k = 0; k < size; ++k)
        tree.dependencies.push_back(view_.Word(hoisted.begin + (first + k) * 4));
      lockfile_.trees.push_back(std::move(tree));
    }
  }

  View view_;
  Layout layout_ = kFormat2;
  std::size_t at_ = 0;
  Bytes strings_;
  bool is_wrong_ = false;
  BinaryLockfile lockfile_;
};

}  // namespace

Result<BinaryLockfile> ReadBinary(Bytes bytes) {
  return BinaryReader(bytes).Read();
}

}  // namespace inventory::bun
