// How variables get their values, read off their mentions and what those stand in.
#include <algorithm>

#include "base/limits.h"
#include "facts/code/resolver.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

/// The part of a shared vector that one call fills, given back at its end: calls of calls nest.
template <typename T>
class Stack {
 public:
  explicit Stack(std::vector<T>& all) : all_(all), first_(all.size()) {}
  ~Stack() { all_.resize(first_); }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;
  [[nodiscard]] std::span<const T> items() const { return std::span(all_).subspan(first_); }

 private:
  std::vector<T>& all_;
  const std::size_t first_;
};

/// Place of `node` in `list`; the list's size when it is not there.
std::uint32_t IndexIn(std::span<const NodeId> list, NodeId node) {
  return static_cast<std::uint32_t>(std::find(list.begin(), list.end(), node) - list.begin());
}

}  // namespace

std::string_view Resolver::KeyText(FileId id, NodeId key, bool computed) {
  const CodeFile& file = package_[id];
  if (!computed) {
    if (const auto* name = file.tree().If<js::IdentifierName>(key)) return file.Text(name->name);
    if (const auto* name = file.tree().If<js::Identifier>(key)) return file.Text(name->name);
    if (file.tree().KindOf(key) == Kind::kNumericLiteral)
      return file.tree().Source(file.tree()[key].span());
  }
  if (const auto* text = file.tree().If<js::StringLiteral>(key)) return file.Text(text->value);
  const auto text = computed ? ConstantText({id, key}) : std::nullopt;
  return text ? texts_.Text(texts_.Intern(*text)) : std::string_view();
}

/// Climbs from a declaring or written mention to what gives it its value.
void Resolver::Define(FileId id, NodeId mention) {
  const CodeFile& file = package_[id];
  const js::Tree& tree = file.tree();
  Definition definition;
  const Stack<std::string_view> path(path_);  // from the variable outwards
  const auto add = [&](NodeId value, Definition::Kind kind) {
    definition.kind = kind;
    definition.value = value;
    const std::span<const std::string_view> outwards = path.items();
    std::reverse(path_.end() - static_cast<std::ptrdiff_t>(outwards.size()), path_.end());
    definition.path = arena_.Copy(outwards);
    definitions_.push_back(definition);
  };
  const auto value = [&](NodeId node) {
    if (node != NodeId::kNone) add(node, Definition::Kind::kValue);
  };
  NodeId at = mention;
  for (NodeId up = file.ParentOf(at); up != NodeId::kNone; at = up, up = file.ParentOf(at)) {
    if (!budget_.Step()) return;
    const Kind kind = tree.KindOf(up);
    if (IsFunction(kind)) {
      const FunctionParts parts = PartsOf(tree, up);
      if (at == parts.id) return value(up);
      definition.index = IndexIn(tree.List(parts.params), at);
      return add(up, Definition::Kind::kParameter);
    }
    switch (kind) {
      case Kind::kVariableDeclarator: {
        const NodeId init = tree.As<js::VariableDeclarator>(up).init;
        if (init != NodeId::kNone) return value(init);
        const NodeId loop = file.ParentOf(file.ParentOf(up));
        if (const auto* of = tree.If<js::ForOfStatement>(loop))
          return add(of->right, Definition::Kind::kElement);
        if (const auto* in = tree.If<js::ForInStatement>(loop))
          return add(in->right, Definition::Kind::kElement);
        return;
      }
      case Kind::kAssignmentExpression:
        return value(tree.As<js::AssignmentExpression>(up).right);
      case Kind::kForOfStatement:
        return add(tree.As<js::ForOfStatement>(up).right, Definition::Kind::kElement);
      case Kind::kForInStatement:
        return add(tree.As<js::ForInStatement>(up).right, Definition::Kind::kElement);
      case Kind::kClassDeclaration:
      case Kind::kClassExpression:
        return value(up);
      case Kind::kCatchClause:
        return add(up, Definition::Kind::kCaught);
      case Kind::kProperty: {
        const auto& property = tree.As<js::Property>(up);
        path_.push_back(KeyText(id, property.key, property.computed()));
        break;
      }
      case Kind::kArrayPattern: {
        const auto index = IndexIn(tree.List(tree.As<js::ArrayPattern>(up).elements), at);
        path_.push_back(texts_.Text(texts_.Intern(std::to_string(index))));
        break;
      }
      case Kind::kAssignmentPattern: {
        const auto& pattern = tree.As<js::AssignmentPattern>(up);
        if (pattern.left == at) {
          Definition fallback;
          fallback.value = pattern.right;
          if (path.items().empty()) definitions_.push_back(fallback);
        }
        break;
      }
      case Kind::kRestElement:
        definition.rest = true;
        break;
      case Kind::kObjectPattern:
        break;
      case Kind::kImportSpecifier: {
        const auto& specifier = tree.As<js::ImportSpecifier>(up);
        const NodeId name =
            specifier.imported == NodeId::kNone ? specifier.local : specifier.imported;
        path_.push_back(KeyText(id, name, /*computed=*/false));
        return add(file.ParentOf(up), Definition::Kind::kImport);
      }
      case Kind::kImportDefaultSpecifier:
        path_.emplace_back("default");
        return add(file.ParentOf(up), Definition::Kind::kImport);
      case Kind::kImportNamespaceSpecifier:
        path_.emplace_back("*");
        return add(file.ParentOf(up), Definition::Kind::kImport);
      case Kind::kTSImportEqualsDeclaration:
        return value(tree.As<js::TSImportEqualsDeclaration>(up).module_reference);
      default:  // an update, a label, a type: no value comes from there
        return;
    }
  }
}

