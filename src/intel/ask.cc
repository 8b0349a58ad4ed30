#include <algorithm>
#include <set>

#include "base/text.h"
#include "formats/hex.h"
#include "intel/evaluate.h"
#include "intel/read_osv.h"
#include "intel/show.h"

namespace intel {
namespace {

std::vector<Hash> HashesIn(std::string_view text) {
  if (const auto sri = Integrity::Parse(text)) return sri->hashes();
  const auto digest = formats::DecodeHex(text);
  if (!digest) return {};
  switch (digest->size()) {
    case 20:
      return {{.algorithm = HashAlgorithm::kSha1, .digest = *digest}};
    case 32:
      return {{.algorithm = HashAlgorithm::kSha256, .digest = *digest}};
    case 48:
      return {{.algorithm = HashAlgorithm::kSha384, .digest = *digest}};
    case 64:
      return {{.algorithm = HashAlgorithm::kSha512, .digest = *digest}};
    default:
      return {};
  }
}

class Asker {
 public:
  explicit Asker(const std::vector<const Pack*>& packs) : packs_(packs) {}

  void ById(const std::string& id) {
    for (const Pack* pack : packs_) {
      for (const std::uint32_t number : pack->FindId(id)) Take(*pack, number, {}, "its id", true);
    }
  }

  void ByHash(const std::vector<Hash>& hashes) {
    for (const Pack* pack : packs_) {
      for (const Hash& hash : hashes) {
        for (const PackageEntry& entry : pack->FindHash(hash)) {
          for (const PackageEntry::Item& item : entry.items)
            Take(*pack, item.record, item.affected, "the hash of the tarball", true);
        }
      }
    }
  }

  void ByPackage(const Question& question) {
    for (const Pack* pack : packs_) {
      const auto entry = pack->FindPackage(question.ecosystem, question.text);
      if (!entry) continue;
      for (const PackageEntry::Item& item : entry->items) {
        if (question.version.empty()) {
          Take(*pack, item.record, item.affected, "the name", true);
          continue;
        }
        const Evaluation evaluation = Evaluate(item.affected, question.version);
        std::string why = "about other versions";
        if (evaluation.listed) why = "the version is named";
        if (!evaluation.listed && evaluation.in_range) why = "a range holds the version";
        if (IsConflict(item.affected, evaluation))
          why += ", though other versions are listed by name";
        Take(*pack, item.record, item.affected, std::move(why), evaluation.affected());
      }
    }
  }

  std::vector<QueryAnswer> Finish() {
    std::stable_sort(answers_.begin(), answers_.end(), [](const auto& a, const auto& b) {
      if (a.applies != b.applies) return a.applies;
      return a.record.advisory.id < b.record.advisory.id;
    });
    return std::move(answers_);
  }

 private:
  void Take(const Pack& pack, std::uint32_t number, Affected affected, std::string why,
            bool applies) {
    auto record = pack.ReadRecord(number);
    if (!record) return;
    for (QueryAnswer& known : answers_) {
      if (known.record.advisory.id != record->advisory.id) continue;
      if (!affected.name.empty()) known.affected.push_back(std::move(affected));
      known.applies = known.applies || (applies && record->advisory.withdrawn == 0);
      return;
    }
    if (record->advisory.withdrawn != 0) {
      applies = false;
      why = "withdrawn";
    }
    QueryAnswer answer{.record = *std::move(record), .applies = applies, .why = std::move(why)};
    if (!affected.name.empty()) answer.affected.push_back(std::move(affected));
    answers_.push_back(std::move(answer));
  }

  const std::vector<const Pack*>& packs_;
  std::vector<QueryAnswer> answers_;
};

}  // namespace

Question ReadQuestion(std::string_view text, const std::vector<const Pack*>& packs) {
  Question question{.text = std::string(text), .ecosystem = std::string(kNpm)};
  question.hashes = HashesIn(text);
  if (!question.hashes.empty()) {
    question.kind = Question::Kind::kHash;
    return question;
  }
  if (IsAdvisoryId(text)) {
    for (const Pack* pack : packs) {
      if (!pack->FindId(text).empty()) return question;
    }
  }
  question.kind = Question::Kind::kPackage;
  if (text.starts_with("pypi:")) {
    question.ecosystem = kPypi;
    text.remove_prefix(5);
  } else if (text.starts_with("npm:")) {
    text.remove_prefix(4);
  }
  const std::size_t at = text.rfind('@');
  if (at != std::string_view::npos && at != 0) {
    question.version = text.substr(at + 1);
    text = text.substr(0, at);
  }
  question.text = NormaliseName(question.ecosystem, text);
  return question;
}

std::vector<QueryAnswer> Ask(const Question& question, const std::vector<const Pack*>& packs) {
  Asker asker(packs);
  switch (question.kind) {
    case Question::Kind::kId:
      asker.ById(question.text);
      break;
    case Question::Kind::kHash:
      asker.ByHash(question.hashes);
      break;
    case Question::Kind::kPackage:
      asker.ByPackage(question);
      break;
  }
  return asker.Finish();
}

}  // namespace intel
