#include "inventory/yarn_locator.h"

#include "base/text.h"
#include "model/npm_spec.h"

namespace inventory {
namespace {

/// Patches of patches; nobody needs many.
constexpr int kPatchDepth = 8;

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// "&key=value" among the parameters.
std::string Parameter(std::string_view parameters, std::string_view key) {
  for (const std::string_view one : Split(parameters, '&')) {
    if (one.size() > key.size() && one.starts_with(key) && one[key.size()] == '=') {
      return DecodeYarnText(one.substr(key.size() + 1));
    }
  }
  return {};
}

bool LooksLikeGit(std::string_view reference) {
  return reference.starts_with("git") || reference.starts_with("ssh:") ||
         reference.find(".git#") != std::string_view::npos ||
         reference.find("#commit=") != std::string_view::npos;
}

void ReadPatch(std::string_view source, YarnLocator& locator, int depth);

void ReadReference(std::string_view reference, YarnLocator& locator, int depth) {
  constexpr std::string_view kVirtual = "virtual:";
  if (reference.starts_with(kVirtual)) {
    const std::size_t hash = reference.find('#');
    if (hash != std::string_view::npos) reference = reference.substr(hash + 1);
  }
  const std::size_t mark = reference.find("::");
  const std::string_view parameters =
      mark == std::string_view::npos ? std::string_view() : reference.substr(mark + 2);
  const std::string_view whole = reference;
  reference = reference.substr(0, mark);
  const std::size_t colon = reference.find(':');
  const std::string_view protocol = reference.substr(0, colon);
  const std::string_view rest =
      colon == std::string_view::npos ? reference : reference.substr(colon + 1);
  locator.reference = rest;
  if (protocol == "npm") {
    locator.protocol = YarnProtocol::kNpm;
    locator.address = Parameter(parameters, "__archiveUrl");
  } else if (protocol == "workspace") {
    locator.protocol = YarnProtocol::kWorkspace;
  } else if (protocol == "patch") {
    ReadPatch(rest, locator, depth);
  } else if (LooksLikeGit(reference)) {
    locator.protocol = YarnProtocol::kGit;
    // "#commit=abc&workspace=x" says npm's way as "#abc".
    const std::size_t hash = whole.find('#');
    const std::string commit = hash == std::string_view::npos
                                   ? std::string()
                                   : Parameter(whole.substr(hash + 1), "commit");
    locator.address = reference.substr(0, reference.find('#'));
    if (!locator.address.starts_with("git")) locator.address.insert(0, "git+");
    if (!commit.empty()) locator.address += "#" + commit;
    locator.reference = whole;
  } else if (protocol == "http" || protocol == "https") {
    locator.protocol = YarnProtocol::kTarball;
    locator.address = reference;
    locator.reference = reference;
  } else if (protocol == "file" || protocol == "portal" || protocol == "link" ||
             protocol == "exec") {
    const std::string path = DecodeYarnText(rest.substr(0, rest.find('#')));
    const bool is_tarball = path.ends_with(".tgz") || path.ends_with(".tar.gz");
    locator.protocol = is_tarball ? YarnProtocol::kTarball : YarnProtocol::kFolder;
    locator.address = std::string(protocol).append(":").append(path);
  } else {
    locator.protocol = YarnProtocol::kOther;
  }
}

/// "name@npm%3A1.0.0#./a.patch&./b.patch": the package and what is done to it.
void ReadPatch(std::string_view source, YarnLocator& locator, int depth) {
  const std::size_t hash = source.find('#');
  locator.patched = DecodeYarnText(source.substr(0, hash));
  locator.patch =
      hash == std::string_view::npos ? std::string() : DecodeYarnText(source.substr(hash + 1));
  if (depth >= kPatchDepth) return;
  const std::string_view inner_reference = SplitNamedSpec(locator.patched).spec;
  YarnLocator inner;
  ReadReference(inner_reference, inner, depth + 1);
  locator.protocol = inner.protocol;
  locator.reference = inner.reference;
  locator.address = inner.address;
}

}  // namespace

Origin OriginOfYarn(YarnProtocol protocol) {
  switch (protocol) {
    case YarnProtocol::kNpm:
      return Origin::kRegistry;
    case YarnProtocol::kWorkspace:
      return Origin::kWorkspace;
    case YarnProtocol::kGit:
      return Origin::kGit;
    case YarnProtocol::kTarball:
      return Origin::kTarball;
    case YarnProtocol::kFolder:
      return Origin::kFolder;
    case YarnProtocol::kOther:
      return Origin::kUnknown;
  }
  return Origin::kUnknown;
}

std::optional<YarnLocator> ReadYarnLocator(std::string_view text) {
  const std::size_t at = text.find('@', 1);
  if (at == std::string_view::npos || at + 1 == text.size()) return std::nullopt;
  YarnLocator locator{.text = std::string(text), .name = std::string(text.substr(0, at))};
  ReadReference(text.substr(at + 1), locator, 0);
  return locator;
}

std::string DecodeYarnText(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
                           HexDigit(text[i + 2]) >= 0;
    if (is_escape) {
      decoded += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::vector<std::string_view> YarnDescriptors(std::string_view key) {
  std::vector<std::string_view> descriptors;
  while (!key.empty()) {
    const std::size_t end = std::min(key.find(", "), key.size());
    if (end > 0) descriptors.push_back(key.substr(0, end));
    key.remove_prefix(std::min(end + 2, key.size()));
  }
  return descriptors;
}

std::string_view NameOfYarnDescriptor(std::string_view descriptor) {
  return descriptor.substr(0, descriptor.find('@', 1));
}

bool HasYarnProtocol(std::string_view range) {
  const std::size_t colon = range.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    // "owner/repository" and "./folder" are addresses too.
    return range.find('/') != std::string_view::npos;
  }
  return range.find_first_of(" ^~<>=|*") > colon;
}

std::string WithYarnProtocol(std::string_view range) {
  return HasYarnProtocol(range) ? std::string(range) : std::string("npm:").append(range);
}

std::string EncodeYarnLocator(std::string_view locator) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-_.!~*'()";
  std::string encoded;
  for (const char c : locator) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z') || kPlain.find(c) != std::string_view::npos;
    if (is_plain) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += kDigits[byte >> 4U];
      encoded += kDigits[byte & 15U];
    }
  }
  return encoded;
}

YarnResolution ReadYarnResolution(std::string_view key) {
  YarnResolution read;
  if (key.starts_with("**/")) key.remove_prefix(3);
  // The last name, with its scope; a slash may also stand within a range ("a@npm:@s/b@1").
  const auto take = [](std::string_view text, std::string& name, std::string& range) {
    const std::size_t at = text.find('@', 1);
    name = text.substr(0, at);
    if (at != std::string_view::npos) range = text.substr(at + 1);
  };
  std::size_t slash = std::string_view::npos;
  for (std::size_t at = key.find('/'); at != std::string_view::npos; at = key.find('/', at + 1)) {
    const std::string_view before = key.substr(0, at);
    const std::size_t part = before.rfind('/');
    const std::string_view segment =
        part == std::string_view::npos ? before : before.substr(part + 1);
    const bool is_scope =
        segment.starts_with('@') && segment.find('@', 1) == std::string_view::npos;
    if (!is_scope) slash = at;
  }
  if (slash != std::string_view::npos) {
    take(key.substr(0, slash), read.parent, read.parent_range);
    key = key.substr(slash + 1);
  }
  take(key, read.name, read.range);
  return read;
}

}  // namespace inventory
