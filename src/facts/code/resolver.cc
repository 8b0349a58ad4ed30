#include "facts/code/resolver.h"

#include <algorithm>

#include "base/limits.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

Resolver::Resolver(const CodePackage& package, Budget& budget)
    : package_(package), budget_(budget), constants_(package, budget), memories_(package.size()) {}

Resolver::FileMemory& Resolver::MemoryOf(FileId file) {
  auto& memory = memories_[static_cast<std::size_t>(file)];
  if (memory == nullptr) {
    memory = std::make_unique<FileMemory>();
    memory->bindings.resize(package_[file].scopes().bindings().size());
  }
  return *memory;
}

Meaning Resolver::Resolve(Site site) {
  if (depth_ > kDeepest || !budget_.Step() || site.node == NodeId::kNone) return {};
  const CodeFile& file = package_[site.file];
  const js::Tree& tree = file.tree();
  const NodeId node = Bare(tree, site.node);
  ++depth_;
  Meaning meaning;
  switch (tree.KindOf(node)) {
    case Kind::kIdentifier:
      meaning = ResolveIdentifier(site.file, tree.As<js::Identifier>(node));
      break;
    case Kind::kMemberExpression:
      meaning = ResolveMember(site.file, tree.As<js::MemberExpression>(node));
      break;
    case Kind::kCallExpression:
    case Kind::kNewExpression: {
      auto& results = MemoryOf(site.file).results;
      const auto [known, fresh] = results.TryEmplace(node);
      meaning = known;  // nothing while it is being worked on: a cycle
      if (!fresh) break;
      meaning = ResolveCall(site.file, node);
      results.TryEmplace(node).first = meaning;
      break;
    }
    case Kind::kImportExpression:
      if (const auto text = ConstantText({site.file, tree.As<js::ImportExpression>(node).source}))
        meaning = Module(site.file, *text);
      break;
    case Kind::kTSExternalModuleReference:
      if (const auto text =
              ConstantText({site.file, tree.As<js::TSExternalModuleReference>(node).expression}))
        meaning = Module(site.file, *text);
      break;
    case Kind::kFunctionDeclaration:
    case Kind::kFunctionExpression:
    case Kind::kArrowFunctionExpression:
      meaning = Known(Meaning::Kind::kFunction, {site.file, node});
      break;
    case Kind::kClassDeclaration:
    case Kind::kClassExpression:
      meaning = Known(Meaning::Kind::kClass, {site.file, node});
      break;
    case Kind::kObjectExpression:
    case Kind::kArrayExpression:
      meaning = Known(Meaning::Kind::kObject, {site.file, node});
      break;
    case Kind::kThisExpression:
      meaning = ResolveThis(site.file, node);
      break;
    case Kind::kAssignmentExpression:
      meaning = Resolve({site.file, tree.As<js::AssignmentExpression>(node).right});
      break;
    case Kind::kConditionalExpression: {
      const auto& choice = tree.As<js::ConditionalExpression>(node);
      meaning = Resolve({site.file, choice.consequent});
      if (!meaning.known()) meaning = Resolve({site.file, choice.alternate});
      break;
    }
    case Kind::kLogicalExpression: {
      const auto& logical = tree.As<js::LogicalExpression>(node);
      const bool both = logical.operator_word() == js::Operator::kAnd;
      meaning = Resolve({site.file, both ? logical.right : logical.left});
      if (!meaning.known()) meaning = Resolve({site.file, both ? logical.left : logical.right});
      break;
    }
    case Kind::kExportSpecifier:
    case Kind::kExportAllDeclaration: {
      const NodeId up = tree.KindOf(node) == Kind::kExportSpecifier ? file.ParentOf(node) : node;
      const NodeId source = tree.KindOf(up) == Kind::kExportAllDeclaration
                                ? tree.As<js::ExportAllDeclaration>(up).source
                                : tree.As<js::ExportNamedDeclaration>(up).source;
      const auto text = ConstantText({site.file, source});
      if (!text) break;
      meaning = Module(site.file, *text);
      if (tree.KindOf(node) == Kind::kExportSpecifier) {
        const NodeId local = tree.As<js::ExportSpecifier>(node).local;
        meaning = Member(meaning, KeyText(site.file, local, /*computed=*/false));
      }
      break;
    }
    default:  // a value, not a name of something
      break;
  }
  --depth_;
  return meaning;
}

Meaning Resolver::ResolveIdentifier(FileId id, const js::Identifier& name) {
  const CodeFile& file = package_[id];
  if (name.binding != js::BindingId::kNone) return ResolveBinding(id, name.binding);
  const WordId word = file.Word(name.name);
  if (word == WordId::kNone) return {};
  if (file.Text(name.name) == "exports") return Known(Meaning::Kind::kExports, {id, NodeId::kNone});
  return Known(code::MemberOf(GlobalObject(), word));
}

