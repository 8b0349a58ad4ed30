// Texts that may hold others: literals, lists of numbers, and what is decrypted with a constant
// key.
#include <algorithm>
#include <map>

#include "base/file_system.h"
#include "facts/code/scene.h"
#include "facts/layers/decoders.h"
#include "facts/layers/decrypt.h"
#include "formats/base64.h"
#include "formats/hex.h"

namespace facts::code {

using js::NodeId;

namespace {

LayerText TextAt(const Scene& scene, NodeId node, FunctionId owner, std::string text) {
  return {.text = std::move(text),
          .place = scene.File().Place(node),
          .phase = scene.PhaseAt(owner),
          .folder = std::string(FolderOf(scene.File().path())),
          .how = "literal",
          .depth = scene.sink.layer()};
}

/// `[104, 116, 116, 112]` as its bytes; nothing when one of the items is no byte.
std::optional<std::string> BytesOf(const js::Tree& tree, const js::ArrayExpression& array) {
  std::string bytes;
  for (const NodeId element : tree.List(array.elements)) {
    const auto* const number = tree.If<js::NumericLiteral>(element);
    if (number == nullptr) return std::nullopt;
    const double value = js::NumberValue(tree, *number);
    if (!(value >= 0 && value < 256)) return std::nullopt;
    bytes += static_cast<char>(static_cast<unsigned char>(value));
  }
  return bytes;
}

std::optional<std::string> Constant(Scene& scene, const Call& call, std::size_t argument) {
  if (argument >= call.arguments.size()) return std::nullopt;
  return scene.folder.Constant({scene.file, call.arguments[argument]});
}

/// Text in the encoding that Node was told.
std::string BytesOf(std::string_view text, std::string_view encoding) {
  if (encoding == "base64" || encoding == "base64url")
    return std::string(AsText(formats::DecodeBase64Leniently(text)));
  if (encoding == "hex") {
    if (const auto bytes = formats::DecodeHex(text)) return std::string(AsText(*bytes));
  }
  return std::string(text);
}

}  // namespace

void CollectLiterals(Scene& scene) {
  const js::Tree& tree = scene.Tree();
  for (const Spot& spot : scene.File().spots().carriers) {
    if (const auto* const text = tree.If<js::StringLiteral>(spot.node)) {
      scene.sink.layers().Add(
          TextAt(scene, spot.node, spot.owner, std::string(tree.Text(text->value))));
    } else if (const auto* const piece = tree.If<js::TemplateElement>(spot.node)) {
      scene.sink.layers().Add(
          TextAt(scene, spot.node, spot.owner, std::string(tree.Text(piece->cooked))));
    } else if (const auto* const array = tree.If<js::ArrayExpression>(spot.node)) {
      auto bytes = BytesOf(tree, *array);
      const bool leads = bytes && (ReadsAsText(*bytes) || Decode(Encoding::kXor, *bytes));
      if (!leads) continue;
      LayerText numbers = TextAt(scene, spot.node, spot.owner, *std::move(bytes));
      numbers.how = "numbers";
      scene.sink.layers().Add(std::move(numbers));
    }
  }
}

void CollectDecrypted(Scene& scene) {
  std::vector<Cipher> ciphers;
  for (const std::uint32_t at : scene.calls.OfApis(scene.file)) {
    const Call& call = scene.calls.Of(scene.file)[at];
    if (ApiOf(call.callee.api).path != "crypto.createDecipheriv") continue;
    auto algorithm = Constant(scene, call, 0);
    auto key = Constant(scene, call, 1);
    auto iv = Constant(scene, call, 2);
    if (algorithm && key)
      ciphers.push_back({.algorithm = *std::move(algorithm),
                         .key = *std::move(key),
                         .iv = iv ? *std::move(iv) : std::string()});
  }
  if (ciphers.empty()) return;
  for (const std::uint32_t at : scene.calls.OfApis(scene.file)) {
    const Call& call = scene.calls.Of(scene.file)[at];
    if (ApiOf(call.callee.api).path != "@decipher.update") continue;
    const auto data = Constant(scene, call, 0);
    if (!data) continue;
    const std::string bytes = BytesOf(*data, Constant(scene, call, 1).value_or(""));
    for (const Cipher& cipher : ciphers) {
      auto plain = Decrypt(cipher, bytes);
      if (!plain) continue;
      LayerText text = TextAt(scene, call.node, call.owner, *std::move(plain));
      text.how = "decrypted";
      scene.sink.layers().Add(std::move(text));
      break;
    }
  }
}

namespace {

/// The earlier of two phases; one that is not known says nothing.
Phase Earlier(Phase a, Phase b) {
  if (a == Phase::kUnknown || b == Phase::kUnknown) return std::max(a, b);
  return std::min(a, b);
}

}  // namespace

void CollectWritten(Scene& scene) {
  if (scene.written.empty()) return;
  struct Run {
    std::string interpreter;
    Phase phase = Phase::kUnknown;
  };
  std::map<std::string, Run, std::less<>> run;
  for (const Fact& fact : scene.sink.facts()) {
    const bool program = fact.kind == FactKind::kScriptTarget;
    if (!program && fact.kind != FactKind::kCodeRequireDynamic) continue;
    const Untrusted* const path = fact.Find("path");
    const Untrusted* const interpreter = fact.Find("interpreter");
    if (path == nullptr) continue;
    Run& one = run[NormalisePath(path->View())];
    one.phase = Earlier(one.phase, fact.phase);
    one.interpreter = !program                 ? "node"
                      : interpreter == nullptr ? std::string()
                                               : std::string(interpreter->View());
  }
  for (const WrittenText& written : scene.written) {
    const auto found = run.find(written.path);
    if (found == run.end()) continue;
    scene.file = written.text.file;
    const auto text = scene.folder.Text(written.text);
    if (!text) continue;
    scene.sink.layers().Add({.text = *text,
                             .place = scene.File().Place(written.call),
                             .phase = Earlier(written.phase, found->second.phase),
                             .folder = std::string(FolderOf(scene.File().path())),
                             .how = "plain",
                             .interpreter = found->second.interpreter,
                             .runs = true,
                             .depth = scene.sink.layer()});
  }
  scene.resolver.constants().Forget();
}

void CollectEvaluated(Scene& scene, const Call& call, NodeId code, const std::string& text) {
  LayerText layer = TextAt(scene, call.node, call.owner, text);
  const js::Kind kind = scene.Tree().KindOf(Bare(scene.Tree(), code));
  const bool plain = kind == js::Kind::kStringLiteral || kind == js::Kind::kTemplateLiteral;
  layer.how = plain ? "plain" : "evaluated";
  layer.runs = true;
  scene.sink.layers().Add(std::move(layer));
}

}  // namespace facts::code
