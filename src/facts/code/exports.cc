// What the files of a package give one another: ES modules and CommonJS.
#include "facts/code/resolver.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

/// The value that a getter `function () { return x }`, an arrow or an accessor gives.
NodeId Unwrapped(const js::Tree& tree, NodeId value) {
  const FunctionParts parts = PartsOf(tree, value);
  if (parts.expression) return parts.body;
  const auto* const body = tree.If<js::BlockStatement>(parts.body);
  if (body == nullptr) return NodeId::kNone;
  const auto statements = tree.List(body->body);
  const auto* const result =
      statements.empty() ? nullptr : tree.If<js::ReturnStatement>(statements.back());
  return result == nullptr ? NodeId::kNone : result->argument;
}

}  // namespace

/// True for `exports` and `module.exports` as free names, and for a variable that holds them.
bool Resolver::IsExportsObject(FileId id, NodeId node) {
  const CodeFile& file = package_[id];
  const js::Tree& tree = file.tree();
  if (const auto* name = tree.If<js::Identifier>(node)) return file.Text(name->name) == "exports";
  const auto* const member = tree.If<js::MemberExpression>(node);
  if (member == nullptr) return false;
  const auto* const object = tree.If<js::Identifier>(member->object);
  return object != nullptr && file.Text(object->name) == "module" &&
         MethodName(id, node) == "exports";
}

void Resolver::AddCommonJs(FileId id, ExportTable& table) {
  const CodeFile& file = package_[id];
  const js::Tree& tree = file.tree();
  for (const Spot& spot : file.spots().assignments) {
    const auto& assignment = tree.As<js::AssignmentExpression>(spot.node);
    if (IsExportsObject(id, assignment.left)) {
      table.whole = {id, assignment.right};
      continue;
    }
    const auto& member = tree.As<js::MemberExpression>(assignment.left);
    if (!IsExportsObject(id, member.object)) continue;
    const std::string_view name = KeyText(id, member.property, member.computed());
    if (name.empty()) continue;
    Site& site = table.names[name];
    // `exports.a = exports.b = void 0` comes before the values.
    if (tree.KindOf(assignment.right) != Kind::kUnaryExpression) site = {id, assignment.right};
  }
  for (const Spot& spot : file.spots().invocations) {
    const auto call = CallOf(tree, spot.node);
    if (!call || call->arguments.size() < 2 || !IsExportsObject(id, call->arguments[0])) continue;
    if (call->arguments.size() == 3) {
      const auto name = ConstantText({id, call->arguments[1]});
      const NodeId getter = PropertyOf(id, call->arguments[2], "get");
      const NodeId value = getter != NodeId::kNone ? Unwrapped(tree, getter)
                                                   : PropertyOf(id, call->arguments[2], "value");
      if (name && value != NodeId::kNone)
        table.names[texts_.Text(texts_.Intern(*name))] = {id, value};
    } else if (const auto* object = tree.If<js::ObjectExpression>(call->arguments[1])) {
      for (const NodeId item : tree.List(object->properties)) {
        const auto* const property = tree.If<js::Property>(item);
        if (property == nullptr) continue;
        const NodeId inner = Unwrapped(tree, property->value);
        table.names[KeyText(id, property->key, property->computed())] = {
            id, inner == NodeId::kNone ? property->value : inner};
      }
    }
  }
}

void Resolver::AddExport(FileId id, NodeId declaration, ExportTable& table) {
  const CodeFile& file = package_[id];
  const js::Tree& tree = file.tree();
  const auto add = [&](NodeId name, NodeId value) {
    table.names[KeyText(id, name, /*computed=*/false)] = {id, value};
  };
  if (const auto* all = tree.If<js::ExportAllDeclaration>(declaration)) {
    const auto* const source = tree.If<js::StringLiteral>(all->source);
    if (source == nullptr) return;
    if (all->exported != NodeId::kNone) return add(all->exported, declaration);
    const FileId from = package_.Resolve(id, file.Text(source->value));
    if (from != FileId::kNone) table.all_of.push_back(from);
  } else if (const auto* one = tree.If<js::ExportDefaultDeclaration>(declaration)) {
    table.names["default"] = {id, one->declaration};
  } else if (const auto* named = tree.If<js::ExportNamedDeclaration>(declaration)) {
    for (const NodeId item : tree.List(named->specifiers)) {
      const auto& specifier = tree.As<js::ExportSpecifier>(item);
      const NodeId exported =
          specifier.exported == NodeId::kNone ? specifier.local : specifier.exported;
      add(exported, named->source == NodeId::kNone ? specifier.local : item);
    }
    const NodeId inner = named->declaration;
    if (const auto* variables = tree.If<js::VariableDeclaration>(inner)) {
      for (const NodeId item : tree.List(variables->declarations)) {
        const NodeId name = tree.As<js::VariableDeclarator>(item).id;
        if (tree.KindOf(name) == Kind::kIdentifier) add(name, name);
      }
    } else if (const auto* function = tree.If<js::FunctionDeclaration>(inner)) {
      add(function->id, inner);
    } else if (const auto* type = tree.If<js::ClassDeclaration>(inner)) {
      add(type->id, inner);
    }
  }
}

const Resolver::ExportTable& Resolver::Exports(FileId id) {
  const auto known = exports_.find(id);
  if (known != exports_.end()) return known->second;
  ExportTable& table = exports_[id];
  const CodeFile& file = package_[id];
  if (!file.walked()) return table;
  for (const NodeId declaration : file.spots().modules) AddExport(id, declaration, table);
  AddCommonJs(id, table);
  return table;
}

Site Resolver::ExportSite(FileId file, std::string_view name) {
  const ExportTable& table = Exports(file);
  if (name.empty()) return table.whole;
  if (const auto found = table.names.find(name); found != table.names.end()) return found->second;
  return {};
}

Meaning Resolver::Export(FileId file, std::string_view name) {
  if (depth_ > kDeepest || !budget_.Step()) return {};
  ++depth_;
  const ExportTable& table = Exports(file);
  Meaning meaning;
  if (const auto found = table.names.find(name); found != table.names.end()) {
    meaning = Resolve(found->second);
  } else if (table.whole.node != NodeId::kNone) {
    const Meaning whole = Resolve(table.whole);
    meaning = name == "default" ? whole : Member(whole, name);
  }
  for (std::size_t i = 0; !meaning.known() && i < table.all_of.size(); ++i)
    meaning = Export(table.all_of[i], name);
  --depth_;
  return meaning;
}

Meaning Resolver::Module(FileId from, std::string_view specifier) {
  if (const ApiId api = FindModule(specifier); api != ApiId::kNone)
    return {.kind = Meaning::Kind::kApi, .api = api};
  const FileId file = package_.Resolve(from, specifier);
  if (file == FileId::kNone || !package_[file].walked()) return {};
  const ExportTable& table = Exports(file);
  if (table.whole.node != NodeId::kNone && table.names.empty() && depth_ <= kDeepest) {
    ++depth_;
    const Meaning whole = Resolve(table.whole);
    --depth_;
    if (whole.known()) return whole;
  }
  return {.kind = Meaning::Kind::kExports, .site = {file, NodeId::kNone}};
}

}  // namespace facts::code
