// Text that stands in another file of the package, and what is decoded of it: the evaluator sees
// one file.
#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "facts/code/fold.h"
#include "facts/inline_code.h"
#include "facts/layers/decoders.h"
#include "formats/base64.h"
#include "formats/hex.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

std::string_view Folder::JsonFile(Site site) {
  const CodeFile& file = resolver_.package()[site.file];
  const auto call = CallOf(file.tree(), Bare(file.tree(), site.node));
  if (!call || call->arguments.empty()) return {};
  const Meaning callee = resolver_.Resolve({site.file, call->callee});
  if (callee.kind != Meaning::Kind::kApi || ApiOf(callee.api).does != Does::kRequire) return {};
  const auto specifier = resolver_.ConstantText({site.file, call->arguments[0]});
  return specifier ? json_.Resolve(file.path(), *specifier) : std::string_view();
}

std::string_view Folder::ImportedJson(FileId id, const Definition& definition) {
  if (definition.kind != Definition::Kind::kImport) return {};
  const CodeFile& file = resolver_.package()[id];
  const auto& declaration = file.tree().As<js::ImportDeclaration>(definition.value);
  const auto* const source = file.tree().If<js::StringLiteral>(declaration.source);
  return source == nullptr ? std::string_view()
                           : json_.Resolve(file.path(), file.Text(source->value));
}

std::string_view Folder::JsonPlace(Site site, std::vector<std::string>& keys) {
  constexpr std::size_t kDeepest = 20;  // members of members, variables of variables
  const CodeFile& file = resolver_.package()[site.file];
  const js::Tree& tree = file.tree();
  NodeId node = Bare(tree, site.node);
  for (std::size_t i = 0; i < kDeepest && resolver_.budget().Step(); ++i) {
    if (const auto* member = tree.If<js::MemberExpression>(node)) {
      const auto name = resolver_.MemberName(site.file, *member);
      if (!name) return {};
      keys.insert(keys.begin(), *name);
      node = Bare(tree, member->object);
      continue;
    }
    const auto* const name = tree.If<js::Identifier>(node);
    if (name == nullptr) return JsonFile({site.file, node});
    if (name->binding == js::BindingId::kNone) return {};
    const auto definitions = resolver_.Definitions(site.file, name->binding);
    if (definitions.size() != 1 || definitions[0].rest) return {};
    const Definition& only = definitions[0];
    if (only.kind == Definition::Kind::kImport) {
      const std::string_view exported = only.path.front();
      const bool whole = exported == "default" || exported == "*";
      if (!whole) keys.insert(keys.begin(), std::string(exported));
      if (exported == "*" && !keys.empty() && keys.front() == "default") keys.erase(keys.begin());
      return ImportedJson(site.file, only);
    }
    if (only.kind != Definition::Kind::kValue) return {};
    keys.insert(keys.begin(), only.path.begin(), only.path.end());
    node = Bare(tree, only.value);
  }
  return {};
}

namespace {

/// The bytes that `text` is in the encoding that Node was told; nothing for another encoding.
std::optional<std::string> Bytes(const std::string& text, std::string_view encoding) {
  if (encoding.empty() || encoding == "utf8" || encoding == "utf-8" || encoding == "latin1" ||
      encoding == "binary" || encoding == "ascii")
    return text;
  if (encoding == "base64" || encoding == "base64url")
    return std::string(AsText(formats::DecodeBase64Leniently(text)));
  if (encoding != "hex") return std::nullopt;
  const auto bytes = formats::DecodeHex(text);
  return bytes ? std::optional<std::string>(AsText(*bytes)) : std::nullopt;
}

}  // namespace

std::optional<std::string> Folder::FileText(FileId id, const Api& api,
                                            std::span<const NodeId> arguments) {
  if (api.does != Does::kFileRead || arguments.empty()) return std::nullopt;
  const Folded path = Fold({id, arguments[0]});
  if (!path.whole) return std::nullopt;
  const ContentFile* const file =
      resolver_.package().view().contents->Find(NormalisePath(path.text));
  if (file == nullptr || file->bytes.size() > limits::kCodeTextBytes ||
      !ReadsAsText(AsText(file->bytes)))
    return std::nullopt;
  return std::string(AsText(file->bytes));
}

std::optional<std::string> Folder::Decoded(FileId id, NodeId node) {
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  const auto call = CallOf(tree, Bare(tree, node));
  if (!call) return std::nullopt;
  const Meaning callee = resolver_.Resolve({id, call->callee});
  if (callee.kind != Meaning::Kind::kApi || call->arguments.empty()) return std::nullopt;
  const Api& api = ApiOf(callee.api);
  if (auto text = FileText(id, api, call->arguments)) return text;
  const auto text = Text({id, call->arguments[0]});
  if (!text) return std::nullopt;
  if (api.does == Does::kBuffer) {
    const auto encoding = call->arguments.size() < 2 ? std::optional<std::string>("")
                                                     : Text({id, call->arguments[1]});
    return encoding ? Bytes(*text, *encoding) : std::nullopt;
  }
  if (api.path == "global.atob") return Bytes(*text, "base64");
  if (api.path == "global.unescape" || api.path == "global.decodeURIComponent")
    return DecodePercent(*text);
  return std::nullopt;
}

