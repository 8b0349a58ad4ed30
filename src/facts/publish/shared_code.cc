#include <algorithm>
#include <cstdint>
#include <unordered_set>

#include "base/text.h"
#include "facts/publish/similarity.h"
#include "model/trust_limits.h"

namespace facts {
namespace {

/// A shorter piece ("return a") is in every program.
constexpr std::size_t kPieceBytes = 24;
/// With fewer there is nothing to compare.
constexpr std::size_t kFewestPieces = 20;

bool IsCode(std::string_view path) {
  for (const std::string_view end : {".js", ".cjs", ".mjs", ".ts", ".mts", ".cts", ".jsx", ".tsx"})
    if (path.ends_with(end)) return !path.ends_with(".d.ts");
  return false;
}

std::uint64_t HashOf(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

/// Statements, more or less: what stands between ends of lines, semicolons and braces, without
/// blanks, so that neither indentation nor a bundler's line breaks tell two copies apart.
std::unordered_set<std::uint64_t> PiecesOf(const Contents& contents) {
  std::unordered_set<std::uint64_t> pieces;
  std::size_t read = 0;
  std::string piece;
  const auto take = [&] {
    if (piece.size() >= kPieceBytes) pieces.insert(HashOf(piece));
    piece.clear();
  };
  for (const ContentFile& file : contents.files) {
    if (!IsCode(file.path)) continue;
    const std::string_view text = AsText(file.bytes).substr(0, limits::kComparedFileBytes);
    read += text.size();
    if (read > limits::kComparedBytes) break;
    for (const char c : text) {
      if (c == '\n' || c == ';' || c == '{' || c == '}') {
        take();
      } else if (c != ' ' && c != '\t' && c != '\r') {
        piece += c;
      }
    }
    take();
  }
  return pieces;
}

}  // namespace

unsigned SharedCodePercent(const Contents& original, const Contents& copy) {
  const auto theirs = PiecesOf(original);
  const auto ours = PiecesOf(copy);
  const std::size_t smaller = std::min(theirs.size(), ours.size());
  if (smaller < kFewestPieces) return 0;
  const auto& few = theirs.size() <= ours.size() ? theirs : ours;
  const auto& many = theirs.size() <= ours.size() ? ours : theirs;
  const auto shared = std::count_if(few.begin(), few.end(),
                                    [&](std::uint64_t hash) { return many.contains(hash); });
  return static_cast<unsigned>(static_cast<std::size_t>(shared) * 100 / smaller);
}

}  // namespace facts
