#include "facts/code/flow.h"

#include "base/limits.h"
#include "facts/code/flow_search.h"
#include "facts/shell_tables.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

Flows::Flows(Resolver& resolver, const Calls& calls, Folder& folder)
    : search_(std::make_unique<Search>(resolver, calls, folder)) {}
Flows::~Flows() = default;

std::vector<FlowSource> Flows::SourcesOf(Site sink) {
  return search_->Run(sink);
}

void Flows::Search::PushIn(FileId file, NodeId node, std::uint32_t context, const char* what) {
  if (node == NodeId::kNone || states_.size() >= limits::kCodeFlowStates) return;
  node = Bare(resolver_.package()[file].tree(), node);
  const std::uint64_t key = (static_cast<std::uint64_t>(file) << 52U) ^
                            (static_cast<std::uint64_t>(node) << 20U) ^ context;
  if (!seen_.Insert(key)) return;
  states_.push_back({.file = file,
                     .node = node,
                     .context = context,
                     .from = static_cast<std::uint32_t>(now_),
                     .what = what});
}

void Flows::Search::Push(FileId file, NodeId node, const char* what) {
  PushIn(file, node, states_.empty() ? 0 : states_[now_].context, what);
}

std::vector<FlowSource> Flows::Search::Run(Site sink) {
  contexts_.assign(1, {});
  states_.clear();
  seen_.Clear();
  found_.clear();
  now_ = 0;
  Push(sink.file, sink.node, nullptr);
  for (; now_ < states_.size() && resolver_.budget().Step(); ++now_) {
    if (found_.size() >= limits::kCodeFlowSources) break;
    Expand();
  }
  return std::move(found_);
}

void Flows::Search::Expand() {
  const State state = states_[now_];
  const CodeFile& file = resolver_.package()[state.file];
  const js::Tree& tree = file.tree();
  const NodeId node = state.node;
  switch (tree.KindOf(node)) {
    case Kind::kIdentifier:
      return ExpandIdentifier(tree.As<js::Identifier>(node));
    case Kind::kMemberExpression:
      return ExpandMember(tree.As<js::MemberExpression>(node));
    case Kind::kCallExpression:
    case Kind::kNewExpression:
    case Kind::kTaggedTemplateExpression:
      return ExpandCall(node);
    case Kind::kBinaryExpression: {
      const auto& binary = tree.As<js::BinaryExpression>(node);
      const js::Operator op = binary.operator_word();
      if (op != js::Operator::kAdd && op != js::Operator::kBitXor) return;
      Push(state.file, binary.left, nullptr);
      return Push(state.file, binary.right, nullptr);
    }
    case Kind::kTemplateLiteral:
      for (const NodeId piece : tree.List(tree.As<js::TemplateLiteral>(node).expressions))
        Push(state.file, piece, nullptr);
      return;
    case Kind::kArrayExpression:
      for (const NodeId element : tree.List(tree.As<js::ArrayExpression>(node).elements))
        Push(state.file, element, nullptr);
      return;
    case Kind::kObjectExpression:
      for (const NodeId item : tree.List(tree.As<js::ObjectExpression>(node).properties))
        Push(state.file, item, nullptr);
      return;
    case Kind::kProperty: {
      const NodeId value = tree.As<js::Property>(node).value;
      if (!IsFunction(tree.KindOf(value))) Push(state.file, value, nullptr);
      return;
    }
    case Kind::kSpreadElement:
      return Push(state.file, tree.As<js::SpreadElement>(node).argument, nullptr);
    case Kind::kYieldExpression:
      return Push(state.file, tree.As<js::YieldExpression>(node).argument, nullptr);
    case Kind::kConditionalExpression: {
      const auto& choice = tree.As<js::ConditionalExpression>(node);
      Push(state.file, choice.consequent, nullptr);
      return Push(state.file, choice.alternate, nullptr);
    }
    case Kind::kLogicalExpression: {
      const auto& logical = tree.As<js::LogicalExpression>(node);
      if (logical.operator_word() != js::Operator::kAnd) Push(state.file, logical.left, nullptr);
      return Push(state.file, logical.right, nullptr);
    }
    case Kind::kAssignmentExpression:
      return Push(state.file, tree.As<js::AssignmentExpression>(node).right, nullptr);
    case Kind::kExportSpecifier:
    case Kind::kExportAllDeclaration:
      return;
    default:  // carries nothing
      return;
  }
}

void Flows::Search::ExpandIdentifier(const js::Identifier& name) {
  const State state = states_[now_];
  if (name.binding == js::BindingId::kNone) return;
  // The whole environment under another name; what a parameter is depends on the call.
  const bool parameter =
      resolver_.package()[state.file].scopes()[name.binding].kind == js::BindingKind::kParameter;
  const Meaning meaning =
      parameter ? Meaning() : resolver_.ResolveBinding(state.file, name.binding);
  if (meaning.kind == Meaning::Kind::kApi) {
    const Api& api = ApiOf(meaning.api);
    if (api.does == Does::kEnvironment)
      return Found(SourceLabel::kEnvironmentAll, "process.env", "");
    if (api.does == Does::kSystem && api.label != SourceLabel::kNone) return FoundApi(api, nullptr);
  }
  ExpandBinding(state.file, name.binding);
}

void Flows::Search::ExpandBinding(FileId file, js::BindingId binding) {
  for (const Definition& definition : resolver_.Definitions(file, binding))
    ExpandDefinition(file, definition);
  for (const PropertyWrite& write : resolver_.Writes(file, binding)) {
    if (!IsFunction(resolver_.package()[file].tree().KindOf(write.value)))
      Push(file, write.value, "added");
  }
}

void Flows::Search::ExpandDefinition(FileId file, const Definition& definition) {
  switch (definition.kind) {
    case Definition::Kind::kValue:
    case Definition::Kind::kElement: {
      Meaning object = resolver_.Resolve({file, definition.value});
      const bool environment =
          object.kind == Meaning::Kind::kApi && ApiOf(object.api).does == Does::kEnvironment;
      if (environment && !definition.path.empty()) {
        const std::string name(definition.path.back());
        return Found(SourceLabel::kEnvironment, name, std::string(SecretVariableSort(name)));
      }
      if (!definition.path.empty() && object.kind == Meaning::Kind::kObject) {
        const NodeId value =
            resolver_.PropertyOf(object.site.file, object.site.node, definition.path.front());
        if (value != NodeId::kNone)
          return PushIn(object.site.file, value, states_[now_].context, nullptr);
      }
      return Push(file, definition.value, definition.value == NodeId::kNone ? nullptr : "kept");
    }
    case Definition::Kind::kParameter:
      return ExpandParameter(file, definition.value, definition.index);
    case Definition::Kind::kImport: {
      const CodeFile& importer = resolver_.package()[file];
      const auto& declaration = importer.tree().As<js::ImportDeclaration>(definition.value);
      const auto* const source = importer.tree().If<js::StringLiteral>(declaration.source);
      if (source == nullptr) return;
      if (const std::string_view data = folder_.ImportedJson(file, definition); !data.empty())
        return Found(SourceLabel::kData, std::string(data), "");
      const FileId from = resolver_.package().Resolve(file, importer.Text(source->value));
      if (from == FileId::kNone || !resolver_.package()[from].walked()) return;
      const Site exported = resolver_.ExportSite(from, definition.path.front());
      return PushIn(exported.file, exported.node, 0, "imported");
    }
    case Definition::Kind::kCaught:
      return;
  }
}

}  // namespace facts::code
