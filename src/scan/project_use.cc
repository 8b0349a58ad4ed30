#include "scan/project_use.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "facts/usage/own_code.h"
#include "formats/json.h"
#include "model/use_limits.h"

namespace scan {
namespace {

/// What package managers install, and what tools make of the code beside it.
bool IsOwnFolder(std::string_view name) {
  constexpr std::array<std::string_view, 12> kNot = {"node_modules",
                                                     ".git",
                                                     ".yarn",
                                                     ".pnpm-store",
                                                     ".next",
                                                     ".nuxt",
                                                     ".svelte-kit",
                                                     ".turbo",
                                                     ".parcel-cache",
                                                     ".cache",
                                                     "bower_components",
                                                     ".nyc_output"};
  return std::find(kNot.begin(), kNot.end(), name) == kNot.end();
}

/// Programs that every machine has, and words of the shell: no package brings them.
bool IsUsualProgram(std::string_view word) {
  constexpr std::array<std::string_view, 34> kUsual = {
      "[",       "bash", "cat",    "cd",   "chmod", "cp",   "curl", "docker", "echo",
      "env",     "exit", "export", "find", "git",   "grep", "if",   "kill",   "ln",
      "ls",      "make", "mkdir",  "mv",   "node",  "npm",  "npx",  "pnpm",   "printf",
      "python3", "rm",   "sed",    "set",  "sh",    "test", "yarn"};
  return std::find(kUsual.begin(), kUsual.end(), word) != kUsual.end();
}

class Reader {
 public:
  Reader(const FileSystem& files, const std::string& folder, const Inventory& inventory,
         std::set<std::string> names)
      : files_(files), folder_(folder), names_(names), own_(std::move(names)) {
    for (const Package& package : inventory.packages) known_.insert(package.folder_name);
  }

  ProjectUse Read() {
    std::vector<std::string> waiting = {""};
    std::size_t entries = 0;
    while (!waiting.empty()) {
      const std::string below = std::move(waiting.back());
      waiting.pop_back();
      const auto listed = files_.List(JoinPath(folder_, below));
      if (!listed) {
        own_.TakeUnread(below, listed.error().message);
        continue;
      }
      for (const FolderEntry& entry : *listed) {
        const std::string path = JoinPath(below, entry.name);
        if (++entries > limits::kFolderEntries) {
          own_.TakeUnread(path, "there are more entries than the limit");
          return own_.Finish();
        }
        // Links are not followed: what they lead to inside the project is read where it lies.
        if (entry.type == FileType::kFolder && IsOwnFolder(entry.name)) waiting.push_back(path);
        if (entry.type == FileType::kFile) File(path);
      }
    }
    ProjectUse use = own_.Finish();
    if (!code_) use.unread.emplace_back("there is no code of its own in the folder");
    return use;
  }

 private:
  void File(const std::string& path) {
    const bool manifest = BaseName(path) == "package.json";
    if (!facts::OwnCode::Wants(path)) return;
    const auto bytes = files_.Read(JoinPath(folder_, path), limits::kOwnBytes);
    if (!bytes) return own_.TakeUnread(path, bytes.error().message);
    own_.TakeFile(path, AsText(*bytes));
    if (manifest) {
      Manifest(path, AsText(*bytes));
    } else if (path.find(".config.") == std::string::npos && !path.ends_with("json")) {
      code_ = true;
    }
  }

  void Manifest(const std::string& path, std::string_view text) {
    const auto document = formats::ParseJson(text);
    if (!document) return own_.TakeUnread(path, "it is no JSON");
    for (const auto& script : document->root().Members().MembersOf("scripts"))
      Script(path, script.value.AsString().value_or(""));
    Settings(document->root());
  }

  /// What other fields say (`prettier`, `jest`, `eslintConfig`) names packages for tools to load.
  void Settings(const formats::json::Value& root) {
    constexpr std::array<std::string_view, 16> kNot = {"name",
                                                       "version",
                                                       "description",
                                                       "keywords",
                                                       "scripts",
                                                       "dependencies",
                                                       "devDependencies",
                                                       "peerDependencies",
                                                       "optionalDependencies",
                                                       "bundledDependencies",
                                                       "bundleDependencies",
                                                       "overrides",
                                                       "resolutions",
                                                       "pnpm",
                                                       "peerDependenciesMeta",
                                                       "repository"};
    std::vector<formats::json::Value> waiting;
    for (const auto& member : root.Members()) {
      if (std::find(kNot.begin(), kNot.end(), member.key) == kNot.end())
        waiting.push_back(member.value);
    }
    while (!waiting.empty()) {
      const formats::json::Value value = waiting.back();
      waiting.pop_back();
      if (const auto text = value.AsString()) Named(*text);
      for (const auto& element : value.Elements()) waiting.push_back(element);
      for (const auto& member : value.Members()) {
        Named(member.key);
        waiting.push_back(member.value);
      }
    }
  }

  void Named(std::string_view text) {
    const std::string name(facts::PackageOfSpecifier(text));
    if (known_.contains(name)) own_.TakeNamed(name);
  }

  void Script(const std::string& path, std::string_view text) {
    bool first = true;
    const std::string plain = ReplaceAll(ReplaceAll(std::string(text), "\t", " "), "\n", " ");
    for (std::string_view word : Split(plain, ' ')) {
      while (!word.empty() && (word.front() == '"' || word.front() == '\'' || word.front() == '('))
        word.remove_prefix(1);
      const bool ends = word.ends_with(';');
      while (!word.empty() && (word.back() == '"' || word.back() == '\'' || word.back() == ')' ||
                               word.back() == ';'))
        word.remove_suffix(1);
      if (word.empty()) continue;
      if (word == "&&" || word == "||" || word == "|" || word == "&") {
        first = true;
        continue;
      }
      const bool assignment = first && word.find('=') != std::string_view::npos;
      if (!assignment) {
        Word(path, word, first);
        first = false;
      }
      first = first || ends;
    }
  }

  /// A word of a script: a program that a package brings, or an argument that names a package.
  void Word(const std::string& path, std::string_view word, bool is_program) {
    Named(word);
    if (word.find('/') != std::string_view::npos) return;
    const auto link = files_.ReadLink(JoinPath(folder_, "node_modules/.bin/" + std::string(word)));
    if (link) {
      std::string_view target = *link;
      while (target.starts_with("../")) target.remove_prefix(3);
      own_.TakeNamed(std::string(facts::PackageOfSpecifier(target)));
      return;
    }
    if (!is_program || IsUsualProgram(word) || known_.contains(std::string(word))) return;
    own_.TakeUnread(path,
                    fmt::format("which package brings the program {} is not known", Quote(word)));
  }

  const FileSystem& files_;
  const std::string& folder_;
  std::set<std::string> names_;
  facts::OwnCode own_;
  std::set<std::string> known_;  ///< names of everything installed
  bool code_ = false;
};

}  // namespace

ProjectUse ReadProjectUse(const FileSystem& files, const std::string& folder,
                          const Inventory& inventory, std::set<std::string> names) {
  return Reader(files, folder, inventory, std::move(names)).Read();
}

}  // namespace scan
