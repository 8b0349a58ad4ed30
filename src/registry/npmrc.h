#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/file_system.h"
#include "net/secret.h"
#include "registry/environment.h"

namespace registry {

/// Where a setting comes from, weak to strong.
enum class Layer : std::uint8_t { kBuiltin, kGlobal, kUser, kProject, kEnvironment };
[[nodiscard]] std::string_view NameOf(Layer layer);

/// One setting of one layer. Every value may be a token or come out of one, so that values are
/// Secret until `Shown` or a typed reader has decided.
struct Setting {
  std::string key;
  std::vector<net::Secret> values;  ///< more than one for `key[]`; empty for null, which hides
                                    ///< weaker layers
  Layer layer = Layer::kUser;
  std::string file;        ///< empty for kEnvironment
  std::uint32_t line = 0;  ///< from 1; of the first line that set it
  std::string variable;    ///< for kEnvironment: its name as found

  [[nodiscard]] bool is_null() const { return values.empty(); }
  /// "/home/me/.npmrc:3" or "environment NPM_CONFIG_REGISTRY".
  [[nodiscard]] std::string Origin() const;
};

/// The value as `config show` prints it: tokens, passwords and URLs with credentials are
/// "(protected)".
[[nodiscard]] std::string Shown(const Setting& setting);

/// Where npm's files are.
struct NpmPlaces {
  std::string home;
  std::string project;       ///< folder of the project's .npmrc
  std::string builtin_file;  ///< npm's own npmrc; empty when npm is not installed
  std::string prefix;        ///< of node: `etc/npmrc` below it is the global file
};

/// Looks them up as npm does: `node` and `npm` in PATH with links resolved, PREFIX, DESTDIR, HOME;
/// the project is the nearest folder upwards from `folder` with a package.json or node_modules, or
/// the workspace root that has it as a member.
[[nodiscard]] NpmPlaces FindNpmPlaces(const FileSystem& files, const Environment& environment,
                                      const std::string& folder);

/// npm's configuration: builtin < global < user < project < environment (npm 7 and later; there is
/// no command line here). Keys of the environment are npm_config_* in any case, with `_` for `-`;
/// keys that begin with `//` keep their case. `${NAME}` is replaced in keys and values of files.
class Npmrc {
 public:
  /// Never fails: a file that is missing is empty; one that cannot be read, or is too large, is a
  /// diagnostic (N001, N002) and empty. A project that puts variables of the environment into its
  /// settings is a note (N003).
  [[nodiscard]] static Npmrc Read(const FileSystem& files, const Environment& environment,
                                  const NpmPlaces& places);

  /// The strongest setting of `key`, which may be null; nullptr when no layer has it.
  [[nodiscard]] const Setting* Find(std::string_view key) const;
  /// Its last value; empty when it is missing or null.
  [[nodiscard]] std::string_view Value(std::string_view key) const;
  /// False for "false", "null" and what is missing when `otherwise` is so.
  [[nodiscard]] bool IsTrue(std::string_view key) const;
  [[nodiscard]] bool IsFalse(std::string_view key) const;
  /// As npm reads a path: `~/` is the home folder, relative ones count from the project.
  [[nodiscard]] std::string Path(std::string_view key) const;

  /// All effective settings, sorted by key.
  [[nodiscard]] std::vector<const Setting*> Effective() const;
  [[nodiscard]] const Diagnostics& diagnostics() const { return diagnostics_; }
  [[nodiscard]] const NpmPlaces& places() const { return places_; }

 private:
  using Settings = std::map<std::string, Setting, std::less<>>;
  void ReadFile(const FileSystem& files, const Environment& environment, const std::string& path,
                Layer layer);
  void ReadVariables(const Environment& environment);
  [[nodiscard]] const Settings& At(Layer layer) const {
    return layers_[static_cast<std::size_t>(layer)];
  }

  NpmPlaces places_;
  Settings layers_[5];
  Diagnostics diagnostics_;
};

}  // namespace registry
