#include "model/purl.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/limits.h"
#include "base/text.h"

namespace {

enum class Need : std::uint8_t { kRequired, kOptional, kProhibited };
enum class Case : std::uint8_t { kExact, kLower };

struct TypeRule {
  std::string_view type;
  Need name_space;
  Case name_space_case;
  Case name_case;
  Case version_case;
};

constexpr TypeRule kTypeRules[] = {
#define PURL_TYPE(type, name_space, name_space_case, name_case, version_case) \
  {type, Need::name_space, Case::name_space_case, Case::name_case, Case::version_case},
#include "model/purl_types.def"
#undef PURL_TYPE
};
static_assert(std::is_sorted(std::begin(kTypeRules), std::end(kTypeRules),
                             [](const TypeRule& a, const TypeRule& b) { return a.type < b.type; }));

const TypeRule* RuleOf(std::string_view type) {
  const auto* const at =
      std::lower_bound(std::begin(kTypeRules), std::end(kTypeRules), type,
                       [](const TypeRule& rule, std::string_view t) { return rule.type < t; });
  return at != std::end(kTypeRules) && at->type == type ? at : nullptr;
}

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

/// What stays as it is in a part; `:` too, and `/` between segments is written by the caller.
bool IsPlain(char c) {
  return IsLetter(c) || IsDigit(c) || c == '.' || c == '-' || c == '_' || c == '~' || c == ':';
}

void AppendEncoded(std::string& out, std::string_view part) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : part) {
    if (IsPlain(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
}

int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Nothing for a `%` without two digits or for what is not UTF-8 afterwards.
std::optional<std::string> Decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    const int high = at + 2 < text.size() ? HexValue(text[at + 1]) : -1;
    const int low = at + 2 < text.size() ? HexValue(text[at + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  if (!IsUtf8(out)) return std::nullopt;
  return out;
}

enum class Dots : std::uint8_t { kKept, kDropped };

/// Decoded segments joined by `/`; empty ones are dropped, `.` and `..` too where they mean
/// nothing.
std::optional<std::string> DecodeSegments(std::string_view text, Dots dots) {
  std::string out;
  for (const std::string_view raw : Split(text, '/')) {
    if (raw.empty()) continue;
    const auto segment = Decode(raw);
    if (!segment) return std::nullopt;
    if (dots == Dots::kDropped && (*segment == "." || *segment == "..")) continue;
    if (segment->find('/') != std::string::npos) return std::nullopt;
    if (!out.empty()) out += '/';
    out += *segment;
  }
  return out;
}

bool IsTypeText(std::string_view type) {
  return !type.empty() && !IsDigit(type.front()) &&
         std::all_of(type.begin(), type.end(),
                     [](char c) { return IsLetter(c) || IsDigit(c) || c == '.' || c == '-'; });
}

bool IsKey(std::string_view key) {
  return !key.empty() && !IsDigit(key.front()) && std::all_of(key.begin(), key.end(), [](char c) {
    return IsLetter(c) || IsDigit(c) || c == '.' || c == '-' || c == '_';
  });
}

tl::unexpected<Error> Wrong(std::string message, std::string help = {}) {
  return Fail(std::move(message), std::move(help));
}

/// "1.2.3.4": one to four numbers.
bool IsChromeVersion(std::string_view version) {
  const auto parts = Split(version, '.');
  return parts.size() <= 4 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           return !part.empty() && std::all_of(part.begin(), part.end(), IsDigit);
         });
}

bool IsChromeId(std::string_view name) {
  return name.size() == 32 &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'p'; });
}

