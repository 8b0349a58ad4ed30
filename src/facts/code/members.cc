// What classes and object literals hold by name.
#include <algorithm>

#include "facts/code/resolver.h"

namespace facts::code {

using js::NodeId;

namespace {

/// Up to so many members are looked at one by one; more are sorted once.
constexpr std::size_t kFewMembers = 8;

/// What stands in the braces of a class or an object literal.
std::span<const NodeId> ItemsOf(const js::Tree& tree, NodeId holder) {
  if (const auto* literal = tree.If<js::ObjectExpression>(holder))
    return tree.List(literal->properties);
  if (const auto* body = tree.If<js::ClassBody>(holder)) return tree.List(body->body);
  return {};
}

}  // namespace

/// The name is empty and the value kNone for what has no value under a name.
Resolver::NamedMember Resolver::NamedMemberAt(FileId id, NodeId item) {
  const js::Tree& tree = package_[id].tree();
  if (const auto* property = tree.If<js::Property>(item))
    return {KeyText(id, property->key, property->computed()), property->value};
  if (const auto* method = tree.If<js::MethodDefinition>(item))
    return {KeyText(id, method->key, method->computed()), method->value};
  if (const auto* field = tree.If<js::PropertyDefinition>(item))
    return {KeyText(id, field->key, field->computed()), field->value};
  return {};
}

/// The value under `name` in the class body or object literal `holder`. Of two the first counts in
/// a class and the last in an object.
NodeId Resolver::MemberOf(FileId id, NodeId holder, std::string_view name) {
  const js::Tree& tree = package_[id].tree();
  const std::span<const NodeId> items = ItemsOf(tree, holder);
  const bool object = tree.KindOf(holder) == js::Kind::kObjectExpression;
  const auto item = [&](std::size_t i) { return items[object ? items.size() - 1 - i : i]; };
  if (items.size() <= kFewMembers) {
    for (std::size_t i = 0; i < items.size() && budget_.Step(); ++i) {
      const NamedMember member = NamedMemberAt(id, item(i));
      if (member.value != NodeId::kNone && member.name == name) return member.value;
    }
    return NodeId::kNone;
  }
  const auto by_name = [](const NamedMember& a, const NamedMember& b) { return a.name < b.name; };
  auto& known = MemoryOf(id).members;
  auto [members, fresh] = known.TryEmplace(holder);
  std::span<const NamedMember> sorted = members;  // nothing while it is being worked on: a cycle
  if (fresh) {
    std::vector<NamedMember> found;
    for (std::size_t i = 0; i < items.size() && budget_.Step(); ++i) {
      const NamedMember member = NamedMemberAt(id, item(i));
      if (member.value != NodeId::kNone) found.push_back(member);
    }
    std::stable_sort(found.begin(), found.end(), by_name);
    sorted = arena_.Copy(std::span<const NamedMember>(found));
    known.TryEmplace(holder).first = sorted;
  }
  if (!budget_.Step()) return NodeId::kNone;
  const auto at =
      std::lower_bound(sorted.begin(), sorted.end(), NamedMember{.name = name}, by_name);
  return at != sorted.end() && at->name == name ? at->value : NodeId::kNone;
}

NodeId Resolver::PropertyOf(FileId id, NodeId object, std::string_view name) {
  const bool literal = package_[id].tree().KindOf(object) == js::Kind::kObjectExpression;
  return literal ? MemberOf(id, object, name) : NodeId::kNone;
}

Meaning Resolver::Constructor(Site type) {
  return ClassMember(type, "constructor");
}

Meaning Resolver::ClassMember(Site type, std::string_view name) {
  const js::Tree& tree = package_[type.file].tree();
  NodeId body = NodeId::kNone;
  NodeId super = NodeId::kNone;
  if (const auto* declaration = tree.If<js::ClassDeclaration>(type.node)) {
    body = declaration->body;
    super = declaration->super_class;
  } else if (const auto* expression = tree.If<js::ClassExpression>(type.node)) {
    body = expression->body;
    super = expression->super_class;
  }
  if (tree.KindOf(body) != js::Kind::kClassBody) return {};
  if (const NodeId own = MemberOf(type.file, body, name); own != NodeId::kNone)
    return Resolve({type.file, own});
  if (const Meaning field = FieldMeaning(type.file, name); field.known()) return field;
  if (super == NodeId::kNone || depth_ > kDeepest) return {};
  ++depth_;
  const Meaning parent = Resolve({type.file, super});
  const bool is_class = parent.kind == Meaning::Kind::kClass;
  const Meaning meaning = is_class ? ClassMember(parent.site, name) : Member(parent, name);
  --depth_;
  return meaning;
}

Resolver::FieldMemory* Resolver::FieldOf(FileId id, std::string_view name) {
  FileMemory& memory = MemoryOf(id);
  if (!memory.fields_ready) {
    memory.fields_ready = true;
    const CodeFile& file = package_[id];
    const js::Tree& tree = file.tree();
    for (const Spot& spot : file.spots().assignments) {
      const auto& assignment = tree.As<js::AssignmentExpression>(spot.node);
      const auto& member = tree.As<js::MemberExpression>(assignment.left);
      if (tree.KindOf(member.object) != js::Kind::kThisExpression) continue;
      const std::string_view field = MethodName(id, assignment.left);
      if (!field.empty()) memory.fields[field].writes.push_back(assignment.right);
    }
  }
  const auto found = memory.fields.find(name);
  return found == memory.fields.end() ? nullptr : &found->second;
}

std::span<const NodeId> Resolver::FieldWrites(FileId id, std::string_view name) {
  const FieldMemory* const field = FieldOf(id, name);
  return field == nullptr ? std::span<const NodeId>() : field->writes;
}

/// The first of the values given to `this.name` that stands for something.
Meaning Resolver::FieldMeaning(FileId id, std::string_view name) {
  FieldMemory* const field = FieldOf(id, name);
  if (field == nullptr) return {};
  if (field->asked) return field->meaning;  // nothing while it is being worked on: a cycle
  field->asked = true;
  for (const NodeId value : field->writes) {
    field->meaning = Resolve({id, value});
    if (field->meaning.known()) break;
  }
  return field->meaning;
}

}  // namespace facts::code
