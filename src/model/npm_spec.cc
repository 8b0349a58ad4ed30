#include "model/npm_spec.h"

#include <algorithm>
#include <array>

#include "base/file_system.h"
#include "base/text.h"
#include "model/semver.h"
#include "model/url_parts.h"

namespace {

using Kind = NpmSpec::Kind;

bool StartsIgnoringCase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && EqualsIgnoringCase(text.substr(0, prefix.size()), prefix);
}
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool IsTarballName(std::string_view path) {
  const std::string lower = ToLower(path);
  return lower.ends_with(".tgz") || lower.ends_with(".tar.gz") || lower.ends_with(".tar");
}

bool LooksLikePath(std::string_view text) {
  return text.starts_with('.') || text.starts_with('/') || text.starts_with("~/") ||
         (text.size() > 1 && IsLetter(text[0]) && text[1] == ':');
}

/// "git+ssh:", "https:" and the like at the front.
bool LooksLikeUrl(std::string_view text) {
  if (StartsIgnoringCase(text, "git+")) text.remove_prefix(4);
  const auto end = std::find_if_not(text.begin(), text.end(), IsLetter);
  return end != text.begin() && end != text.end() && *end == ':';
}

NpmSpec ReadPath(std::string_view text, std::string_view folder) {
  NpmSpec spec;
  spec.kind = IsTarballName(text) ? Kind::kFile : Kind::kFolder;
  if (StartsIgnoringCase(text, "file:")) text.remove_prefix(5);
  // "file://path" is absolute, but any slashes before "." or ".." are idle.
  const std::size_t slashes = std::min(text.find_first_not_of('/'), text.size());
  const std::string_view bare = text.substr(slashes);
  const bool dots =
      bare == "." || bare == ".." || bare.starts_with("./") || bare.starts_with("../");
  if (slashes > 0 && slashes <= 3 && dots) text = bare;
  spec.text = NormalisePath(JoinPath(folder, text));
  if (spec.text == ".") spec.text.clear();
  return spec;
}

/// "#committish", "#semver:range", "#path:folder", several joined by "::".
bool ReadFragment(std::string_view fragment, NpmSpec& spec) {
  while (!fragment.empty()) {
    const std::size_t end = std::min(fragment.find("::"), fragment.size());
    const std::string_view part = fragment.substr(0, end);
    fragment.remove_prefix(std::min(end + 2, fragment.size()));
    const std::size_t colon = part.find(':');
    std::string& target = colon == std::string_view::npos     ? spec.committish
                          : part.substr(0, colon) == "semver" ? spec.git_range
                                                              : spec.git_folder;
    if (colon != std::string_view::npos && part.substr(0, colon) != "semver" &&
        part.substr(0, colon) != "path") {
      continue;
    }
    if (!target.empty()) return false;
    target = part.substr(colon == std::string_view::npos ? 0 : colon + 1);
  }
  return spec.committish.empty() || spec.git_range.empty();
}

struct GitHost {
  std::string_view shortcut;
  std::string_view domain;
  bool plain_http;  ///< whether http: and git: of this host mean git, too
};
constexpr std::array<GitHost, 5> kGitHosts = {{{"github", "github.com", true},
                                               {"gitlab", "gitlab.com", false},
                                               {"bitbucket", "bitbucket.org", false},
                                               {"gist", "gist.github.com", false},
                                               {"sourcehut", "git.sr.ht", false}}};

std::string_view WithoutSuffix(std::string_view text, std::string_view suffix) {
  return text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text;
}

/// The repository in the path of a known host; empty when the path means a download instead.
std::string RepositoryInPath(const GitHost& host, std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  const auto pieces = Split(path, '/');
  if (host.shortcut == "gitlab") {
    if (path.find("/-/") != std::string_view::npos || path.ends_with("/archive.tar.gz")) return {};
    return pieces.size() < 2 ? "" : std::string(WithoutSuffix(path, ".git"));
  }
  const bool has_more = pieces.size() > 2 && !pieces[2].empty();
  if (host.shortcut == "gist") {
    if (has_more && pieces[2] == "raw") return {};
    return std::string(WithoutSuffix(pieces.size() > 1 ? pieces[1] : pieces[0], ".git"));
  }
  if (pieces.size() < 2 || pieces[0].empty() || pieces[1].empty()) return {};
  if (has_more && host.shortcut == "github" && pieces[2] != "tree") return {};
  if (has_more && (pieces[2] == "get" || pieces[2] == "archive")) return {};
  return std::string(pieces[0]).append("/").append(WithoutSuffix(pieces[1], ".git"));
}

