#include "facts/code/flow.h"

#include <algorithm>

#include "base/limits.h"
#include "facts/code/flow_search.h"
#include "facts/shell_tables.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

std::vector<FlowSource> Flows::SourcesOf(Site sink) {
  return Search(resolver_, calls_, folder_).Run(sink);
}

namespace {

constexpr std::uint32_t kDeepestContext = 12;

/// Properties and methods that tell about a value without carrying it.
bool CarriesNothing(std::string_view name) {
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"endsWith", "every", "has", "hasOwnProperty", "includes", "indexOf", "lastIndexOf", "length",
       "search", "size", "some", "startsWith", "statusCode", "status", "ok", "test"});
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool IsEventMethod(std::string_view name) {
  return name == "on" || name == "once" || name == "addListener" || name == "addEventListener" ||
         name == "prependListener";
}

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

std::string_view MethodOf(const CodeFile& file, NodeId callee) {
  const auto* const member = file.tree().If<js::MemberExpression>(Bare(file.tree(), callee));
  if (member == nullptr) return {};
  const auto* const name = file.tree().If<js::IdentifierName>(member->property);
  if (name != nullptr) return file.Text(name->name);
  const auto* const text = file.tree().If<js::StringLiteral>(member->property);
  return text == nullptr ? std::string_view() : file.Text(text->value);
}

/// The word for a chain that a step of this wording adds to.
std::string_view TransformOf(std::string_view what) {
  struct Word {
    std::string_view what;
    std::string_view transform;
  };
  static constexpr auto kWords = std::to_array<Word>({
      {"compressed", "compressed"},
      {"decoded", "decoded"},
      {"decompressed", "decoded"},
      {"decrypted", "decrypted"},
      {"encoded", "encoded"},
      {"encrypted", "encrypted"},
      {"hashed", "hashed"},
      {"made JSON", "json"},
      {"made of character codes", "decoded"},
      {"turned into bytes or text", "bytes"},
  });
  for (const Word& word : kWords) {
    if (word.what == what) return word.transform;
  }
  return {};
}

const char* WordingOf(const Api& api) {
  switch (api.does) {
    case Does::kEncode:
      return "encoded";
    case Does::kDecode:
      return "decoded";
    case Does::kCompress:
      return "compressed";
    case Does::kDecompress:
      return "decompressed";
    case Does::kEncrypt:
      return "encrypted";
    case Does::kDecrypt:
      return "decrypted";
    case Does::kCharacters:
      return "made of character codes";
    case Does::kBuffer:
      return "turned into bytes or text";
    default:  // nothing worth a word of its own
      return api.path == "global.JSON.stringify" ? "made JSON" : nullptr;
  }
}

}  // namespace

EvidenceStep Flows::Search::StepAt(const State& state, std::string what) const {
  const Evidence place = resolver_.package()[state.file].Place(state.node);
  return {.file = place.file,
          .position = place.position,
          .what = std::move(what),
          .snippet = place.snippet};
}

void Flows::Search::PushIn(FileId file, NodeId node, std::uint32_t context, const char* what) {
  if (node == NodeId::kNone || states_.size() >= limits::kCodeFlowStates) return;
  node = Bare(resolver_.package()[file].tree(), node);
  const std::uint64_t key = (static_cast<std::uint64_t>(file) << 52U) ^
                            (static_cast<std::uint64_t>(node) << 20U) ^ context;
  if (!seen_.insert(key).second) return;
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
  Push(sink.file, sink.node, nullptr);
  for (now_ = 0; now_ < states_.size() && resolver_.budget().Step(); ++now_) {
    if (found_.size() >= limits::kCodeFlowSources) break;
    Expand();
  }
  return std::move(found_);
}

