// Which packages one file imports, and what of them it names.
#include <unordered_map>

#include "base/span.h"
#include "facts/usage/own_code.h"
#include "js/goal.h"
#include "js/tree.h"
#include "model/use_limits.h"

namespace facts {
namespace {

using js::BindingId;
using js::Kind;
using js::NodeId;

constexpr std::string_view kDefault = "default";

class FileImports {
 public:
  FileImports(const std::string& path, const js::Module& module, const std::set<std::string>& names,
              ProjectUse& use)
      : path_(path),
        module_(module),
        tree_(*module.tree),
        lines_(tree_.source()),
        names_(names),
        use_(use) {}

  void Read() {
    js::Walk(tree_, module_.program, [this](NodeId node) {
      Enter(node);
      return true;
    });
    for (const auto& [binding, package] : held_) ReadMentions(binding, *package);
  }

 private:
  std::string_view TextOf(NodeId node) const {
    if (const auto* text = tree_.If<js::StringLiteral>(node)) return tree_.Text(text->value);
    return {};
  }
  std::string_view NameOf(NodeId node) const {
    if (const auto* name = tree_.If<js::IdentifierName>(node)) return tree_.Text(name->name);
    if (const auto* name = tree_.If<js::Identifier>(node)) return tree_.Text(name->name);
    if (const auto* name = tree_.If<js::JSXIdentifier>(node)) return tree_.Text(name->name);
    return TextOf(node);
  }

  /// The package that a specifier names, noted with its place; nullptr when it names none.
  PackageUse* Import(NodeId at, std::string_view specifier) {
    const std::string_view name = PackageOfSpecifier(specifier);
    if (name.empty()) return nullptr;
    PackageUse& package = use_.imported[std::string(name)];
    const ImportPlace place{.file = path_,
                            .position = lines_.Find(tree_.source(), tree_[at].begin)};
    // A few more than are told, as files come in any order.
    if (package.places.size() < limits::kOwnFiles) package.places.push_back(place);
    // `lodash/template` is the export of that name, in the way of many packages.
    if (specifier.size() > name.size() + 1) {
      std::string_view file = specifier.substr(name.size() + 1);
      file = file.substr(file.rfind('/') == std::string_view::npos ? 0 : file.rfind('/') + 1);
      Export(package, file.substr(0, file.find('.')));
    }
    return &package;
  }

  static void Export(PackageUse& package, std::string_view name) {
    if (name.empty()) {
      package.whole = true;
    } else if (package.exports.size() < limits::kUseExports) {
      package.exports.emplace(name);
    } else {
      package.whole = true;
    }
  }

  /// Without what changes nothing: `await`, parentheses, `as T`, `!`.
  NodeId Bare(NodeId node) const {
    for (;;) {
      if (const auto* wait = tree_.If<js::AwaitExpression>(node)) {
        node = wait->argument;
      } else if (const auto* chain = tree_.If<js::ChainExpression>(node)) {
        node = chain->expression;
      } else if (const auto* as = tree_.If<js::TSAsExpression>(node)) {
        node = as->expression;
      } else if (const auto* sure = tree_.If<js::TSNonNullExpression>(node)) {
        node = sure->expression;
      } else {
        return node;
      }
    }
  }

  /// The argument of `require(...)` or `import(...)`; kNone for anything else.
  NodeId SourceOf(NodeId node) const {
    if (const auto* import = tree_.If<js::ImportExpression>(node)) return import->source;
    const auto* const call = tree_.If<js::CallExpression>(node);
    if (call == nullptr) return NodeId::kNone;
    const auto arguments = tree_.List(call->arguments);
    const auto* const callee = tree_.If<js::Identifier>(call->callee);
    const bool is_require = callee != nullptr && tree_.Text(callee->name) == "require";
    return is_require && !arguments.empty() ? arguments.front() : NodeId::kNone;
  }

  /// The package that `expression` loads; its import is noted once.
  PackageUse* Loaded(NodeId expression) {
    expression = Bare(expression);
    const auto known = loaded_.find(static_cast<std::uint32_t>(expression));
    if (known != loaded_.end()) return known->second;
    const NodeId source = SourceOf(expression);
    if (source == NodeId::kNone) return nullptr;
    PackageUse* package = nullptr;
    const std::string_view text = TextOf(source);
    if (!text.empty()) {
      package = Import(expression, text);
    } else {
      Computed(source);
    }
    loaded_.emplace(static_cast<std::uint32_t>(expression), package);
    return package;
  }

