// What calls give back, and what functions are handed.
#include "facts/code/resolver.h"

#include <algorithm>

#include "base/limits.h"

namespace facts::code {

using js::NodeId;

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
      if (arguments.empty()) return {};
      auto text = ConstantText({id, arguments[0]});
      if (!text) text = TextOf(constants_.Evaluate({id, arguments[0]}));
      return text ? Module(id, *text) : Meaning();
    }
    case Does::kReflectGet: {
      const auto name = arguments.size() < 2 ? std::nullopt : ConstantText({id, arguments[1]});
      return name ? Member(argument(0), *name) : Meaning();
    }
    case Does::kReflectApply: {
      if (arguments.empty() || depth_ > kDeepest) return {};
      const js::Tree& tree = package_[id].tree();
      const auto* const list = tree.If<js::ArrayExpression>(Bare(tree, arguments.back()));
      const auto handed = list == nullptr ? arguments.first(0) : tree.List(list->elements);
      const Meaning function = argument(0);
      ++depth_;
      const Meaning result = ResolveCallOf(function, handed, id,
                                           arguments.size() == 2 ? Form::kConstruct : Form::kCall);
      --depth_;
      return result;
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

bool Resolver::Forwards(Site function) const {
  const js::Tree& tree = package_[function.file].tree();
  const FunctionParts parts = PartsOf(tree, function.node);
  const auto params = tree.List(parts.params);
  NodeId result = parts.expression ? parts.body : NodeId::kNone;
  if (const auto* block = tree.If<js::BlockStatement>(parts.body)) {
    const auto statements = tree.List(block->body);
    const auto* const only =
        statements.size() == 1 ? tree.If<js::ReturnStatement>(statements[0]) : nullptr;
    if (only != nullptr) result = only->argument;
  }
  const auto* const call = tree.If<js::CallExpression>(result);
  if (call == nullptr || params.empty()) return false;
  const auto arguments = tree.List(call->arguments);
  if (arguments.size() + 1 != params.size()) return false;
  const auto is_parameter = [&](NodeId node, std::size_t index) {
    const auto* const name = tree.If<js::Identifier>(node);
    const auto* const parameter = tree.If<js::Identifier>(params[index]);
    return name != nullptr && parameter != nullptr && name->binding == parameter->binding &&
           name->binding != js::BindingId::kNone;
  };
  if (!is_parameter(call->callee, 0)) return false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!is_parameter(arguments[i], i + 1)) return false;
  }
  return true;
}

Meaning Resolver::ResolveCallOf(const Meaning& callee, std::span<const NodeId> arguments,
                                FileId from, Form form) {
  switch (callee.kind) {
    case Meaning::Kind::kApi:
      return CallResult(ApiOf(callee.api), from, arguments);
    case Meaning::Kind::kClass:
      return form == Form::kConstruct ? Known(Meaning::Kind::kInstance, callee.site) : Meaning();
    case Meaning::Kind::kFunction:
      if (!arguments.empty() && depth_ <= kDeepest && Forwards(callee.site)) {
        ++depth_;
        const Meaning inner =
            ResolveCallOf(Resolve({from, arguments[0]}), arguments.subspan(1), from, form);
        --depth_;
        return inner;
      }
      return ResolveReturned(callee, arguments, from);
    case Meaning::Kind::kNone:
    case Meaning::Kind::kInstance:
    case Meaning::Kind::kObject:
    case Meaning::Kind::kExports:
      return {};
  }
  return {};
}

Meaning Resolver::ResolveCall(FileId id, NodeId node) {
  const CodeFile& file = package_[id];
  const js::Tree& tree = file.tree();
  const CallParts call = *CallOf(tree, node);
  const NodeId target = Bare(tree, call.callee);
  if (const auto* member = tree.If<js::MemberExpression>(target)) {
    const std::string_view method = MethodName(id, target);
    // Reflect.apply is a function by that name itself.
    const bool own = (method == "call" || method == "apply") && !Resolve({id, target}).known();
    if (method == "bind" || own) {
      const Meaning function = Resolve({id, member->object});
      if (method == "bind") return function;
      const auto rest = call.arguments.empty() ? call.arguments : call.arguments.subspan(1);
      const auto* const list =
          method == "call" || rest.empty() ? nullptr : tree.If<js::ArrayExpression>(rest[0]);
      const auto arguments = method == "call"  ? rest
                             : list != nullptr ? tree.List(list->elements)
                                               : rest.first(0);
      return ResolveCallOf(function, arguments, id, Form::kCall);
    }
    if (method == "then" || method == "catch" || method == "finally" || method == "on" ||
        method == "once") {
      const Meaning object = Resolve({id, member->object});
      if (object.known()) return object;  // chains give themselves
    }
  }
  return ResolveCallOf(Resolve({id, target}), call.arguments, id,
                       call.construct ? Form::kConstruct : Form::kCall);
}

}  // namespace facts::code
