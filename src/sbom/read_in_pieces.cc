#include "base/limits.h"
#include "formats/json_pieces.h"
#include "sbom/cyclonedx_from_tree.h"
#include "sbom/document.h"

namespace sbom {
namespace {

using formats::json::Member;
using formats::json::Piece;

constexpr std::size_t kRunBytes = limits::kMiB;

Result<void> TakeRun(const Piece& piece, cyclonedx::TreeReader& reader) {
  std::string text = "[";
  text.append(piece.text).append("]");
  const auto run = formats::json::Parse(text);
  if (!run) return Fail(formats::ToError(run.error()).Within("in a list of the document"));
  if (piece.key == "components") {
    reader.AddComponents(run->root().Elements(), std::nullopt, 0);
    return {};
  }
  for (const auto& item : run->root().Elements()) {
    if (piece.key == "dependencies") {
      reader.AddDependency(item.Members());
    } else {
      reader.AddComposition(item.Members());
    }
  }
  return {};
}

}  // namespace

Result<Bom> ReadBomInPieces(Bytes bytes) {
  if (bytes.size() > limits::kBomBytes) return Fail("the document is too large");
  cyclonedx::TreeReader reader;
  const auto done = formats::json::ForEachPiece(
      AsText(bytes), kRunBytes,
      [](std::string_view key) {
        return key == "components" || key == "dependencies" || key == "compositions";
      },
      [&reader](const Piece& piece) -> Result<void> {
        if (piece.elements) return TakeRun(piece, reader);
        const auto value = formats::json::Parse(piece.text);
        if (!value)
          return Fail(formats::ToError(value.error()).Within("in a member of the document"));
        reader.ReadOther(Member{piece.key, value->root()});
        return {};
      });
  if (!done) return Fail(done.error());
  return std::move(reader).Finish();
}

}  // namespace sbom
