#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "facts/shell_facts.h"
#include "model/url_parts.h"

namespace facts {
namespace {

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// "name@1.2.3" split; a scope's `@` is no separator.
struct PackageWord {
  std::string_view name;
  std::string_view version;
};
PackageWord SplitPackage(std::string_view word) {
  const std::size_t at = word.find('@', 1);
  if (at == std::string_view::npos) return {.name = word, .version = {}};
  return {.name = word.substr(0, at), .version = word.substr(at + 1)};
}

bool IsExactVersion(std::string_view version) {
  return !version.empty() && version[0] >= '0' && version[0] <= '9' &&
         std::count(version.begin(), version.end(), '.') >= 2 &&
         version.find_first_of("xX* ") == std::string_view::npos;
}

/// Where an installed thing comes from, by the look of its name.
std::string_view SourceOf(std::string_view package) {
  if (package.starts_with("git+") || package.starts_with("git:") ||
      package.starts_with("github:") || package.ends_with(".git"))
    return "git";
  if (UrlParts::Parse(package)) return "url";
  if (package.starts_with(".") || package.starts_with("/") || package.starts_with("file:") ||
      package.ends_with(".tgz"))
    return "file";
  return "registry";
}

bool IsInstallVerb(std::string_view manager, std::string_view verb) {
  if (manager == "go") return IsOneOf(verb, {"install", "get"});
  if (manager == "yarn" || manager == "yarnpkg")
    return IsOneOf(verb, {"add", "install", "global", "upgrade", "up"});
  return IsOneOf(verb, {"add", "ci", "i", "in", "ins", "install", "isntall", "rebuild", "up",
                        "update", "upgrade", "sync"});
}

bool IsPublishVerb(std::string_view manager, std::string_view verb) {
  if (!IsOneOf(manager, {"npm", "pnpm", "yarn", "bun", "cargo", "gem", "uv"})) return false;
  return IsOneOf(verb, {"access", "adduser", "deprecate", "dist-tag", "login", "owner", "publish",
                        "push", "star", "team", "token", "unpublish", "whoami"});
}

/// Runs the bin of a package that is already installed; the word after the flags is its command.
bool IsExecVerb(std::string_view manager, std::string_view verb) {
  return IsOneOf(verb, {"exec", "x", "dlx"}) && IsOneOf(manager, {"npm", "pnpm", "yarn", "bun"});
}

void ReportInstall(const ShellInvocation& invocation, std::size_t verb, ShellScene& scene) {
  const bool global = invocation.Has({"-g", "--global", "--location=global", "--system"}) ||
                      invocation.Argument(verb) == "global";
  bool named = false;
  for (std::size_t i = verb + 1; i < invocation.arguments.size(); ++i) {
    const std::string_view word = invocation.Argument(i);
    if (word.starts_with('-') || word == "add") {
      if (IsOneOf(word, {"-r", "--requirement", "--prefix", "-C", "--registry"})) ++i;
      continue;
    }
    named = true;
    scene.Add(FactKind::kScriptPackageInstall, invocation,
              {{"manager", invocation.program},
               {"package", word},
               {"global", YesNo(global)},
               {"source", SourceOf(word)}});
  }
  if (named) return;
  scene.Add(FactKind::kScriptPackageInstall, invocation,
            {{"manager", invocation.program}, {"global", YesNo(global)}, {"source", "manifest"}});
}

void ReportRemote(std::string_view program, std::string_view package,
                  const ShellInvocation& invocation, ShellScene& scene) {
  const PackageWord word = SplitPackage(package);
  const bool declared =
      scene.view.dependencies.count(word.name) > 0 || word.name == scene.view.name;
  scene.Add(FactKind::kScriptRemotePackage, invocation,
            {{"program", program},
             {"package", package},
             {"pinned", YesNo(IsExactVersion(word.version))},
             {"declared", YesNo(declared)}});
}

/// The package and the command of `npx [-y] [-p package]... [-c text] command ...`.
void ReportExec(std::string_view program, std::size_t from, const ShellInvocation& invocation,
                ShellScene& scene) {
  bool named = false;
  for (std::size_t i = from; i < invocation.arguments.size(); ++i) {
    const std::string_view word = invocation.Argument(i);
    if (word == "-p" || word == "--package") {
      ReportRemote(program, invocation.Argument(++i), invocation, scene);
      named = true;
    } else if (word.starts_with("--package=")) {
      ReportRemote(program, word.substr(10), invocation, scene);
      named = true;
    } else if (word == "-c" || word == "--call") {
      ReadNested(invocation.Argument(++i), ShellDialect::kPosix, invocation, scene);
      return;
    } else if (!word.starts_with('-')) {
      if (!named) ReportRemote(program, word, invocation, scene);
      RunRest(invocation, i, scene);
      return;
    }
  }
}

}  // namespace

void RunManifestScript(std::string_view name, const ShellInvocation& invocation,
                       ShellScene& scene) {
  static_cast<void>(invocation);
  for (const std::string& entry :
       {"pre" + std::string(name), std::string(name), "post" + std::string(name)}) {
    const auto script = scene.view.scripts.find(entry);
    if (script == scene.view.scripts.end() || scene.view.manifest == nullptr) continue;
    auto& followed = scene.trail.followed;
    if (followed.size() >= limits::kShellFollowed || !followed.insert("npm run " + entry).second)
      continue;
    const EmbeddedText place(*scene.view.manifest, script->second.offset, Quoting::kJson);
    const ShellSource source{.script = scene.source.script,
                             .text = script->second.text,
                             .phase = scene.source.phase,
                             .place = &place};
    ExtractShell(source, scene.view, scene.trail, scene.sink);
  }
}

void ReportPackageManager(const ShellInvocation& invocation, ShellScene& scene) {
  const std::string& manager = invocation.program;
  std::size_t at = invocation.FirstPlain();
  if (manager == "uv" && invocation.Argument(at) == "pip") ++at;
  const std::string_view verb = invocation.Argument(at);
  if (manager == "bun" && (verb.empty() || invocation.Has({"-e", "--eval", "-p", "--print"}))) {
    ReportJavaScript(invocation, scene);
    return;
  }
  if (IsExecVerb(manager, verb)) {
    ReportExec(manager + " " + std::string(verb), at + 1, invocation, scene);
    return;
  }
  if (IsPublishVerb(manager, verb)) {
    scene.Add(FactKind::kScriptPublish, invocation, {{"program", manager}, {"verb", verb}});
    return;
  }
  const bool runs = IsOneOf(verb, {"run", "run-script", "rum", "urn"});
  if (runs) {
    const std::size_t name = invocation.FirstPlain(at + 1);
    RunManifestScript(invocation.Argument(name), invocation, scene);
    if (manager == "bun" &&
        scene.view.scripts.find(invocation.Argument(name)) == scene.view.scripts.end())
      ReportTarget(invocation.Argument(name), manager, invocation, scene);
    return;
  }
  const bool shorthand = IsOneOf(verb, {"start", "stop", "restart", "test", "t"});
  if (shorthand) {
    RunManifestScript(verb == "t" ? "test" : verb, invocation, scene);
    return;
  }
  const bool plain_yarn = IsOneOf(manager, {"yarn", "yarnpkg"}) && verb.empty();
  if (plain_yarn || IsInstallVerb(manager, verb)) {
    ReportInstall(invocation, plain_yarn ? invocation.arguments.size() : at, scene);
    return;
  }
  const bool bare_script = IsOneOf(manager, {"yarn", "yarnpkg", "pnpm", "bun"}) && !verb.empty();
  if (!bare_script) return;
  if (scene.view.scripts.find(verb) != scene.view.scripts.end()) {
    RunManifestScript(verb, invocation, scene);
  } else if (manager == "bun") {
    ReportJavaScript(invocation, scene);
  } else {
    RunRest(invocation, at, scene);  // `yarn tsc` runs a bin
  }
}

void ReportRemoteRunner(const ShellInvocation& invocation, ShellScene& scene) {
  const bool pipx = invocation.program == "pipx" && invocation.Argument(0) == "run";
  ReportExec(invocation.program, pipx ? 1 : 0, invocation, scene);
}

void ReportRepository(const ShellInvocation& invocation, ShellScene& scene) {
  std::size_t at = invocation.FirstPlain();
  if (invocation.program == "git" && IsOneOf(invocation.Argument(0), {"-C", "-c"}))
    at = invocation.FirstPlain(2);
  const std::string_view verb = invocation.Argument(at);
  const std::string_view next = invocation.Argument(at + 1);
  if (invocation.program != "git") {
    const bool writes = IsOneOf(verb, {"api", "auth", "gist", "pr", "release", "repo", "secret",
                                       "ssh-key", "variable", "workflow"}) &&
                        !IsOneOf(next, {"download", "list", "status", "view"});
    if (writes)
      scene.Add(
          FactKind::kScriptPublish, invocation,
          {{"program", invocation.program}, {"verb", std::string(verb) + " " + std::string(next)}});
    return;
  }
  // `git remote` alone lists, as `git tag` does.
  if (IsOneOf(verb, {"commit", "push"}) ||
      (verb == "remote" && IsOneOf(next, {"add", "set-url"})) ||
      (verb == "tag" && !next.empty() && !next.starts_with('-')))
    scene.Add(FactKind::kScriptPublish, invocation, {{"program", "git"}, {"verb", verb}});
  const bool hooks =
      verb == "config" && invocation.text.find("core.hooksPath") != std::string::npos;
  if (hooks)
    scene.Add(FactKind::kScriptPersistence, invocation,
              {{"how", "git-hook"}, {"path", invocation.arguments.back().text}});
  if (IsOneOf(verb, {"clone", "fetch", "pull", "submodule"})) {
    const auto url =
        std::find_if(invocation.arguments.begin(), invocation.arguments.end(),
                     [](const ShellArgument& argument) {
                       return UrlParts::Parse(argument.text) || argument.text.starts_with("git@");
                     });
    if (url == invocation.arguments.end()) return;
    const auto parts = UrlParts::Parse(url->text);
    const std::string host = parts ? parts->host
                                   : url->text.substr(4, url->text.find(':') == std::string::npos
                                                             ? std::string::npos
                                                             : url->text.find(':') - 4);
    scene.Add(FactKind::kScriptDownload, invocation,
              {{"program", "git"},
               {"url", url->text},
               {"host", host},
               {"transport", parts ? std::string_view(parts->scheme) : std::string_view("ssh")},
               {"to", "file"},
               {"insecure", YesNo(parts && parts->scheme == "http")}});
  }
}

}  // namespace facts