/// The rules of single types that a table cannot hold.
Result<void> ApplyTypeRules(Purl& purl) {
  if (purl.type == "pypi") {
    std::replace(purl.name.begin(), purl.name.end(), '_', '-');
  } else if (purl.type == "pub") {
    for (char& c : purl.name) {
      if (!IsLetter(c) && !IsDigit(c)) c = '_';
    }
  } else if (purl.type == "hackage") {
    std::replace(purl.name.begin(), purl.name.end(), '_', '-');
  } else if (purl.type == "git") {
    // Hosts that do not tell case apart.
    if (purl.name_space == "github" || purl.name_space == "github.com" ||
        purl.name_space == "bitbucket.org") {
      purl.name = ToLower(purl.name);
    }
  } else if (purl.type == "mlflow") {
    if (purl.Qualifier("repository_url").find("databricks") != std::string_view::npos) {
      purl.name = ToLower(purl.name);
    }
  } else if (purl.type == "cpan") {
    if (purl.name.find("::") != std::string::npos) {
      return Wrong("the name of a `cpan` purl is a distribution, not a module: " + Quote(purl.name),
                   "write `-` for `::`");
    }
    if (purl.name_space.find("::") != std::string::npos) {
      return Wrong("a `cpan` namespace is an author, not a module");
    }
  } else if (purl.type == "chrome-extension") {
    if (!IsChromeId(purl.name)) return Wrong("an extension id is 32 letters from `a` to `p`");
    if (!purl.version.empty() && !IsChromeVersion(purl.version)) {
      return Wrong("an extension's version is one to four numbers");
    }
  } else if (purl.type == "julia" && purl.Qualifier("uuid").empty()) {
    return Wrong("a `julia` purl needs the qualifier `uuid`");
  } else if (purl.type == "swid" && purl.Qualifier("tag_id").empty()) {
    return Wrong("a `swid` purl needs the qualifier `tag_id`");
  } else if (purl.type == "conan") {
    const bool channel = !purl.Qualifier("channel").empty();
    if (purl.name_space.empty() && channel && purl.Qualifier("user").empty()) {
      return Wrong("a `conan` purl with a channel needs a namespace or a user");
    }
    if (!purl.name_space.empty() && purl.qualifiers.empty()) {
      return Wrong("a `conan` purl with a namespace needs qualifiers");
    }
  }
  return {};
}

Result<void> Normalise(Purl& purl) {
  if (!IsTypeText(purl.type)) {
    return Wrong("the type is " + Quote(purl.type), "letters, digits, `.` and `-`, a letter first");
  }
  purl.type = ToLower(purl.type);
  if (purl.name.empty()) return Wrong("the name is empty");
  for (auto& [key, value] : purl.qualifiers) {
    if (!IsKey(key)) {
      return Wrong("a qualifier is called " + Quote(key), "letters, digits, `.`, `-` and `_`");
    }
    key = ToLower(key);
  }
  std::erase_if(purl.qualifiers, [](const auto& item) { return item.second.empty(); });
  std::sort(purl.qualifiers.begin(), purl.qualifiers.end());
  const auto twice =
      std::adjacent_find(purl.qualifiers.begin(), purl.qualifiers.end(),
                         [](const auto& a, const auto& b) { return a.first == b.first; });
  if (twice != purl.qualifiers.end()) {
    return Wrong("the qualifier " + Quote(twice->first) + " stands twice");
  }
  if (const TypeRule* const rule = RuleOf(purl.type)) {
    if (rule->name_space == Need::kRequired && purl.name_space.empty()) {
      return Wrong("a purl of type " + Quote(purl.type) + " needs a namespace");
    }
    if (rule->name_space == Need::kProhibited && !purl.name_space.empty()) {
      return Wrong("a purl of type " + Quote(purl.type) + " has no namespace");
    }
    if (rule->name_space_case == Case::kLower) purl.name_space = ToLower(purl.name_space);
    if (rule->name_case == Case::kLower) purl.name = ToLower(purl.name);
    if (rule->version_case == Case::kLower) purl.version = ToLower(purl.version);
  }
  return ApplyTypeRules(purl);
}

/// Cuts what stands after the last (or first) `mark`; nothing when there is no mark.
std::optional<std::string_view> CutLast(std::string_view& text, char mark) {
  const std::size_t at = text.rfind(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view tail = text.substr(at + 1);
  text = text.substr(0, at);
  return tail;
}

Result<void> ReadQualifiers(std::string_view text, Purl& purl) {
  for (const std::string_view pair : Split(text, '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) {
      return Wrong("the qualifier " + Quote(pair) + " has no `=`");
    }
    const auto value = Decode(pair.substr(equals + 1));
    if (!value) return Wrong("a qualifier is not percent-encoded UTF-8");
    purl.qualifiers.emplace_back(std::string(pair.substr(0, equals)), *value);
  }
  return {};
}

/// Of `git`, the host alone is the namespace, and all the rest the name.
void SplitRepository(Purl& purl) {
  if (purl.type != "git" || purl.name_space.empty()) return;
  const std::size_t slash = purl.name_space.find('/');
  if (slash == std::string::npos) return;
  purl.name.insert(0, purl.name_space.substr(slash + 1) + "/");
  purl.name_space.resize(slash);
}

}  // namespace

