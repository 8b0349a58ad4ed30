// What members of things are: of interfaces, objects, classes, `this`.
#include "facts/code/resolver.h"

#include <algorithm>

#include "base/limits.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

/// `Function`, to which `.constructor` of any function leads.
ApiId FunctionConstructor() {
  static const ApiId kFunction = FindApi("global.Function");
  return kFunction;
}

bool IsModuleRoot(ApiId api) {
  return ApiOf(api).path.find('.') == std::string_view::npos;
}

/// Methods that give the function they are called on, one way or another.
bool IsSelfMethod(std::string_view name) {
  return name == "bind" || name == "promises";
}

}  // namespace

std::optional<std::string> Resolver::MemberName(FileId id, const js::MemberExpression& member) {
  const CodeFile& file = package_[id];
  if (!member.computed()) {
    const auto* const name = file.tree().If<js::IdentifierName>(member.property);
    if (name == nullptr) return std::nullopt;
    return std::string(file.Text(name->name));
  }
  return ConstantText({id, member.property});
}

std::string_view Resolver::MethodName(FileId id, NodeId callee) {
  const CodeFile& file = package_[id];
  const js::Tree& tree = file.tree();
  const NodeId node = Bare(tree, callee);
  const auto* const member = tree.If<js::MemberExpression>(node);
  if (member == nullptr) return {};
  if (const auto* name = tree.If<js::IdentifierName>(member->property))
    return file.Text(name->name);
  if (const auto* text = tree.If<js::StringLiteral>(member->property))
    return file.Text(text->value);
  const std::uint64_t key = KeyOf(id, static_cast<std::uint32_t>(node));
  if (names_.try_emplace(key).second)
    names_[key] = ConstantText({id, member->property}).value_or(std::string());
  return names_[key];
}

/// `[].constructor.constructor`, `"".at.constructor`: what any function was made by.
bool Resolver::LeadsToFunction(FileId id, const js::MemberExpression& member) {
  const js::Tree& tree = package_[id].tree();
  // A name that is written is looked at before one that has to be worked out: this is asked of
  // every member of a thing that is not known.
  const auto has_other_name = [&](const js::MemberExpression& one) {
    const auto* const name = tree.If<js::IdentifierName>(one.property);
    return !one.computed() && (name == nullptr || tree.Text(name->name) != "constructor");
  };
  if (has_other_name(member)) return false;
  const auto* const inner = tree.If<js::MemberExpression>(Bare(tree, member.object));
  if (inner == nullptr) return false;
  switch (tree.KindOf(Bare(tree, inner->object))) {
    case Kind::kArrayExpression:
    case Kind::kObjectExpression:
    case Kind::kStringLiteral:
    case Kind::kTemplateLiteral:
    case Kind::kNumericLiteral:
    case Kind::kRegExpLiteral:
      return MemberName(id, member) == "constructor";  // a method of what is built in
    default:                                           // of a thing that is not told
      return !has_other_name(*inner) && MemberName(id, member) == "constructor" &&
             MemberName(id, *inner) == "constructor";
  }
}

Meaning Resolver::ResolveMember(FileId id, const js::MemberExpression& member) {
  const Meaning object = Resolve({id, member.object});
  if (!object.known()) {
    return LeadsToFunction(id, member) ? Known(FunctionConstructor()) : Meaning();
  }
  if (!member.computed()) {
    const CodeFile& file = package_[id];
    const auto* const name = file.tree().If<js::IdentifierName>(member.property);
    if (name == nullptr) return {};
    if (object.kind == Meaning::Kind::kApi) {
      const ApiId api = code::MemberOf(object.api, file.Word(name->name));
      if (api != ApiId::kNone) return Known(api);
    }
    return Member(object, file.Text(name->name));
  }
  if (object.kind == Meaning::Kind::kObject && IsBare(object.site)) return {};
  const auto name = ConstantText({id, member.property});
  return name ? Member(object, *name) : Meaning();
}

/// Properties that are given to the variable which holds the object or array literal.
std::span<const PropertyWrite> Resolver::WritesTo(Site literal) {
  const CodeFile& file = package_[literal.file];
  const auto* const declarator =
      file.tree().If<js::VariableDeclarator>(file.ParentOf(literal.node));
  const auto* const variable =
      declarator == nullptr ? nullptr : file.tree().If<js::Identifier>(declarator->id);
  if (variable == nullptr || variable->binding == js::BindingId::kNone) return {};
  return Writes(literal.file, variable->binding);
}