  /// A name that is put together: harmless when it begins like a path, or with a package's name.
  void Computed(NodeId source) {
    NodeId first = source;
    while (const auto* sum = tree_.If<js::BinaryExpression>(first)) first = sum->left;
    std::string_view text = TextOf(first);
    if (const auto* shape = tree_.If<js::TemplateLiteral>(first)) {
      const auto quasis = tree_.List(shape->quasis);
      if (!quasis.empty()) text = tree_.Source(tree_[quasis.front()].span());
    }
    if (text.starts_with('.') || text.starts_with('/') || text.starts_with("node:")) return;
    const std::string_view name = PackageOfSpecifier(text);
    // "name/" and more: some file of that package, which one nobody knows.
    if (!name.empty() && text.size() > name.size() && text[name.size()] == '/') {
      if (PackageUse* package = Import(source, text)) package->whole = true;
      return;
    }
    use_.computed = true;
  }

  void Enter(NodeId node) {
    switch (tree_.KindOf(node)) {
      case Kind::kImportDeclaration:
        return TakeImport(tree_.As<js::ImportDeclaration>(node), node);
      case Kind::kExportNamedDeclaration:
        return TakeExport(tree_.As<js::ExportNamedDeclaration>(node), node);
      case Kind::kExportAllDeclaration: {
        const auto& all = tree_.As<js::ExportAllDeclaration>(node);
        if (all.export_kind() == js::ImportKind::kType) return;
        if (PackageUse* package = Import(node, TextOf(all.source))) package->whole = true;
        return;
      }
      case Kind::kTSImportEqualsDeclaration:
        return TakeImportEquals(tree_.As<js::TSImportEqualsDeclaration>(node));
      case Kind::kVariableDeclarator: {
        const auto& one = tree_.As<js::VariableDeclarator>(node);
        if (one.init == NodeId::kNone) return;
        if (PackageUse* package = Loaded(one.init)) {
          Settle(one.init);
          Bind(one.id, *package);
        } else {
          TakePattern(one.id, one.init);
        }
        return;
      }
      case Kind::kMemberExpression: {
        const auto& member = tree_.As<js::MemberExpression>(node);
        return TakeMember(member.object,
                          member.computed() ? TextOf(member.property) : NameOf(member.property));
      }
      case Kind::kJSXMemberExpression: {
        const auto& member = tree_.As<js::JSXMemberExpression>(node);
        return TakeMember(member.object, NameOf(member.property));
      }
      case Kind::kNewExpression:
        return TakeMember(tree_.As<js::NewExpression>(node).callee, kDefault);
      case Kind::kTaggedTemplateExpression:
        return TakeMember(tree_.As<js::TaggedTemplateExpression>(node).tag, kDefault);
      case Kind::kExpressionStatement: {
        // For its effects alone.
        const NodeId expression = tree_.As<js::ExpressionStatement>(node).expression;
        if (Loaded(expression) != nullptr) Settle(expression);
        return;
      }
      case Kind::kCallExpression:
        TakeMember(tree_.As<js::CallExpression>(node).callee, kDefault);
        return TakeLoose(node);
      case Kind::kImportExpression:
        return TakeLoose(node);
      case Kind::kTSTypeReference:
        return TakeType(tree_.As<js::TSTypeReference>(node).type_name);
      case Kind::kTSTypeQuery:
        return TakeType(tree_.As<js::TSTypeQuery>(node).expr_name);
      case Kind::kTSQualifiedName:
        return TakeType(tree_.As<js::TSQualifiedName>(node).left);
      case Kind::kStringLiteral: {
        const std::string name(PackageOfSpecifier(TextOf(node)));
        if (names_.contains(name)) use_.named.insert(name);
        return;
      }
      default:  // NOLINT: only these speak of packages
        return;
    }
  }

  /// A load whose value no case above took: who knows what becomes of it.
  void TakeLoose(NodeId node) {
    PackageUse* const package = Loaded(node);
    if (package != nullptr && !settled_.contains(static_cast<std::uint32_t>(node)))
      package->whole = true;
  }
  void Settle(NodeId expression) { settled_.insert(static_cast<std::uint32_t>(Bare(expression))); }

  void TakeMember(NodeId object, std::string_view name) {
    object = Bare(object);
    if (BindingOf(object) != BindingId::kNone) {
      named_.emplace(static_cast<std::uint32_t>(object), name);
    } else if (PackageUse* package = Loaded(object)) {
      Settle(object);
      Export(*package, name);
    }
  }

  void TakeType(NodeId name) {
    if (BindingOf(name) != BindingId::kNone) types_.insert(static_cast<std::uint32_t>(name));
  }

  BindingId BindingOf(NodeId node) const {
    if (const auto* name = tree_.If<js::Identifier>(node)) return name->binding;
    if (const auto* name = tree_.If<js::JSXIdentifier>(node)) return name->binding;
    return BindingId::kNone;
  }