void Flows::Search::Found(SourceLabel label, std::string name, std::string sort) {
  const bool known = std::any_of(found_.begin(), found_.end(), [&](const FlowSource& source) {
    return source.label == label && source.name == name;
  });
  if (known) return;
  const State& state = states_[now_];
  FlowSource source{.label = label,
                    .name = std::move(name),
                    .sort = std::move(sort),
                    .site = {state.file, state.node}};
  source.steps.push_back(StepAt(state, "read: " + std::string(NameOf(label))));
  for (std::size_t at = now_; at != 0 && source.steps.size() < limits::kCodeFlowSteps;
       at = states_[at].from) {
    const State& step = states_[at];
    if (step.what == nullptr) continue;
    source.steps.push_back(StepAt(states_[step.from], step.what));
    const std::string_view transform = TransformOf(step.what);
    if (!transform.empty()) source.through.emplace_back(transform);
  }
  std::sort(source.through.begin(), source.through.end());
  source.through.erase(std::unique(source.through.begin(), source.through.end()),
                       source.through.end());
  found_.push_back(std::move(source));
}

void Flows::Search::FoundApi(const Api& api, const Call* call) {
  const State state = states_[now_];
  std::string name(api.path);
  std::string sort;
  SourceLabel label = api.label;
  if (call != nullptr) {
    for (std::size_t i = 0; i < call->arguments.size(); ++i) {
      const Role role = api.RoleOf(i);
      const bool telling = role == Role::kPath || role == Role::kUrl || role == Role::kCommand ||
                           role == Role::kProgram || role == Role::kName || role == Role::kHost;
      if (!telling) continue;
      const Folded folded = folder_.Fold({state.file, call->arguments[i]});
      if (folded.any()) name = folded.text;
      break;
    }
  }
  if (label == SourceLabel::kFile) {
    sort = SecretFileSort(name);
    if (!sort.empty()) label = SourceLabel::kSecretFile;
  } else if (label == SourceLabel::kEnvironment) {
    if (api.does == Does::kEnvironmentAll) label = SourceLabel::kEnvironmentAll;
    sort = SecretVariableSort(name);
  }
  Found(label, std::move(name), std::move(sort));
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
      const FileId from = resolver_.package().Resolve(file, importer.Text(source->value));
      if (from == FileId::kNone || !resolver_.package()[from].walked()) return;
      const Site exported = resolver_.ExportSite(from, definition.path.front());
      return PushIn(exported.file, exported.node, 0, "imported");
    }
    case Definition::Kind::kCaught:
      return;
  }
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
      const std::string pattern = PatternAround(file, state.node);
      if (pattern.empty()) Push(state.file, member.property, "a variable by computed name");
      return Found(SourceLabel::kEnvironment, pattern.empty() ? "${}" : pattern,
                   std::string(SecretVariableSort(pattern)));
    }
    return Found(SourceLabel::kEnvironment, *name, std::string(SecretVariableSort(*name)));
  }
  if (name && CarriesNothing(*name)) return;
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

void Flows::Search::Receiver(FileId file, NodeId callee, const char* what) {
  const js::Tree& tree = resolver_.package()[file].tree();
  if (const auto* member = tree.If<js::MemberExpression>(Bare(tree, callee)))
    Push(file, member->object, what);
}

void Flows::Search::ExpandApiCall(const Call& call, const Api& api) {
  const State state = states_[now_];
  const char* what = WordingOf(api);
  if (api.does == Does::kBuffer && call.arguments.size() > 1) {
    const Folded encoding = folder_.Fold({state.file, call.arguments[1]});
    if (encoding.text.starts_with("base64") || encoding.text == "hex") what = "decoded";
  }
  if (api.does == Does::kHash || api.does == Does::kRequire) return;
  const bool transform = what != nullptr;
  if (api.label != SourceLabel::kNone && !transform) return FoundApi(api, &call);
  if (what != nullptr && TransformOf(what) == "decoded")
    Found(SourceLabel::kCharacters, std::string(api.path), "");
  const auto parts = CallOf(resolver_.package()[state.file].tree(), state.node);
  for (const NodeId argument : call.arguments) Push(state.file, argument, what);
  if (parts && api.path.starts_with('@')) Receiver(state.file, parts->callee, what);
}

