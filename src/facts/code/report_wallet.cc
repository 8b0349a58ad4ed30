// Money: what a page's wallet is asked, and addresses that take the place of others.
#include <algorithm>

#include "facts/code/scene.h"

namespace facts::code {

using js::NodeId;

namespace {

bool IsHexadecimal(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool IsLetterOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The chain whose address the whole text is, told by its form; empty for any other text.
std::string_view ChainOf(std::string_view text) {
  constexpr std::size_t kEthereum = 42;
  if (text.size() == kEthereum && text.starts_with("0x") &&
      std::all_of(text.begin() + 2, text.end(), IsHexadecimal))
    return "ethereum";
  const bool plain = std::all_of(text.begin(), text.end(), IsLetterOrDigit);
  if (plain && text.starts_with("bc1") && text.size() >= 30 && text.size() <= 62) return "bitcoin";
  if (plain && text.starts_with('T') && text.size() == 34) return "tron";
  return {};
}

/// The chain whose addresses a regular expression, as written, finds; empty for any other.
std::string_view ChainMatched(std::string_view pattern) {
  const auto has = [&](std::string_view part) { return pattern.find(part) != pattern.npos; };
  if (has("0x[") && has("{40}")) return "ethereum";
  if (has("bc1") || has("[13][a-km-z")) return "bitcoin";
  if (has("[1-9A-HJ-NP-Za-km-z]{")) return "solana";
  if (has("T[A-Za-z1-9]{33}") || has("T[1-9A-HJ-NP-Za-km-z]{33}")) return "tron";
  return {};
}

}  // namespace

void ReportWallet(Scene& scene, const Call& call, const Api& api) {
  (void)api;
  const NodeId request = call.Argument(0);
  const Folded method = scene.OptionText(request, "method");
  if (method.text.find("ransaction") == std::string::npos) return;
  const Site params = scene.Option(request, "params");
  if (params.node == NodeId::kNone) return;
  const Meaning list = scene.resolver.Resolve(params);
  const Meaning first = scene.resolver.Member(list, "0");
  if (first.kind != Meaning::Kind::kObject) return;
  const NodeId to = scene.resolver.PropertyOf(first.site.file, first.site.node, "to");
  if (to == NodeId::kNone) return;
  const Folded address = scene.folder.Fold({first.site.file, to});
  if (ChainOf(address.exact()).empty()) return;
  scene.Add(FactKind::kCodeWallet, call.owner, call.node,
            {{"name", method.known()}, {"how", "send"}, {"to", address.text}});
}

void ReportReplaced(Scene& scene, const Call& call) {
  const auto* const pattern = scene.Tree().If<js::RegExpLiteral>(call.Argument(0));
  if (pattern == nullptr) return;
  const std::string_view chain = ChainMatched(scene.Tree().Source(pattern->span()));
  if (chain.empty()) return;
  scene.Add(FactKind::kCodeWallet, call.owner, call.node,
            {{"name", chain}, {"how", "address-replace"}});
}

void ReportCopied(Scene& scene, const Call& call) {
  const Folded text = scene.Fold(call.Argument(1));
  const std::string_view chain = ChainOf(text.exact());
  if (chain.empty()) return;
  scene.Add(FactKind::kCodeWallet, call.owner, call.node,
            {{"name", chain}, {"how", "clipboard"}, {"to", text.text}});
}

}  // namespace facts::code
