#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What the right-hand side of a dependency asks for, told apart as npm does (npm-package-arg).
struct NpmSpec {
  enum class Kind : std::uint8_t {
    kVersion,    ///< one version of a registry
    kRange,      ///< a range of versions
    kTag,        ///< a name a registry gives to a version: "latest"
    kAlias,      ///< "npm:other@range": another package of a registry
    kGit,        ///< a git repository
    kRemote,     ///< a tarball by http or https
    kFile,       ///< a tarball on disk
    kFolder,     ///< a folder on disk
    kWorkspace,  ///< "workspace:range", which other package managers know and npm refuses
  };

  Kind kind = Kind::kRange;
  /// The version, range or tag (for kAlias, of the package behind it); the URL without committish
  /// for kGit and kRemote; the path for kFile and kFolder, normalised, absolute or counted from the
  /// project's folder.
  std::string text;
  std::string alias_name;          ///< kAlias: the package behind it
  Kind alias_kind = Kind::kRange;  ///< kAlias: kVersion, kRange or kTag
  std::string repository;          ///< kGit: equal for two ways to write the same repository
  std::string committish;          ///< kGit: commit, branch or tag; may be empty
  std::string git_range;           ///< kGit: of "#semver:range"
  std::string git_folder;          ///< kGit: of "#path:folder"

  /// True for what a registry answers by name.
  [[nodiscard]] bool FromRegistry() const {
    return kind == Kind::kVersion || kind == Kind::kRange || kind == Kind::kTag ||
           kind == Kind::kAlias;
  }

  /// Reads `text`; paths in it count from `folder`, itself counted from the project ("" is the
  /// project). Nothing when npm would refuse it.
  [[nodiscard]] static std::optional<NpmSpec> Parse(std::string_view text, std::string_view folder);
};

/// "name@spec", "@scope/name@spec", "name": an absent spec is "*".
struct NamedSpec {
  std::string_view name;
  std::string_view spec;
};
[[nodiscard]] NamedSpec SplitNamedSpec(std::string_view text);

/// True for a full git commit id (40 to 64 hexadecimal digits), which alone pins a repository.
[[nodiscard]] bool IsCommitId(std::string_view committish);