Result<Purl> Purl::Parse(std::string_view text, PurlMode mode) {
  if (text.size() > limits::kPurlBytes) return Wrong("a purl longer than any honest one");
  constexpr std::string_view kScheme = "pkg:";
  if (text.size() < kScheme.size() ||
      !EqualsIgnoringCase(text.substr(0, kScheme.size()), kScheme)) {
    return Wrong(Quote(text) + " does not begin with `pkg:`");
  }
  std::string_view rest = text.substr(kScheme.size());
  while (rest.starts_with('/')) rest.remove_prefix(1);
  Purl purl;
  if (const auto subpath = CutLast(rest, '#')) {
    const auto decoded = DecodeSegments(*subpath, Dots::kDropped);
    if (!decoded) return Wrong("the subpath is not percent-encoded UTF-8");
    purl.subpath = *decoded;
  }
  if (const auto qualifiers = CutLast(rest, '?')) {
    if (auto read = ReadQualifiers(*qualifiers, purl); !read) return Fail(read.error());
  }
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) {
    return Wrong(Quote(text) + " has no type before a `/`", "pkg:type/name@version");
  }
  purl.type = ToLower(rest.substr(0, slash));
  rest.remove_prefix(slash + 1);
  while (rest.ends_with('/')) rest.remove_suffix(1);
  // The version stands after the last `@`, unless that `@` begins a scope nobody encoded.
  std::size_t at = rest.rfind('@');
  if (at != std::string_view::npos && (at == 0 || rest[at - 1] == '/') &&
      rest.find('/', at) != std::string_view::npos) {
    at = std::string_view::npos;
  }
  if (at != std::string_view::npos) {
    const auto version = Decode(rest.substr(at + 1));
    if (!version) return Wrong("the version is not percent-encoded UTF-8");
    purl.version = *version;
    rest = rest.substr(0, at);
  }
  const auto name = CutLast(rest, '/');
  const auto decoded_name = Decode(name.value_or(rest));
  if (!decoded_name) return Wrong("the name is not percent-encoded UTF-8");
  purl.name = *decoded_name;
  if (name) {
    const auto name_space = DecodeSegments(rest, Dots::kKept);
    if (!name_space) return Wrong("the namespace is not percent-encoded UTF-8");
    purl.name_space = *name_space;
  }
  if (mode == PurlMode::kStrict) {
    // The vectors of the specification refuse `Arch=` and take `repositorY_url=`.
    for (const auto& [key, value] : purl.qualifiers) {
      if (!key.empty() && key[0] >= 'A' && key[0] <= 'Z') {
        return Wrong("the qualifier " + Quote(key) + " begins with a capital",
                     "write it in lower case");
      }
    }
  }
  SplitRepository(purl);
  if (auto good = Normalise(purl); !good) return Fail(good.error());
  return purl;
}

Result<Purl> Purl::Build(Purl parts) {
  const auto trimmed = [](std::string_view text) {
    while (text.starts_with('/')) text.remove_prefix(1);
    while (text.ends_with('/')) text.remove_suffix(1);
    return std::string(text);
  };
  parts.name_space = trimmed(parts.name_space);
  parts.subpath = trimmed(parts.subpath);
  if (auto good = Normalise(parts); !good) return Fail(good.error());
  return parts;
}

std::string Purl::ToString() const {
  std::string out = "pkg:" + type + "/";
  const auto segments = [&out](std::string_view text) {
    for (const std::string_view segment : Split(text, '/')) {
      AppendEncoded(out, segment);
      out += '/';
    }
  };
  if (!name_space.empty()) segments(name_space);
  if (type == "git") {
    segments(name);
    out.pop_back();
  } else {
    AppendEncoded(out, name);
  }
  if (!version.empty()) {
    out += '@';
    AppendEncoded(out, version);
  }
  char mark = '?';
  for (const auto& [key, value] : qualifiers) {
    out += mark;
    out += key;
    out += '=';
    AppendEncoded(out, value);
    mark = '&';
  }
  if (!subpath.empty()) {
    out += '#';
    segments(subpath);
    out.pop_back();
  }
  return out;
}

std::string_view Purl::Qualifier(std::string_view key) const {
  const auto at = std::find_if(qualifiers.begin(), qualifiers.end(),
                               [key](const auto& item) { return item.first == key; });
  return at == qualifiers.end() ? std::string_view() : std::string_view(at->second);
}
