#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "base/limits.h"
#include "base/symbol.h"
#include "facts/code/code_package.h"
#include "facts/code/constants.h"
#include "facts/code/node_map.h"

namespace facts::code {

/// What an expression stands for, as far as that is one thing.
struct Meaning {
  enum class Kind : std::uint8_t {
    kNone,
    kApi,       ///< `api`
    kFunction,  ///< the function node `site`
    kClass,     ///< the class node `site`
    kInstance,  ///< of the class node `site`
    kObject,    ///< the object or array literal `site`
    kExports,   ///< what the file of `site` exports
  };
  Kind kind = Kind::kNone;
  ApiId api = ApiId::kNone;
  Site site;

  [[nodiscard]] bool known() const { return kind != Kind::kNone; }
  bool operator==(const Meaning&) const = default;
};
[[nodiscard]] inline Meaning Known(ApiId api) {
  if (api == ApiId::kNone) return {};
  return {.kind = Meaning::Kind::kApi, .api = api};
}
[[nodiscard]] inline Meaning Known(Meaning::Kind kind, Site site) {
  return {.kind = kind, .api = ApiId::kNone, .site = site};
}

/// One way a variable gets its value: `path` are the properties taken from `value` on the way. Its
/// texts live as long as the Resolver.
struct Definition {
  enum class Kind : std::uint8_t {
    kValue,
    kElement,    ///< an element of `value` (for-of, for-in)
    kParameter,  ///< number `index` of function `value`
    kImport,     ///< by the declaration `value`, under `path`'s one name; "*" for the namespace
    kCaught,     ///< by the CatchClause `value`
  };
  Kind kind = Kind::kValue;
  js::NodeId value = js::NodeId::kNone;
  std::uint32_t index = 0;
  bool rest = false;  ///< a rest parameter, or the rest of an object
  std::span<const std::string_view> path;
};

/// A property given to the object that a variable holds: `b.name = value`, `Object.assign(b, ..)`.
struct PropertyWrite {
  std::string_view name;  ///< empty: not told, or an element that was added
  js::NodeId value = js::NodeId::kNone;
};

/// What the `return`s of a function give back: the first limits::kCodeDefinitions. Asked for at
/// every call, so without a list of its own.
class ReturnedNodes {
 public:
  ReturnedNodes() {}  // NOLINT(modernize-use-equals-default): leaves the nodes unwritten
  void Add(js::NodeId node) { nodes_[size_++] = node; }
  [[nodiscard]] bool full() const { return size_ == nodes_.size(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const js::NodeId* begin() const { return nodes_.data(); }
  [[nodiscard]] const js::NodeId* end() const { return nodes_.data() + size_; }

 private:
  std::array<js::NodeId, limits::kCodeDefinitions> nodes_;
  std::size_t size_ = 0;
};

/// Follows names to what they mean: through variables, patterns, members, aliases, wrappers, and
/// the modules of the package. Everything is remembered; a cycle means nothing.
class Resolver {
 public:
  Resolver(const CodePackage& package, Budget& budget);

  [[nodiscard]] Meaning Resolve(Site site);
  [[nodiscard]] Meaning ResolveBinding(FileId file, js::BindingId binding);
  /// What the member `name` of something is.
  [[nodiscard]] Meaning Member(const Meaning& of, std::string_view name);
  /// What a file exports under `name`.
  [[nodiscard]] Meaning Export(FileId file, std::string_view name);
  /// What `require` of the specifier gives.
  [[nodiscard]] Meaning Module(FileId from, std::string_view specifier);

  [[nodiscard]] std::span<const Definition> Definitions(FileId file, js::BindingId binding);
  [[nodiscard]] std::span<const PropertyWrite> Writes(FileId file, js::BindingId binding);
  /// The expression exported under `name`; the whole of `module.exports` under "". No node when
  /// there is none.
  [[nodiscard]] Site ExportSite(FileId file, std::string_view name);
  /// The values given to `this.name` in the file, and to members of that name of anything unknown.
  [[nodiscard]] std::span<const js::NodeId> FieldWrites(FileId file, std::string_view name);

  /// The constant text of an expression, as far as looking at it and what does not depend on a
  /// place (Constants::Settled) tell.
  [[nodiscard]] std::optional<std::string> ConstantText(Site site);
  /// The name that a member expression reads: written, or computed and constant.
  [[nodiscard]] std::optional<std::string> MemberName(FileId file,
                                                      const js::MemberExpression& member);
  /// The name of the method that `callee` reads off its object, written or constant; empty when it
  /// is no member or its name is not told.
  [[nodiscard]] std::string_view MethodName(FileId file, js::NodeId callee);
  /// True for `(f, a, b) => f(a, b)`: a call of it is a call of its first argument with the rest.
  [[nodiscard]] bool Forwards(Site function) const;
  /// The value of the property `name` of an object literal; kNone when there is none.
  [[nodiscard]] js::NodeId PropertyOf(FileId file, js::NodeId object, std::string_view name);
  /// The expressions that the function may return, in source order.
  [[nodiscard]] ReturnedNodes Returns(Site function);

  /// The constructor that a class declares; nothing when it declares none.
  [[nodiscard]] Meaning Constructor(Site type);

  [[nodiscard]] Constants& constants() { return constants_; }
  [[nodiscard]] Budget& budget() { return budget_; }
  [[nodiscard]] const CodePackage& package() const { return package_; }

 private:
  struct ExportTable {
    std::map<std::string_view, Site> names;
    Site whole;
    std::vector<FileId> all_of;
  };
  /// What is remembered of a variable.
  struct BindingMemory {
    const Definition* definitions = nullptr;
    const PropertyWrite* writes = nullptr;
    std::uint32_t definition_count = 0;
    std::uint32_t write_count = 0;
    Meaning meaning;
    bool asked = false;
    bool defined = false;
    bool written = false;
  };
  /// What is remembered of the fields of one name in a file.
  struct FieldMemory {
    std::vector<js::NodeId> writes;
    Meaning meaning;
    bool asked = false;
  };
  /// A member of a class or object literal under a constant name.
  struct NamedMember {
    std::string_view name;
    js::NodeId value = js::NodeId::kNone;
  };
  /// What is remembered of one file: made when something of it is first asked for.
  struct FileMemory {
    std::vector<BindingMemory> bindings;                       ///< by js::BindingId
    NodeMap<Meaning> results;                                  ///< of calls
    NodeMap<Meaning> written;                                  ///< of values given to properties
    NodeMap<std::span<const NamedMember>> members;             ///< sorted by name
    std::unordered_map<std::string_view, FieldMemory> fields;  ///< by name
    bool fields_ready = false;
  };
  /// Expressions within expressions within definitions: beyond it nothing is told.
  static constexpr unsigned kDeepest = 100;

  Meaning ResolveIdentifier(FileId file, const js::Identifier& name);
  Meaning ResolveMember(FileId file, const js::MemberExpression& member);
  Meaning ResolveCall(FileId file, js::NodeId node);
  Meaning ResolveThis(FileId file, js::NodeId node);
  Meaning ResolveDefinition(FileId file, const Definition& definition);
  Meaning ResolveParameter(FileId file, const Definition& definition);
  Meaning ResolveReturned(const Meaning& function, std::span<const js::NodeId> arguments,
                          FileId file);
  enum class Form : std::uint8_t { kCall, kConstruct };
  Meaning ResolveCallOf(const Meaning& callee, std::span<const js::NodeId> arguments, FileId from,
                        Form form);
  bool LeadsToFunction(FileId file, const js::MemberExpression& member);
  std::span<const PropertyWrite> WritesTo(Site literal);
  Meaning WrittenMeaning(Site value);
  bool IsBare(Site literal);
  Meaning CallResult(const Api& api, FileId file, std::span<const js::NodeId> arguments);
  Meaning ClassMember(Site type, std::string_view name);
  bool IsInterop(Site function);
  bool IsExportsObject(FileId file, js::NodeId node);
  const ExportTable& Exports(FileId file);
  void AddExport(FileId file, js::NodeId declaration, ExportTable& table);
  void AddCommonJs(FileId file, ExportTable& table);
  void Define(FileId file, js::NodeId mention);
  std::string_view KeyText(FileId file, js::NodeId key, bool computed);
  FileMemory& MemoryOf(FileId file);
  BindingMemory& MemoryOf(FileId file, js::BindingId binding) {
    return MemoryOf(file).bindings[static_cast<std::size_t>(binding)];
  }
  js::NodeId MemberOf(FileId file, js::NodeId holder, std::string_view name);
  NamedMember NamedMemberAt(FileId file, js::NodeId item);
  FieldMemory* FieldOf(FileId file, std::string_view name);
  Meaning FieldMeaning(FileId file, std::string_view name);

  const CodePackage& package_;
  Budget& budget_;
  Constants constants_;
  unsigned depth_ = 0;
  std::vector<std::unique_ptr<FileMemory>> memories_;     ///< by file
  std::unordered_map<std::uint64_t, std::string> names_;  ///< of computed members
  std::map<FileId, ExportTable> exports_;
  std::vector<Definition> definitions_;  ///< being gathered, and the names on the way to one
  std::vector<std::string_view> path_;
  Arena arena_;       ///< definitions, writes and members of all files
  SymbolPool texts_;  ///< names that had to be put together
};

}  // namespace facts::code