std::span<const Definition> Resolver::Definitions(FileId id, js::BindingId binding) {
  BindingMemory& memory = MemoryOf(id, binding);
  if (memory.defined) return {memory.definitions, memory.definition_count};
  memory.defined = true;
  const Stack<Definition> found(definitions_);
  const CodeFile& file = package_[id];
  const js::Tree& tree = file.tree();
  const js::Binding& variable = file.scopes()[binding];
  const auto* const declaration = tree.If<js::Identifier>(variable.declaration);
  if (variable.definitions == 1 && declaration != nullptr && declaration->binding == binding &&
      declaration->Has(js::Node::kDeclares)) {
    if (budget_.Step()) Define(id, variable.declaration);  // as most variables are
  } else if (variable.definitions > 0) {
    for (const NodeId mention : file.scopes().Mentions(binding)) {
      if (!budget_.Step() || found.items().size() >= limits::kCodeDefinitions) break;
      const js::Node& node = tree[mention];
      if (node.Has(js::Node::kDeclares) || node.Has(js::Node::kWrites)) Define(id, mention);
    }
  }
  const auto kept = arena_.Copy(found.items());
  memory.definitions = kept.data();
  memory.definition_count = static_cast<std::uint32_t>(kept.size());
  return kept;
}

namespace {

/// True for methods that put their arguments into the object they are called on.
bool IsAdder(std::string_view method) {
  return method == "push" || method == "unshift" || method == "set" || method == "append" ||
         method == "add" || method == "concat" || method == "splice";
}

}  // namespace

std::span<const PropertyWrite> Resolver::Writes(FileId id, js::BindingId binding) {
  BindingMemory& memory = MemoryOf(id, binding);
  if (memory.written) return {memory.writes, memory.write_count};
  memory.written = true;
  std::vector<PropertyWrite> found;
  const CodeFile& file = package_[id];
  const js::Tree& tree = file.tree();
  const auto add_object = [&](NodeId argument) {
    const auto* const object = tree.If<js::ObjectExpression>(argument);
    if (object == nullptr) return found.push_back({.value = argument});
    for (const NodeId item : tree.List(object->properties)) {
      if (const auto* property = tree.If<js::Property>(item)) {
        const auto* const name = tree.If<js::IdentifierName>(property->key);
        found.push_back({.name = name == nullptr ? std::string_view() : file.Text(name->name),
                         .value = property->value});
      }
    }
  };
  for (const NodeId mention : file.scopes().Mentions(binding)) {
    if (!budget_.Step() || found.size() >= limits::kCodeDefinitions) break;
    const NodeId up = file.ParentOf(mention);
    const auto* const member = tree.If<js::MemberExpression>(up);
    if (member != nullptr && member->object == mention) {
      const NodeId above = file.ParentOf(up);
      if (const auto* assignment = tree.If<js::AssignmentExpression>(above);
          assignment != nullptr && assignment->left == up) {
        found.push_back({.name = MethodName(id, up), .value = assignment->right});
      } else if (const auto call = CallOf(tree, above);
                 call && call->callee == up && IsAdder(MethodName(id, up))) {
        for (const NodeId argument : call->arguments) found.push_back({.value = argument});
      }
      continue;
    }
    // `Object.assign(b, {..})`, and bundlers' `__export(b, {..})`.
    const auto call = CallOf(tree, up);
    if (!call || call->arguments.size() < 2 || call->arguments[0] != mention) continue;
    const bool fills = tree.KindOf(call->arguments[1]) == Kind::kObjectExpression ||
                       tree.KindOf(call->callee) == Kind::kMemberExpression;
    if (!fills) continue;
    const bool method = tree.KindOf(call->callee) == Kind::kMemberExpression;
    if (method && MethodName(id, call->callee) != "assign") continue;
    for (const NodeId argument : call->arguments.subspan(1)) add_object(argument);
  }
  const auto kept = arena_.Copy(std::span<const PropertyWrite>(found));
  memory.writes = kept.data();
  memory.write_count = static_cast<std::uint32_t>(kept.size());
  return kept;
}

ReturnedNodes Resolver::Returns(Site function) {
  const CodeFile& file = package_[function.file];
  const FunctionParts parts = PartsOf(file.tree(), function.node);
  ReturnedNodes found;
  if (parts.expression) {
    found.Add(parts.body);
    return found;
  }
  const FunctionId wanted = file.FunctionOf(function.node);
  // In source order, so those of one function lie between its begin and its end.
  const js::Node& node = file.tree()[function.node];
  const auto& all = file.spots().returns;
  auto at = std::lower_bound(all.begin(), all.end(), node.begin,
                             [&](const Spot& spot, std::uint32_t offset) {
                               return file.tree()[spot.node].begin < offset;
                             });
  for (; at != all.end() && file.tree()[at->node].begin < node.end(); ++at) {
    if (!budget_.Step() || found.full()) break;
    const NodeId argument = file.tree().As<js::ReturnStatement>(at->node).argument;
    if (at->owner == wanted && argument != NodeId::kNone) found.Add(argument);
  }
  return found;
}

}  // namespace facts::code
