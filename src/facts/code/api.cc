#include "facts/code/api.h"

#include <bitset>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/pieces.h"

namespace facts::code {
namespace {

struct Line {
  std::string_view path;
  Does does;
  std::string_view arguments;
  std::string_view gives;
};
constexpr auto kLines = std::to_array<Line>({
#define API(path, does, arguments, gives) {path, Does::does, arguments, gives},
#define ALIAS(path, target)
#include "facts/code/node_api.def"
});

struct AliasLine {
  std::string_view path;
  std::string_view target;
};
constexpr auto kAliases = std::to_array<AliasLine>({
#define API(path, does, arguments, gives)
#define ALIAS(path, target) {path, target},
#include "facts/code/node_api.def"
});

Role RoleNamed(std::string_view name) {
  constexpr auto kRoles = std::to_array<std::pair<std::string_view, Role>>({
      {"-", Role::kNone},
      {"args", Role::kArgs},
      {"callback", Role::kCallback},
      {"code", Role::kCode},
      {"command", Role::kCommand},
      {"data", Role::kData},
      {"function", Role::kFunction},
      {"host", Role::kHost},
      {"module", Role::kModule},
      {"name", Role::kName},
      {"options", Role::kOptions},
      {"path", Role::kPath},
      {"port", Role::kPort},
      {"program", Role::kProgram},
      {"target", Role::kTarget},
      {"text", Role::kText},
      {"to", Role::kTo},
      {"url", Role::kUrl},
      {"value", Role::kValue},
  });
  for (const auto& [text, role] : kRoles) {
    if (text == name) return role;
  }
  CHECK(false, "node_api.def names only roles that exist");
  return Role::kNone;
}

SourceLabel LabelNamed(std::string_view name) {
  constexpr auto kLabels = std::to_array<std::pair<std::string_view, SourceLabel>>({
      {"clipboard", SourceLabel::kClipboard},
      {"command", SourceLabel::kCommand},
      {"decoded", SourceLabel::kCharacters},
      {"environment", SourceLabel::kEnvironment},
      {"file", SourceLabel::kFile},
      {"keyboard", SourceLabel::kKeyboard},
      {"network", SourceLabel::kNetwork},
      {"request", SourceLabel::kRequest},
      {"screen", SourceLabel::kScreen},
      {"system", SourceLabel::kSystem},
  });
  for (const auto& [text, label] : kLabels) {
    if (text == name) return label;
  }
  return SourceLabel::kNone;
}

/// A module name may hold dots and slashes of its own; no name of the table has a dot there.
class Table {
 public:
  Table() {
    apis_.emplace_back();
    targets_.push_back(ApiId::kNone);
    words_.emplace_back();
    for (const AliasLine& line : kAliases) Make(line.path);
    for (const Line& line : kLines) Make(line.path);
    for (const Line& line : kLines) Fill(apis_[Index(Walk(line.path))], line);
    for (const AliasLine& line : kAliases) {
      const ApiId target = Make(line.target);
      const ApiId alias = Walk(line.path);
      if (alias != target) targets_[Index(alias)] = target;
    }
  }

  [[nodiscard]] const Api& operator[](ApiId id) const { return apis_[Index(id)]; }
  [[nodiscard]] WordId Word(std::string_view text) const {
    if (!may_be_word_[ShapeOf(text)]) return WordId::kNone;
    const auto found = word_ids_.find(text);
    return found == word_ids_.end() ? WordId::kNone : found->second;
  }
  [[nodiscard]] std::string_view Text(WordId word) const {
    return words_[static_cast<std::size_t>(word)];
  }
  [[nodiscard]] ApiId Member(ApiId api, WordId word) const {
    const auto found = children_.find(Key(api, word));
    return found == children_.end() ? ApiId::kNone : Target(found->second);
  }
  /// Follows `path` as code would; kNone when it leads nowhere.
  [[nodiscard]] ApiId Find(std::string_view path) const {
    ApiId at = ApiId::kNone;
    for (const std::string_view part : Pieces(path, '.')) {
      at = Member(at, Word(part));
      if (at == ApiId::kNone) return at;
    }
    return at;
  }

