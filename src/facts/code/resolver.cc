#include "facts/code/resolver.h"

#include <algorithm>

#include "base/limits.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

Meaning Known(ApiId api) {
  if (api == ApiId::kNone) return {};
  return {.kind = Meaning::Kind::kApi, .api = api};
}

Meaning Known(Meaning::Kind kind, Site site) {
  return {.kind = kind, .api = ApiId::kNone, .site = site};
}

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

Resolver::Resolver(const CodePackage& package, Budget& budget)
    : package_(package), budget_(budget), memories_(package.size()) {}

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

/// A parameter of a function that is called on the spot, or handed to a call that is.
Meaning Resolver::ResolveParameter(FileId id, const Definition& definition) {
  if (definition.rest) return {};
  const CodeFile& file = package_[id];
  const js::Tree& tree = file.tree();
  const NodeId up = file.ParentOf(definition.value);
  const auto argument = [&](std::span<const NodeId> list, std::size_t index) -> Meaning {
    return index < list.size() ? Resolve({id, list[index]}) : Meaning();
  };
  if (const auto call = CallOf(tree, up)) {
    if (Bare(tree, call->callee) == definition.value)
      return argument(call->arguments, definition.index);
    // function (root, factory) { factory(require('x')) } (this, function ($) {})
    const Meaning callee = Resolve({id, call->callee});
    if (callee.kind != Meaning::Kind::kFunction || callee.site.file != id) return {};
    const auto at = std::find(call->arguments.begin(), call->arguments.end(), definition.value);
    const auto params = tree.List(PartsOf(tree, callee.site.node).params);
    const auto index = static_cast<std::size_t>(at - call->arguments.begin());
    if (index >= params.size()) return {};
    const auto* const param = tree.If<js::Identifier>(params[index]);
    if (param == nullptr || param->binding == js::BindingId::kNone) return {};
    for (const NodeId mention : file.scopes().Mentions(param->binding)) {
      const auto inner = CallOf(tree, file.ParentOf(mention));
      if (!inner || inner->callee != mention) continue;
      if (const Meaning meaning = argument(inner->arguments, definition.index); meaning.known())
        return meaning;
    }
    return {};
  }
  if (const auto* member = tree.If<js::MemberExpression>(up); member != nullptr) {
    // (function (x) {}).call(this, x)
    const auto call = CallOf(tree, file.ParentOf(up));
    const bool called = call && call->callee == up && MemberName(id, *member) == "call";
    return called ? argument(call->arguments, definition.index + 1) : Meaning();
  }
  const FunctionParts parts = PartsOf(tree, definition.value);
  NodeId name = parts.id;
  if (const auto* declarator = tree.If<js::VariableDeclarator>(up)) name = declarator->id;
  const auto* const identifier = tree.If<js::Identifier>(name);
  if (identifier == nullptr || identifier->binding == js::BindingId::kNone) return {};
  unsigned calls = 0;
  for (const NodeId mention : file.scopes().Mentions(identifier->binding)) {
    if (!budget_.Step() || calls >= limits::kCodeCallersTried) break;
    const auto call = CallOf(tree, file.ParentOf(mention));
    if (!call || call->callee != mention) continue;
    ++calls;
    if (const Meaning meaning = argument(call->arguments, definition.index); meaning.known())
      return meaning;
  }
  return {};
}

std::optional<std::string> Resolver::MemberName(FileId id, const js::MemberExpression& member) {
  const CodeFile& file = package_[id];
  if (!member.computed()) {
    const auto* const name = file.tree().If<js::IdentifierName>(member.property);
    if (name == nullptr) return std::nullopt;
    return std::string(file.Text(name->name));
  }
  return ConstantText({id, member.property});
}