Meaning Resolver::ResolveBinding(FileId id, js::BindingId binding) {
  BindingMemory& memory = MemoryOf(id, binding);
  if (memory.asked) return memory.meaning;  // nothing while it is being worked on: a cycle
  memory.asked = true;
  Meaning meaning;
  for (const Definition& definition : Definitions(id, binding)) {
    meaning = ResolveDefinition(id, definition);
    if (meaning.known()) break;
  }
  if (depth_ <= kDeepest) memory.meaning = meaning;
  return meaning;
}

Meaning Resolver::ResolveDefinition(FileId id, const Definition& definition) {
  Meaning meaning;
  switch (definition.kind) {
    case Definition::Kind::kValue:
      meaning = Resolve({id, definition.value});
      break;
    case Definition::Kind::kParameter:
      meaning = ResolveParameter(id, definition);
      break;
    case Definition::Kind::kImport: {
      const CodeFile& file = package_[id];
      const auto& declaration = file.tree().As<js::ImportDeclaration>(definition.value);
      const auto* const source = file.tree().If<js::StringLiteral>(declaration.source);
      if (source == nullptr) return {};
      meaning = Module(id, file.Text(source->value));
      const std::string_view name = definition.path.front();
      return name == "*" ? meaning : Member(meaning, name);
    }
    case Definition::Kind::kElement:
    case Definition::Kind::kCaught:
      return {};
  }
  if (definition.rest) return {};
  for (const std::string_view name : definition.path) meaning = Member(meaning, name);
  return meaning;
}

std::optional<std::string> Resolver::ConstantText(Site site) {
  const CodeFile& file = package_[site.file];
  const js::Tree& tree = file.tree();
  if (depth_ > kDeepest || !budget_.Step() || site.node == NodeId::kNone) return std::nullopt;
  const NodeId node = Bare(tree, site.node);
  if (const auto* text = tree.If<js::StringLiteral>(node))
    return std::string(file.Text(text->value));
  ++depth_;
  std::optional<std::string> result;
  switch (tree.KindOf(node)) {
    case Kind::kNumericLiteral:
      result = std::string(tree.Source(tree[node].span()));
      break;
    case Kind::kTemplateLiteral: {
      const auto& literal = tree.As<js::TemplateLiteral>(node);
      const auto quasis = tree.List(literal.quasis);
      const auto expressions = tree.List(literal.expressions);
      std::string text;
      bool constant = true;
      for (std::size_t i = 0; constant && i < quasis.size(); ++i) {
        text += file.Text(tree.As<js::TemplateElement>(quasis[i]).cooked);
        if (i >= expressions.size()) break;
        const auto piece = ConstantText({site.file, expressions[i]});
        constant = piece.has_value();
        if (piece) text += *piece;
      }
      if (constant) result = std::move(text);
      break;
    }
    case Kind::kBinaryExpression: {
      const auto& binary = tree.As<js::BinaryExpression>(node);
      if (binary.operator_word() != js::Operator::kAdd) break;
      const auto right = ConstantText({site.file, binary.right});
      const auto left = right ? ConstantText({site.file, binary.left}) : std::nullopt;
      if (left && left->size() + right->size() <= limits::kCodeTextBytes) result = *left + *right;
      break;
    }
    case Kind::kIdentifier: {
      const auto& name = tree.As<js::Identifier>(node);
      if (name.binding == js::BindingId::kNone) break;
      const std::span<const Definition> definitions = Definitions(site.file, name.binding);
      if (definitions.size() != 1) break;
      const Definition& only = definitions[0];
      if (only.kind == Definition::Kind::kValue && only.path.empty() && !only.rest)
        result = ConstantText({site.file, only.value});
      break;
    }
    case Kind::kMemberExpression: {
      const auto& member = tree.As<js::MemberExpression>(node);
      const Meaning object = Resolve({site.file, member.object});
      if (object.kind != Meaning::Kind::kObject) break;
      const auto name = MemberName(site.file, member);
      if (!name) break;
      const NodeId value = PropertyOf(object.site.file, object.site.node, *name);
      if (value != NodeId::kNone) result = ConstantText({object.site.file, value});
      break;
    }
    default:  // the folder tries harder, see fold.h
      break;
  }
  --depth_;
  if (!result) {
    if (const std::string* const settled = constants_.Settled({site.file, node})) return *settled;
  }
  return result;
}

}  // namespace facts::code