 private:
  static constexpr std::size_t kShapes = 1U << 16U;
  /// Length, first and last letter: most names of a program share theirs with no word.
  static std::size_t ShapeOf(std::string_view text) {
    if (text.empty()) return 0;
    const auto first = static_cast<unsigned char>(text.front());
    const auto last = static_cast<unsigned char>(text.back());
    return (text.size() * 0x1F35U ^ std::size_t{first} << 8U ^ last) % kShapes;
  }
  static std::size_t Index(ApiId id) { return static_cast<std::size_t>(id); }
  static std::uint32_t Key(ApiId api, WordId word) {
    return static_cast<std::uint32_t>(api) << 16U | static_cast<std::uint32_t>(word);
  }
  [[nodiscard]] ApiId Target(ApiId id) const {
    for (int hops = 0; hops < 8 && targets_[Index(id)] != ApiId::kNone; ++hops)
      id = targets_[Index(id)];
    return id;
  }
  /// The entry that the line itself made, aliases not followed at the end.
  [[nodiscard]] ApiId Walk(std::string_view path) const {
    ApiId at = ApiId::kNone;
    for (const std::string_view part : Pieces(path, '.')) at = children_.at(Key(at, Word(part)));
    return at;
  }
  ApiId Make(std::string_view path) {
    ApiId at = ApiId::kNone;
    for (const std::string_view part : Pieces(path, '.')) {
      auto [word, fresh] = word_ids_.try_emplace(part, static_cast<WordId>(words_.size()));
      if (fresh) words_.push_back(part);
      may_be_word_[ShapeOf(part)] = true;
      const auto [child, made] =
          children_.try_emplace(Key(at, word->second), static_cast<ApiId>(apis_.size()));
      if (made) {
        apis_.push_back({.path = path.substr(0, static_cast<std::size_t>(part.data() + part.size() -
                                                                         path.data()))});
        targets_.push_back(ApiId::kNone);
      }
      at = child->second;
    }
    return at;
  }
  void Fill(Api& api, const Line& line) {
    api.path = line.path;
    api.does = line.does;
    std::size_t at = 0;
    for (std::string_view role : Pieces(line.arguments, ' ')) {
      if (role.empty()) continue;
      CHECK(at < api.roles.size(), "a line of node_api.def has at most six arguments");
      const bool repeats = role.ends_with('*');
      if (repeats) role.remove_suffix(1);
      api.roles[at++] = RoleNamed(role);
      if (repeats) api.rest = RoleNamed(role);
    }
    for (const std::string_view word : Pieces(line.gives, ' ')) {
      if (word.empty()) continue;
      if (word == "same") {
        api.gives_argument = true;
      } else if (const SourceLabel label = LabelNamed(word); label != SourceLabel::kNone) {
        api.label = label;
      } else {
        gives_.emplace_back(&api - apis_.data(), word);
      }
    }
  }

 public:
  /// What lines give by name: after all names are there.
  void Link() {
    for (const auto& [api, word] : gives_) {
      const ApiId given = Find(word);
      apis_[static_cast<std::size_t>(api)].gives = given == ApiId::kNone ? Make(word) : given;
    }
  }

 private:
  std::vector<Api> apis_;
  std::vector<ApiId> targets_;
  std::vector<std::string_view> words_;
  std::unordered_map<std::string_view, WordId> word_ids_;
  std::bitset<kShapes> may_be_word_;
  std::unordered_map<std::uint32_t, ApiId> children_;
  std::vector<std::pair<std::ptrdiff_t, std::string_view>> gives_;
};

const Table& TheTable() {
  static const Table kTable = [] {
    Table table;
    table.Link();
    return table;
  }();
  return kTable;
}

}  // namespace

std::string_view NameOf(SourceLabel label) {
  switch (label) {
    case SourceLabel::kNone:
      return "none";
    case SourceLabel::kCharacters:
      return "decoded";
    case SourceLabel::kClipboard:
      return "clipboard";
    case SourceLabel::kCommand:
      return "command-output";
    case SourceLabel::kData:
      return "data";
    case SourceLabel::kEnvironment:
      return "environment";
    case SourceLabel::kEnvironmentAll:
      return "whole-environment";
    case SourceLabel::kFile:
      return "file";
    case SourceLabel::kIntercepted:
      return "intercepted";
    case SourceLabel::kKeyArgument:
      return "key-argument";
    case SourceLabel::kKeyboard:
      return "keyboard";
    case SourceLabel::kNetwork:
      return "network";
    case SourceLabel::kRequest:
      return "request";
    case SourceLabel::kScreen:
      return "screen";
    case SourceLabel::kSecretFile:
      return "secret-file";
    case SourceLabel::kSystem:
      return "system";
  }
  return {};
}

const Api& ApiOf(ApiId id) {
  return TheTable()[id];
}
WordId FindWord(std::string_view text) {
  return TheTable().Word(text);
}
std::string_view TextOf(WordId word) {
  return TheTable().Text(word);
}
ApiId MemberOf(ApiId api, WordId name) {
  if (api == ApiId::kNone || name == WordId::kNone) return ApiId::kNone;
  return TheTable().Member(api, name);
}
ApiId FindModule(std::string_view specifier) {
  if (specifier.starts_with("node:")) specifier.remove_prefix(5);
  if (specifier.empty() || specifier[0] == '@' || specifier.starts_with("global"))
    return ApiId::kNone;
  return TheTable().Find(specifier);
}
ApiId GlobalObject() {
  static const ApiId kGlobal = TheTable().Find("global");
  return kGlobal;
}
ApiId FindApi(std::string_view path) {
  return TheTable().Find(path);
}

}  // namespace facts::code
