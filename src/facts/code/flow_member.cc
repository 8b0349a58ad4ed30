// Members: the environment, properties of objects, fields.
#include <algorithm>

#include "base/limits.h"
#include "facts/code/flow_search.h"
#include "facts/shell_tables.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

/// The regular expression that an `if` around the node tests something by, as written: which of
/// many variables are meant. Empty when there is none up to the function.
std::string PatternAround(const CodeFile& file, NodeId node) {
  const js::Tree& tree = file.tree();
  NodeId at = node;
  for (NodeId up = file.ParentOf(at); up != NodeId::kNone && !IsFunction(tree.KindOf(up));
       at = up, up = file.ParentOf(at)) {
    NodeId test = NodeId::kNone;
    if (const auto* choice = tree.If<js::IfStatement>(up)) test = choice->test;
    if (const auto* choice = tree.If<js::ConditionalExpression>(up)) test = choice->test;
    if (const auto* both = tree.If<js::LogicalExpression>(up)) test = both->left;
    const auto call = CallOf(tree, test);
    if (!call || test == at) continue;
    const auto* const member = tree.If<js::MemberExpression>(call->callee);
    const NodeId subject = member == nullptr ? NodeId::kNone : member->object;
    const NodeId argument = call->arguments.empty() ? NodeId::kNone : call->arguments[0];
    for (const NodeId side : {subject, argument}) {
      if (tree.KindOf(side) == Kind::kRegExpLiteral)
        return std::string(tree.Source(tree[side].span()));
    }
  }
  return {};
}

}  // namespace

bool CarriesNothing(std::string_view name) {
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"endsWith", "every", "has", "hasOwnProperty", "includes", "indexOf", "lastIndexOf", "length",
       "search", "size", "some", "startsWith", "statusCode", "status", "ok", "test"});
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

void Flows::Search::ExpandMember(const js::MemberExpression& member) {
  const State state = states_[now_];
  const CodeFile& file = resolver_.package()[state.file];
  const js::Tree& tree = file.tree();
  const Meaning whole = resolver_.Resolve({state.file, state.node});
  if (whole.kind == Meaning::Kind::kApi) {
    const Api& api = ApiOf(whole.api);
    if (api.does == Does::kEnvironment)
      return Found(SourceLabel::kEnvironmentAll, "process.env", "");
    if (api.label != SourceLabel::kNone && api.does != Does::kNothing)
      return FoundApi(api, nullptr);
    if (api.label != SourceLabel::kNone && api.path.starts_with("@xhr"))
      return FoundApi(api, nullptr);
  }
  const auto name = resolver_.MemberName(state.file, member);
  const Meaning object = resolver_.Resolve({state.file, member.object});
  if (object.kind == Meaning::Kind::kApi && ApiOf(object.api).does == Does::kEnvironment) {
    if (!name) {
      const std::vector<std::string> names = folder_.Alternatives({state.file, member.property});
      for (const std::string& one : names)
        Found(SourceLabel::kEnvironment, one, std::string(SecretVariableSort(one)));
      if (!names.empty()) return;
      const std::string pattern = PatternAround(file, state.node);
      if (pattern.empty()) Push(state.file, member.property, "a variable by computed name");
      return Found(SourceLabel::kEnvironment, pattern.empty() ? "${}" : pattern,
                   std::string(SecretVariableSort(pattern)));
    }
    return Found(SourceLabel::kEnvironment, *name, std::string(SecretVariableSort(*name)));
  }
  if (name && CarriesNothing(*name)) return;
  if (name && (FindRequest(state.file, member, *name) || ExpandThrown(state.file, member, *name)))
    return;
  if (object.kind == Meaning::Kind::kObject && name) {
    const NodeId value = resolver_.PropertyOf(object.site.file, object.site.node, *name);
    if (value != NodeId::kNone) PushIn(object.site.file, value, state.context, nullptr);
  }
  if (object.kind == Meaning::Kind::kInstance && name) {
    for (const NodeId value : resolver_.FieldWrites(object.site.file, *name))
      PushIn(object.site.file, value, 0, "kept in a field");
    return;
  }
  if (object.kind == Meaning::Kind::kExports && name) {
    const Site exported = resolver_.ExportSite(object.site.file, *name);
    if (exported.node != NodeId::kNone) return PushIn(exported.file, exported.node, 0, "imported");
  }
  const auto* const variable = tree.If<js::Identifier>(Bare(tree, member.object));
  if (variable != nullptr && variable->binding != js::BindingId::kNone && name) {
    // The property that was asked for, and not its neighbours.
    for (const PropertyWrite& write : resolver_.Writes(state.file, variable->binding)) {
      if (write.name.empty() || write.name == *name) Push(state.file, write.value, "added");
    }
    for (const Definition& definition : resolver_.Definitions(state.file, variable->binding)) {
      const bool literal = definition.kind == Definition::Kind::kValue &&
                           tree.KindOf(Bare(tree, definition.value)) == Kind::kObjectExpression;
      if (!literal) ExpandDefinition(state.file, definition);
    }
    return;
  }
  Push(state.file, member.object, nullptr);
}

}  // namespace facts::code