  void TakeImport(const js::ImportDeclaration& import, NodeId node) {
    if (import.import_kind() == js::ImportKind::kType) return;
    PackageUse* const package = Import(node, TextOf(import.source));
    if (package == nullptr) return;
    for (const NodeId item : tree_.List(import.specifiers)) {
      if (const auto* one = tree_.If<js::ImportSpecifier>(item)) {
        if (one->import_kind() == js::ImportKind::kType) continue;
        const NodeId imported = one->imported == NodeId::kNone ? one->local : one->imported;
        const std::string_view name = NameOf(imported);
        if (name == kDefault) {
          Bind(one->local, *package);
        } else {
          Export(*package, name);
        }
      } else if (const auto* whole = tree_.If<js::ImportNamespaceSpecifier>(item)) {
        Bind(whole->local, *package);
      } else if (const auto* only = tree_.If<js::ImportDefaultSpecifier>(item)) {
        Bind(only->local, *package);
      }
    }
  }

  void TakeExport(const js::ExportNamedDeclaration& named, NodeId node) {
    if (named.source == NodeId::kNone || named.export_kind() == js::ImportKind::kType) return;
    PackageUse* const package = Import(node, TextOf(named.source));
    if (package == nullptr) return;
    for (const NodeId item : tree_.List(named.specifiers))
      Export(*package, NameOf(tree_.As<js::ExportSpecifier>(item).local));
  }

  void TakeImportEquals(const js::TSImportEqualsDeclaration& import) {
    const auto* const outside = tree_.If<js::TSExternalModuleReference>(import.module_reference);
    if (outside == nullptr || import.import_kind() == js::ImportKind::kType) return;
    if (PackageUse* package = Import(import.id, TextOf(outside->expression)))
      Bind(import.id, *package);
  }

  /// A name, or a pattern that takes names out of the package.
  void Bind(NodeId target, PackageUse& package) {
    if (const BindingId binding = BindingOf(target); binding != BindingId::kNone) {
      held_.emplace_back(binding, &package);
      return;
    }
    if (!TakeNames(target, package)) package.whole = true;
  }

  /// `const {a, b} = ns`, where `ns` is bound to a package: seen when mentions are read.
  void TakePattern(NodeId pattern, NodeId from) {
    const NodeId object = Bare(from);
    if (BindingOf(object) == BindingId::kNone || tree_.KindOf(pattern) != Kind::kObjectPattern)
      return;
    patterns_.emplace(static_cast<std::uint32_t>(object), pattern);
  }

  bool TakeNames(NodeId target, PackageUse& package) {
    const auto* const pattern = tree_.If<js::ObjectPattern>(target);
    if (pattern == nullptr) return false;
    for (const NodeId item : tree_.List(pattern->properties)) {
      const auto* const property = tree_.If<js::Property>(item);
      if (property == nullptr) return false;  // the rest of it
      Export(package, property->computed() ? TextOf(property->key) : NameOf(property->key));
    }
    return true;
  }

  void ReadMentions(BindingId binding, PackageUse& package) {
    const js::Scopes& scopes = *module_.scopes;
    if (scopes[binding].reassigned || scopes[binding].dynamic) package.whole = true;
    for (const NodeId mention : scopes.Mentions(binding)) {
      const auto key = static_cast<std::uint32_t>(mention);
      if (tree_[mention].Has(js::Node::kDeclares) || types_.contains(key)) continue;
      const auto name = named_.find(key);
      const auto pattern = patterns_.find(key);
      if (name != named_.end()) {
        Export(package, name->second);
      } else if (pattern != patterns_.end()) {
        if (!TakeNames(pattern->second, package)) package.whole = true;
      } else {
        package.whole = true;
      }
    }
  }

  const std::string& path_;
  const js::Module& module_;
  const js::Tree& tree_;
  LineTable lines_;
  const std::set<std::string>& names_;
  ProjectUse& use_;
  std::vector<std::pair<BindingId, PackageUse*>> held_;  ///< std::map keeps its values in place
  std::unordered_map<std::uint32_t, PackageUse*> loaded_;
  std::unordered_map<std::uint32_t, std::string_view>
      named_;  ///< mentions, and what is asked of them
  std::unordered_map<std::uint32_t, NodeId> patterns_;
  std::set<std::uint32_t> settled_;
  std::set<std::uint32_t> types_;
};

}  // namespace

bool ReadImports(const std::string& path, std::string_view text, const std::set<std::string>& names,
                 js::Scratch& scratch, ProjectUse& use) {
  js::Goal goal = js::GoalOf(path, js::PackageType::kAbsent);
  js::Module module = js::Parse(text, {.goal = goal}, scratch);
  // Bundlers take JSX and types in files that do not say so.
  for (const js::Goal other : {js::Goal::kJsx, js::Goal::kTsx}) {
    if (module.ok()) break;
    module = js::Parse(text, {.goal = other}, scratch);
  }
  const bool ok = module.ok();
  FileImports(path, module, names, use).Read();
  return ok;
}

}  // namespace facts