std::optional<std::string> Folder::Text(Site site) {
  constexpr unsigned kDeepest = 12;  // of decodings within joins within decodings
  if (text_depth_ >= kDeepest || !resolver_.budget().Step()) return std::nullopt;
  if (auto text = Constant(site)) return text;
  const CodeFile& file = resolver_.package()[site.file];
  const js::Tree& tree = file.tree();
  const NodeId node = Bare(tree, site.node);
  ++text_depth_;
  std::optional<std::string> result;
  switch (tree.KindOf(node)) {
    case Kind::kBinaryExpression: {
      const auto& binary = tree.As<js::BinaryExpression>(node);
      if (binary.operator_word() != js::Operator::kAdd) break;
      auto left = Text({site.file, binary.left});
      const auto right = left ? Text({site.file, binary.right}) : std::nullopt;
      if (right && left->size() + right->size() <= limits::kCodeTextBytes) result = *left + *right;
      break;
    }
    case Kind::kIdentifier:
      result = VariableText(site.file, tree.As<js::Identifier>(node));
      break;
    case Kind::kMemberExpression:
    case Kind::kCallExpression:
      result = ElsewhereText({site.file, node});
      break;
    default:  // no text comes of it
      break;
  }
  --text_depth_;
  return result;
}

std::optional<std::string> Folder::VariableText(FileId id, const js::Identifier& name) {
  if (name.binding == js::BindingId::kNone) return std::nullopt;
  const auto definitions = resolver_.Definitions(id, name.binding);
  if (definitions.size() != 1 || definitions[0].rest) return std::nullopt;
  const Definition& only = definitions[0];
  if (only.kind == Definition::Kind::kValue && only.path.empty()) return Text({id, only.value});
  if (only.kind == Definition::Kind::kValue) {
    const Meaning whole = resolver_.Resolve({id, only.value});
    if (whole.kind == Meaning::Kind::kExports)
      return ExportText(resolver_.ExportSite(whole.site.file, only.path.front()));
    std::vector<std::string> keys(only.path.begin(), only.path.end());
    const std::string_view json = JsonPlace({id, only.value}, keys);
    return json.empty() ? std::nullopt : json_.TextAt(json, keys);
  }
  if (only.kind != Definition::Kind::kImport) return std::nullopt;
  if (const std::string_view json = ImportedJson(id, only); !json.empty())
    return json_.TextAt(json, std::vector<std::string>{std::string(only.path.front())});
  const CodeFile& file = resolver_.package()[id];
  const auto& declaration = file.tree().As<js::ImportDeclaration>(only.value);
  const auto* const source = file.tree().If<js::StringLiteral>(declaration.source);
  if (source == nullptr) return std::nullopt;
  const FileId from = resolver_.package().Resolve(id, file.Text(source->value));
  if (from == FileId::kNone || !resolver_.package()[from].walked()) return std::nullopt;
  return ExportText(resolver_.ExportSite(from, only.path.front()));
}

std::optional<std::string> Folder::ExportText(Site exported) {
  return exported.node == NodeId::kNone ? std::nullopt : Text(exported);
}

std::optional<std::string> Folder::ElsewhereText(Site site) {
  const js::Tree& tree = resolver_.package()[site.file].tree();
  std::vector<std::string> keys;
  if (const std::string_view json = JsonPlace(site, keys); !json.empty())
    return json_.TextAt(json, keys);
  if (const auto* member = tree.If<js::MemberExpression>(site.node)) {
    const Meaning object = resolver_.Resolve({site.file, member->object});
    const auto name = resolver_.MemberName(site.file, *member);
    if (!name || object.kind != Meaning::Kind::kExports) return std::nullopt;
    return ExportText(resolver_.ExportSite(object.site.file, *name));
  }
  const Meaning whole = resolver_.Resolve(site);
  if (whole.kind == Meaning::Kind::kExports)
    return ExportText(resolver_.ExportSite(whole.site.file, ""));
  if (auto decoded = Decoded(site.file, site.node)) return decoded;
  const auto call = CallOf(tree, site.node);
  const auto* const callee = tree.If<js::MemberExpression>(Bare(tree, call->callee));
  if (callee == nullptr) return std::nullopt;
  const std::string_view method = resolver_.MethodName(site.file, call->callee);
  if (method == "trim" || method == "toString") {
    const auto encoding = call->arguments.empty() ? std::optional<std::string>("utf8")
                                                  : Text({site.file, call->arguments[0]});
    if (!encoding || !(*encoding == "utf8" || *encoding == "utf-8")) return std::nullopt;
    return Text({site.file, callee->object});
  }
  if (method != "concat") return std::nullopt;
  auto text = Text({site.file, callee->object});
  for (const NodeId argument : call->arguments) {
    const auto piece = text ? Text({site.file, argument}) : std::nullopt;
    if (!piece || text->size() + piece->size() > limits::kCodeTextBytes) return std::nullopt;
    *text += *piece;
  }
  return text;
}

}  // namespace facts::code