/// What a property is given, remembered: `a.b = c(a.b)` asks for itself.
Meaning Resolver::WrittenMeaning(Site value) {
  if (value.node == NodeId::kNone) return {};
  auto& written = MemoryOf(value.file).written;
  const auto [known, fresh] = written.TryEmplace(value.node);
  if (!fresh) return known;  // nothing while it is being worked on: a cycle
  const Meaning meaning = Resolve(value);
  written.TryEmplace(value.node).first = meaning;
  return meaning;
}

/// True for an object or array literal that has no member under any name, like a list that things
/// are pushed to: names of members of it need not be worked out, which is what takes time.
bool Resolver::IsBare(Site literal) {
  const js::Tree& tree = package_[literal.file].tree();
  if (const auto* list = tree.If<js::ArrayExpression>(literal.node)) {
    if (!tree.List(list->elements).empty()) return false;
  } else if (!tree.List(tree.As<js::ObjectExpression>(literal.node).properties).empty()) {
    return false;
  }
  const auto writes = WritesTo(literal);
  return std::all_of(writes.begin(), writes.end(),
                     [](const PropertyWrite& write) { return write.name.empty(); });
}

Meaning Resolver::Member(const Meaning& of, std::string_view name) {
  switch (of.kind) {
    case Meaning::Kind::kNone:
      return {};
    case Meaning::Kind::kApi: {
      const ApiId api = code::MemberOf(of.api, FindWord(name));
      if (api != ApiId::kNone) return Known(api);
      if (name == "default" && IsModuleRoot(of.api)) return of;
      if (name == "constructor" && of.api != GlobalObject()) return Known(FunctionConstructor());
      return IsSelfMethod(name) || name == "__promisify__" ? of : Meaning();
    }
    case Meaning::Kind::kFunction:
      if (name == "constructor") return Known(FunctionConstructor());
      return {};
    case Meaning::Kind::kClass:
    case Meaning::Kind::kInstance:
      if (name == "constructor" && of.kind == Meaning::Kind::kClass)
        return Known(FunctionConstructor());
      return ClassMember(of.site, name);
    case Meaning::Kind::kObject: {
      const NodeId value = PropertyOf(of.site.file, of.site.node, name);
      if (value != NodeId::kNone) return Resolve({of.site.file, value});
      const CodeFile& file = package_[of.site.file];
      const auto* const list = file.tree().If<js::ArrayExpression>(of.site.node);
      if (list != nullptr && !name.empty() && name[0] >= '0' && name[0] <= '9') {
        const auto elements = file.tree().List(list->elements);
        const auto index =
            static_cast<std::size_t>(std::strtoul(std::string(name).c_str(), nullptr, 10));
        return index < elements.size() ? Resolve({of.site.file, elements[index]}) : Meaning();
      }
      for (const PropertyWrite& write : WritesTo(of.site)) {
        if (write.name != name) continue;
        const Meaning meaning = WrittenMeaning({of.site.file, write.value});
        if (meaning.known()) return meaning;
      }
      return {};
    }
    case Meaning::Kind::kExports:
      return Export(of.site.file, name);
  }
  return {};
}

Meaning Resolver::ResolveThis(FileId id, NodeId node) {
  const CodeFile& file = package_[id];
  const js::Tree& tree = file.tree();
  for (NodeId at = file.ParentOf(node); at != NodeId::kNone; at = file.ParentOf(at)) {
    if (!budget_.Step()) return {};
    const Kind kind = tree.KindOf(at);
    if (kind == Kind::kClassDeclaration || kind == Kind::kClassExpression)
      return Known(Meaning::Kind::kInstance, {id, at});
    if (kind == Kind::kFunctionDeclaration) return {};
    if (kind != Kind::kFunctionExpression) continue;
    const auto* const property = tree.If<js::Property>(file.ParentOf(at));
    if (property != nullptr)
      return Known(Meaning::Kind::kObject, {id, file.ParentOf(file.ParentOf(at))});
    const Kind above = tree.KindOf(file.ParentOf(at));
    if (above != Kind::kMethodDefinition && above != Kind::kPropertyDefinition) return {};
  }
  // `this` of a file as a whole: the exports of CommonJS, the global object of a script.
  return Known(GlobalObject());
}

}  // namespace facts::code