/// The value of `new Promise((resolve) => ...)`: what resolve is called with.
void Flows::Search::ExpandPromise(const Call& call) {
  const State state = states_[now_];
  const CodeFile& file = resolver_.package()[state.file];
  const js::Tree& tree = file.tree();
  const NodeId executor = call.Argument(0);
  const auto params = tree.List(PartsOf(tree, executor).params);
  const auto* const resolve = params.empty() ? nullptr : tree.If<js::Identifier>(params[0]);
  if (resolve == nullptr || resolve->binding == js::BindingId::kNone) return;
  for (const NodeId mention : file.scopes().Mentions(resolve->binding)) {
    if (!resolver_.budget().Step()) return;
    const NodeId up = file.ParentOf(mention);
    const auto inner = CallOf(tree, up);
    if (!inner) continue;
    if (inner->callee == mention) {
      for (const NodeId argument : inner->arguments)
        Push(state.file, argument, "handed on by a promise");
    } else {
      ExpandCallback(state.file, up, mention, 0);
    }
  }
}

void Flows::Search::ExpandCall(NodeId node) {
  const State state = states_[now_];
  const CodeFile& file = resolver_.package()[state.file];
  const js::Tree& tree = file.tree();
  const Call* const call = calls_.Find(state.file, node);
  if (call == nullptr) return;
  const CallParts parts = *CallOf(tree, node);
  const std::string_view method = MethodOf(file, parts.callee);
  if (const auto* name = tree.If<js::Identifier>(parts.callee);
      name != nullptr && call->construct && file.Text(name->name) == "Promise")
    return ExpandPromise(*call);
  switch (call->callee.kind) {
    case Meaning::Kind::kApi:
      return ExpandApiCall(*call, ApiOf(call->callee.api));
    case Meaning::Kind::kFunction: {
      const Context& around = contexts_[state.context];
      if (around.depth >= kDeepestContext) return;
      contexts_.push_back(
          {.parent = state.context, .depth = around.depth + 1, .file = state.file, .call = call});
      const auto context = static_cast<std::uint32_t>(contexts_.size() - 1);
      const Site function = call->callee.site;
      for (const NodeId result : resolver_.Returns(function))
        PushIn(function.file, result, context, "returned");
      return;
    }
    case Meaning::Kind::kClass:
    case Meaning::Kind::kNone:
    case Meaning::Kind::kInstance:
    case Meaning::Kind::kObject:
    case Meaning::Kind::kExports:
      break;
  }
  if (CarriesNothing(method)) return;
  const char* what = nullptr;
  if (method == "toString" && !call->arguments.empty()) {
    const Folded encoding = folder_.Fold({state.file, call->arguments[0]});
    if (encoding.text == "base64" || encoding.text == "hex" || encoding.text == "base64url")
      what = "encoded";
    if (encoding.text == "utf8" || encoding.text == "utf-8") what = "turned into bytes or text";
  }
  Receiver(state.file, parts.callee, what);
  // What a callback gives back is part of what `then`, `map` and the like give.
  for (const NodeId argument : call->arguments) {
    if (IsFunction(tree.KindOf(argument))) {
      for (const NodeId result : resolver_.Returns({state.file, argument}))
        Push(state.file, result, nullptr);
    } else {
      Push(state.file, argument, nullptr);
    }
  }
}

void Flows::Search::ExpandParameter(FileId id, NodeId function, std::uint32_t index) {
  const State state = states_[now_];
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  const Context context = contexts_[state.context];
  const NodeId up = file.ParentOf(function);
  // The class, when it is a constructor.
  Site target{id, function};
  if (const auto* method = tree.If<js::MethodDefinition>(up);
      method != nullptr && method->kind_word() == js::MemberKind::kConstructor)
    target.node = file.ParentOf(file.ParentOf(up));
  if (context.call != nullptr && context.call->callee.site == target)
    return PushIn(context.file, context.call->Argument(index), context.parent, "passed");
  for (const CallPlace& place : calls_.CallersOf(target)) {
    if (!resolver_.budget().Step()) return;
    PushIn(place.file, calls_.At(place).Argument(index), 0, "passed");
  }
  if (CallOf(tree, up)) return ExpandCallback(id, up, function, index);
  if (const auto* assignment = tree.If<js::AssignmentExpression>(up)) {
    // socket.onmessage = (event) => ...
    if (const auto* member = tree.If<js::MemberExpression>(assignment->left))
      Push(id, member->object, "received");
  }
  ExpandNamedCallback(id, function, index);
}