NpmSpec HostedGit(const GitHost& host, const std::string& repository, std::string url) {
  NpmSpec spec;
  spec.kind = Kind::kGit;
  spec.text = std::move(url);
  spec.repository = std::string(host.domain).append(":").append(repository);
  return spec;
}

/// "user/project" with nothing before it, which npm takes for GitHub.
bool IsShorthand(std::string_view text) {
  const std::string_view front = text.substr(0, text.find('#'));
  const std::size_t slash = front.find('/');
  return slash != std::string_view::npos && slash > 0 && slash + 1 < front.size() &&
         front.find('/', slash + 1) == std::string_view::npos &&
         front.find_first_of(" \t\r\n@:") == std::string_view::npos && !front.starts_with('.');
}

/// Repositories at the hosts npm knows by name; nothing for any other text.
std::optional<NpmSpec> ReadHosted(std::string_view text) {
  const std::size_t hash = std::min(text.find('#'), text.size());
  const std::string_view front = text.substr(0, hash);
  const auto with_fragment = [&](NpmSpec spec) -> std::optional<NpmSpec> {
    if (hash < text.size() && !ReadFragment(text.substr(hash + 1), spec)) return std::nullopt;
    return spec;
  };
  if (IsShorthand(text)) {
    const auto repository = std::string(WithoutSuffix(front, ".git"));
    return with_fragment(HostedGit(kGitHosts[0], repository, "github:" + std::string(front)));
  }
  for (const GitHost& host : kGitHosts) {
    if (!front.starts_with(std::string(host.shortcut) + ":")) continue;
    std::string_view path = front.substr(host.shortcut.size() + 1);
    while (path.starts_with('/')) path.remove_prefix(1);
    if (const std::size_t at = path.find('@'); at != std::string_view::npos) {
      path.remove_prefix(at + 1);
    }
    if (path.empty()) return std::nullopt;
    return with_fragment(
        HostedGit(host, std::string(WithoutSuffix(path, ".git")), std::string(front)));
  }
  // "git@host:user/project", also behind "git+ssh://": the colon stands for a slash.
  std::string url(front);
  const std::size_t scheme_end = url.find("://");
  const std::size_t authority = scheme_end == std::string::npos ? 0 : scheme_end + 3;
  const std::size_t at = url.find('@');
  const std::size_t colon = url.find(':', authority);
  const std::size_t slash = url.find('/', authority);
  if (colon != std::string::npos && at != std::string::npos && at < colon && colon < slash) {
    url[colon] = '/';
  }
  if (scheme_end == std::string::npos && at != std::string::npos) url.insert(0, "git+ssh://");
  const auto parts = UrlParts::Parse(url);
  if (!parts) return std::nullopt;
  const std::string_view domain =
      parts->host.starts_with("www.") ? std::string_view(parts->host).substr(4) : parts->host;
  for (const GitHost& host : kGitHosts) {
    if (domain != host.domain) continue;
    const std::string& scheme = parts->scheme;
    const bool speaks = scheme == "git+ssh" || scheme == "ssh" || scheme == "git+https" ||
                        scheme == "https" ||
                        (host.plain_http && (scheme == "git" || scheme == "http"));
    std::string repository = RepositoryInPath(host, parts->path);
    if (!speaks || repository.empty()) return std::nullopt;
    NpmSpec spec = HostedGit(host, repository, std::string(front));
    // ".../tree/branch" names the branch without a fragment.
    const auto pieces = Split(parts->path.substr(parts->path.empty() ? 0 : 1), '/');
    if (host.shortcut == "github" && pieces.size() > 3 && pieces[2] == "tree") {
      spec.committish = pieces[3];
      return spec;
    }
    return with_fragment(std::move(spec));
  }
  return std::nullopt;
}