Meaning Resolver::ResolveMember(FileId id, const js::MemberExpression& member) {
  const Meaning object = Resolve({id, member.object});
  if (!object.known()) {
    // [].constructor.constructor, (async () => {}).constructor and the like.
    const CodeFile& file = package_[id];
    const auto* const inner =
        file.tree().If<js::MemberExpression>(Bare(file.tree(), member.object));
    if (inner == nullptr || MemberName(id, member) != "constructor") return {};
    return MemberName(id, *inner) == "constructor" ? Known(FunctionConstructor()) : Meaning();
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
  const auto name = ConstantText({id, member.property});
  return name ? Member(object, *name) : Meaning();
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
      // Properties that were given to the variable which holds it.
      const auto* const declarator =
          file.tree().If<js::VariableDeclarator>(file.ParentOf(of.site.node));
      const auto* const variable =
          declarator == nullptr ? nullptr : file.tree().If<js::Identifier>(declarator->id);
      if (variable == nullptr || variable->binding == js::BindingId::kNone) return {};
      for (const PropertyWrite& write : Writes(of.site.file, variable->binding)) {
        if (write.name != name) continue;
        const Meaning meaning = Resolve({of.site.file, write.value});
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

bool Resolver::IsInterop(Site function) {
  const CodeFile& file = package_[function.file];
  const Span span = file.tree()[function.node].span();
  return span.size() < limits::kCodeInteropBytes &&
         file.tree().Source(span).find("__esModule") != std::string_view::npos;
}

Meaning Resolver::ResolveReturned(const Meaning& function, std::span<const NodeId> arguments,
                                  FileId from) {
  const CodeFile& file = package_[function.site.file];
  const js::Tree& tree = file.tree();
  if (!arguments.empty() && IsInterop(function.site)) return Resolve({from, arguments[0]});
  for (const NodeId result : Returns(function.site)) {
    const NodeId bare = Bare(tree, result);
    if (const auto* name = tree.If<js::Identifier>(bare);
        name != nullptr && name->binding != js::BindingId::kNone) {
      const std::span<const Definition> definitions =
          Definitions(function.site.file, name->binding);
      if (definitions.size() == 1 && definitions[0].kind == Definition::Kind::kParameter &&
          definitions[0].value == function.site.node && definitions[0].path.empty()) {
        const std::uint32_t index = definitions[0].index;
        if (index < arguments.size()) return Resolve({from, arguments[index]});
        continue;
      }
    }
    const Meaning meaning = Resolve({function.site.file, bare});
    if (meaning.known()) return meaning;
  }
  return {};
}

Meaning Resolver::CallResult(const Api& api, FileId id, std::span<const NodeId> arguments) {
  const auto argument = [&](std::size_t index) {
    return index < arguments.size() ? Resolve({id, arguments[index]}) : Meaning();
  };
  if (api.gives_argument) {
    const Meaning first = argument(0);
    // Promise.all([a, b]) keeps what stands in the list.
    return first;
  }
  switch (api.does) {
    case Does::kRequire: {
      const auto text = arguments.empty() ? std::nullopt : ConstantText({id, arguments[0]});
      return text ? Module(id, *text) : Meaning();
    }
    case Does::kReflectGet: {
      const auto name = arguments.size() < 2 ? std::nullopt : ConstantText({id, arguments[1]});
      return name ? Member(argument(0), *name) : Meaning();
    }
    case Does::kReflectApply: {
      const Meaning function = argument(0);
      if (function.kind == Meaning::Kind::kApi) return Known(ApiOf(function.api).gives);
      return {};
    }
    case Does::kPrototypeOf: {
      // What a function inherits has `Function` for its constructor.
      const Meaning value = argument(0);
      return value.kind == Meaning::Kind::kFunction ? value : Meaning();
    }
    default:  // what the table says
      return Known(api.gives);
  }
}

Meaning Resolver::ResolveCall(FileId id, NodeId node) {
  const CodeFile& file = package_[id];
  const js::Tree& tree = file.tree();
  const CallParts call = *CallOf(tree, node);
  const NodeId target = Bare(tree, call.callee);
  if (const auto* member = tree.If<js::MemberExpression>(target)) {
    const auto* const name = tree.If<js::IdentifierName>(member->property);
    const std::string_view method = name == nullptr ? std::string_view() : file.Text(name->name);
    if (method == "bind" || method == "call" || method == "apply") {
      const Meaning function = Resolve({id, member->object});
      if (method == "bind") return function;
      if (function.kind == Meaning::Kind::kApi) {
        const auto rest = call.arguments.empty() ? call.arguments : call.arguments.subspan(1);
        return CallResult(ApiOf(function.api), id, method == "call" ? rest : rest.first(0));
      }
      return {};
    }
    if (method == "then" || method == "catch" || method == "finally" || method == "on" ||
        method == "once") {
      const Meaning object = Resolve({id, member->object});
      if (object.known()) return object;  // chains give themselves
    }
  }
  const Meaning callee = Resolve({id, target});
  switch (callee.kind) {
    case Meaning::Kind::kApi:
      return CallResult(ApiOf(callee.api), id, call.arguments);
    case Meaning::Kind::kClass:
      return call.construct ? Known(Meaning::Kind::kInstance, callee.site) : Meaning();
    case Meaning::Kind::kFunction:
      return ResolveReturned(callee, call.arguments, id);
    case Meaning::Kind::kNone:
    case Meaning::Kind::kInstance:
    case Meaning::Kind::kObject:
    case Meaning::Kind::kExports:
      return {};
  }
  return {};
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
  return result;
}

}  // namespace facts::code