/// A function that has a name and is handed on under it.
void Flows::Search::ExpandNamedCallback(FileId id, NodeId function, std::uint32_t index) {
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  NodeId name = PartsOf(tree, function).id;
  if (const auto* declarator = tree.If<js::VariableDeclarator>(file.ParentOf(function)))
    name = declarator->id;
  const auto* const identifier = tree.If<js::Identifier>(name);
  if (identifier == nullptr || identifier->binding == js::BindingId::kNone) return;
  for (const NodeId mention : file.scopes().Mentions(identifier->binding)) {
    if (!resolver_.budget().Step()) return;
    const NodeId call = file.ParentOf(mention);
    const auto parts = CallOf(tree, call);
    if (parts && parts->callee != mention) ExpandCallback(id, call, mention, index);
  }
}

/// Parameter `index` of a function that is the argument `function` of a call.
void Flows::Search::ExpandCallback(FileId id, NodeId node, NodeId function, std::uint32_t index) {
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  const Call* const call = calls_.Find(id, node);
  if (call == nullptr || function == CallOf(tree, node)->callee) return;
  const auto at = std::find(call->arguments.begin(), call->arguments.end(), function);
  if (at == call->arguments.end()) return;
  const auto place = static_cast<std::size_t>(at - call->arguments.begin());
  if (call->callee.kind == Meaning::Kind::kApi) {
    // The source is the call itself.
    return Push(id, node, "received");
  }
  if (call->callee.kind == Meaning::Kind::kFunction) {
    const Site target = call->callee.site;
    const CodeFile& other = resolver_.package()[target.file];
    const auto params = other.tree().List(PartsOf(other.tree(), target.node).params);
    const auto* const param =
        place < params.size() ? other.tree().If<js::Identifier>(params[place]) : nullptr;
    if (param == nullptr || param->binding == js::BindingId::kNone) return;
    for (const NodeId mention : other.scopes().Mentions(param->binding)) {
      if (!resolver_.budget().Step()) return;
      const NodeId up = other.ParentOf(mention);
      const auto inner = CallOf(other.tree(), up);
      if (!inner) continue;
      if (inner->callee == mention) {
        if (index < inner->arguments.size())
          PushIn(target.file, inner->arguments[index], 0, "handed to a callback");
      } else if (states_.size() < limits::kCodeFlowStates && up != node &&
                 seen_.insert(KeyOf(target.file, static_cast<std::uint32_t>(up)) ^ (1ULL << 63U))
                     .second) {
        ExpandCallback(target.file, up, mention, index);
      }
    }
    return;
  }
  const NodeId callee = CallOf(tree, node)->callee;
  const std::string_view method = MethodOf(file, callee);
  if (method.empty()) return;
  Receiver(id, callee, "received");
  if (IsEventMethod(method)) ExpandEvent(id, *call, index);
}

/// `e.on('name', (x) => ...)`: what `e.emit('name', x)` sends, anywhere in the same file.
void Flows::Search::ExpandEvent(FileId id, const Call& call, std::uint32_t index) {
  const CodeFile& file = resolver_.package()[id];
  const auto name = resolver_.ConstantText({id, call.Argument(0)});
  if (!name) return;
  for (const Call& other : calls_.Of(id)) {
    if (!resolver_.budget().Step()) return;
    const auto parts = CallOf(file.tree(), other.node);
    if (!parts || MethodOf(file, parts->callee) != "emit") continue;
    if (other.arguments.size() > index + 1 &&
        resolver_.ConstantText({id, other.arguments[0]}) == name)
      PushIn(id, other.arguments[index + 1], 0, "sent as an event");
  }
}

}  // namespace facts::code
