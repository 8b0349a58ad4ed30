#include "registry/sigstore/transparency_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "formats/base64.h"

namespace registry {
namespace {

/// The mark that begins a signature line of a note: an em dash and a blank.
constexpr std::string_view kSignatureMark = "\xe2\x80\x94 ";
constexpr std::size_t kKeyHintBytes = 4;

Sha256Digest NodeHash(Bytes left, Bytes right) {
  ByteVector bytes = {1};
  bytes.insert(bytes.end(), left.begin(), left.end());
  bytes.insert(bytes.end(), right.begin(), right.end());
  return Sha256(bytes);
}

/// One signature line: the key's hint and the signature proper.
struct NoteSignature {
  ByteVector hint;
  ByteVector signature;
};

std::optional<NoteSignature> ReadSignatureLine(std::string_view line) {
  if (!line.starts_with(kSignatureMark)) return std::nullopt;
  line.remove_prefix(kSignatureMark.size());
  const std::size_t blank = line.rfind(' ');
  if (blank == std::string_view::npos || blank == 0) return std::nullopt;
  const auto bytes = formats::DecodeBase64(line.substr(blank + 1));
  if (!bytes || bytes->size() <= kKeyHintBytes) return std::nullopt;
  const auto split = bytes->begin() + kKeyHintBytes;
  return NoteSignature{.hint = {bytes->begin(), split}, .signature = {split, bytes->end()}};
}

/// What the log signed when it promised to take the entry in: JSON with its members in
/// alphabetical order (RFC 8785).
std::string PromiseText(const LogEntry& entry) {
  return fmt::format(R"({{"body":"{}","integratedTime":{},"logID":"{}","logIndex":{}}})",
                     formats::EncodeBase64(entry.body), entry.integrated_time.value_or(0),
                     Hex(entry.log_id), entry.index);
}

Result<void> VerifyProof(const LogEntry& entry, const TrustedLog& log) {
  const LogEntry::InclusionProof& proof = *entry.proof;
  if (!IsIncluded(LeafHash(entry.body), proof))
    return Fail("the inclusion proof does not lead from the entry to the root hash");
  if (proof.checkpoint.empty()) return Fail("the inclusion proof has no checkpoint");
  const auto checkpoint = VerifyCheckpoint(proof.checkpoint, log);
  if (!checkpoint) return Fail(checkpoint.error());
  if (checkpoint->root_hash != proof.root_hash || checkpoint->tree_size != proof.tree_size)
    return Fail("the checkpoint is of another tree than the inclusion proof");
  return {};
}

}  // namespace

Sha256Digest LeafHash(Bytes entry) {
  ByteVector bytes = {0};
  bytes.insert(bytes.end(), entry.begin(), entry.end());
  return Sha256(bytes);
}

bool IsIncluded(const Sha256Digest& leaf, const LogEntry::InclusionProof& proof) {
  if (proof.index >= proof.tree_size) return false;
  // Walks up from the leaf: at an odd place, or the last one of a level, the neighbour stands left.
  std::uint64_t at = proof.index;
  std::uint64_t last = proof.tree_size - 1;
  Sha256Digest hash = leaf;
  for (const ByteVector& neighbour : proof.hashes) {
    if (last == 0 || neighbour.size() != hash.size()) return false;
    if (at % 2 == 1 || at == last) {
      hash = NodeHash(neighbour, hash);
      while (at % 2 == 0 && at != 0) {
        at /= 2;
        last /= 2;
      }
    } else {
      hash = NodeHash(hash, neighbour);
    }
    at /= 2;
    last /= 2;
  }
  return last == 0 &&
         std::equal(hash.begin(), hash.end(), proof.root_hash.begin(), proof.root_hash.end());
}

Result<Checkpoint> VerifyCheckpoint(std::string_view note, const TrustedLog& log) {
  const std::size_t blank_line = note.rfind("\n\n");
  if (blank_line == std::string_view::npos) return Fail("the checkpoint is no signed note");
  const std::string_view text = note.substr(0, blank_line + 1);
  const bool signed_by_log = [&] {
    for (const std::string_view line : Split(note.substr(blank_line + 2), '\n')) {
      const auto signature = ReadSignatureLine(line);
      if (!signature || log.id.size() < kKeyHintBytes) continue;
      const bool ours = std::equal(signature->hint.begin(), signature->hint.end(), log.id.begin());
      if (ours && log.key.Verify(AsBytes(text), signature->signature)) return true;
    }
    return false;
  }();
  if (!signed_by_log) return Fail("the checkpoint is not signed by the log");
  const auto lines = Split(text, '\n');
  if (lines.size() < 4) return Fail("the checkpoint lacks its tree size or root hash");
  const auto size = ParseNumber(lines[1]);
  auto root_hash = formats::DecodeBase64(lines[2]);
  if (!size || !root_hash || root_hash->empty())
    return Fail("the checkpoint lacks its tree size or root hash");
  return Checkpoint{
      .origin = std::string(lines[0]), .tree_size = *size, .root_hash = *std::move(root_hash)};
}

Result<std::optional<UnixMillis>> VerifyLogEntry(const LogEntry& entry, const TrustedRoot& root,
                                                 ProofNeeded proof_needed) {
  const auto log = std::find_if(root.logs.begin(), root.logs.end(),
                                [&](const TrustedLog& each) { return each.id == entry.log_id; });
  if (log == root.logs.end()) return Fail("the entry is from a log that is not trusted");
  if (!entry.proof && (proof_needed == ProofNeeded::kYes || entry.promise.empty()))
    return Fail("the log entry has no inclusion proof");
  if (entry.proof) {
    if (const auto verified = VerifyProof(entry, *log); !verified) return Fail(verified.error());
  }
  if (entry.promise.empty()) return std::optional<UnixMillis>();
  if (!entry.integrated_time) return Fail("the signed entry timestamp is without a time");
  if (!log->key.Verify(AsBytes(PromiseText(entry)), entry.promise))
    return Fail("the signed entry timestamp is not the log's");
  const UnixMillis time = *entry.integrated_time * 1000;
  if (!log->valid.Holds(time)) return Fail("the log's key was not in use at that time");
  return std::optional(time);
}

}  // namespace registry