std::optional<NpmSpec> ReadUrl(std::string_view text) {
  const std::size_t hash = std::min(text.find('#'), text.size());
  NpmSpec spec;
  const std::string scheme = ToLower(text.substr(0, text.find(':')));
  if (scheme == "http" || scheme == "https") {
    if (!UrlParts::Parse(text)) return std::nullopt;
    spec.kind = Kind::kRemote;
    spec.text = text;
    return spec;
  }
  constexpr std::array<std::string_view, 7> kGitSchemes = {
      "git", "git+http", "git+https", "git+rsync", "git+ftp", "git+file", "git+ssh"};
  if (std::find(kGitSchemes.begin(), kGitSchemes.end(), scheme) == kGitSchemes.end()) {
    return std::nullopt;
  }
  spec.kind = Kind::kGit;
  spec.text = text.substr(0, hash);
  std::string_view repository = spec.text;
  if (repository.starts_with("git+")) repository.remove_prefix(4);
  spec.repository = repository;
  if (hash < text.size() && !ReadFragment(text.substr(hash + 1), spec)) return std::nullopt;
  return spec;
}

/// What encodeURIComponent of JavaScript leaves alone.
bool IsPlainTag(std::string_view tag) {
  return std::all_of(tag.begin(), tag.end(), [](char c) {
    return IsLetter(c) || (c >= '0' && c <= '9') ||
           std::string_view("-_.!~*'()").find(c) != std::string_view::npos;
  });
}

std::optional<NpmSpec> ReadRegistry(std::string_view text) {
  NpmSpec spec;
  spec.text = Trim(text);
  if (Version::Parse(spec.text, SemVerMode::kLoose)) {
    spec.kind = Kind::kVersion;
  } else if (VersionRange::Parse(spec.text, {.mode = SemVerMode::kLoose})) {
    spec.kind = Kind::kRange;
  } else if (IsPlainTag(spec.text)) {
    spec.kind = Kind::kTag;
  } else {
    return std::nullopt;
  }
  return spec;
}

std::optional<NpmSpec> ReadAlias(std::string_view text) {
  const NamedSpec named = SplitNamedSpec(text.substr(4));
  auto spec = NpmSpec::Parse(named.spec, {});
  // A scheme in front of the name would be an alias of an alias, or a URL.
  const bool has_scheme = named.name.find(':') != std::string_view::npos;
  if (named.name.empty() || has_scheme || !spec || !spec->FromRegistry() ||
      spec->kind == Kind::kAlias) {
    return std::nullopt;
  }
  spec->alias_kind = spec->kind;
  spec->kind = Kind::kAlias;
  spec->alias_name = named.name;
  return spec;
}

}  // namespace

std::optional<NpmSpec> NpmSpec::Parse(std::string_view text, std::string_view folder) {
  // Nearly every dependency of a lockfile is a plain range; the first character rules the rest out.
  const bool plain =
      !text.empty() && (text.front() == '^' || (text.front() >= '0' && text.front() <= '9'));
  if (plain && text.find_first_of("/:") == std::string_view::npos && !IsTarballName(text)) {
    return ReadRegistry(text);
  }
  if (StartsIgnoringCase(text, "file:") || LooksLikePath(text)) return ReadPath(text, folder);
  if (StartsIgnoringCase(text, "npm:")) return ReadAlias(text);
  if (StartsIgnoringCase(text, "workspace:")) {
    NpmSpec spec;
    spec.kind = Kind::kWorkspace;
    spec.text = text.substr(10);
    return spec;
  }
  if (auto hosted = ReadHosted(text)) return hosted;
  if (IsShorthand(text)) return std::nullopt;  // of a repository, with a fragment that is none
  if (LooksLikeUrl(text)) return ReadUrl(text);
  if (text.find('/') != std::string_view::npos || IsTarballName(text))
    return ReadPath(text, folder);
  return ReadRegistry(text);
}

NamedSpec SplitNamedSpec(std::string_view text) {
  const std::size_t at = text.find('@', 1);
  if (at == std::string_view::npos) return {.name = text, .spec = "*"};
  const std::string_view spec = text.substr(at + 1);
  return {.name = text.substr(0, at), .spec = spec.empty() ? "*" : spec};
}

bool IsCommitId(std::string_view committish) {
  return committish.size() >= 40 && committish.size() <= 64 &&
         committish.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}
