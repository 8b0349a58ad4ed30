// Calls: what they give back comes from their arguments, their function, or outside.
#include "base/limits.h"
#include "facts/code/flow_search.h"

namespace facts::code {

using js::NodeId;

namespace {

constexpr std::uint32_t kDeepestContext = 12;

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
  if (api.does == Does::kRequire) {
    if (const std::string_view data = folder_.JsonFile({state.file, call.node}); !data.empty())
      Found(SourceLabel::kData, std::string(data), "");
    return;
  }
  if (api.does == Does::kHash) return;
  const bool transform = what != nullptr;
  // What a server is sent comes by its callback; the server itself carries nothing.
  if (api.label == SourceLabel::kRequest &&
      (state.what == nullptr || std::string_view(state.what) != "received"))
    return;
  if (api.label != SourceLabel::kNone && !transform) return FoundApi(api, &call);
  const std::string_view change = what == nullptr ? std::string_view() : TransformOf(what);
  if (change == "decoded" || change == "decrypted")
    Found(SourceLabel::kCharacters, std::string(api.path), "");
  for (const NodeId argument : call.arguments) Push(state.file, argument, what);
  if (api.path.starts_with('@')) Receiver(state.file, call.target, what);
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
  const std::string_view method = resolver_.MethodName(state.file, call->target);
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
  Receiver(state.file, call->target, what);
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

}  // namespace facts::code
