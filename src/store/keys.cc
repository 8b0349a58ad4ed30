#include "store/store.h"

namespace store {

Sha256Digest SubjectKey(const Integrity& artifact, std::string_view context) {
  KeyHasher hasher;
  return hasher.Add("artifact").Add(artifact.ToString()).Add(context).Finish();
}

Sha256Digest SubjectKey(const Contents& contents, std::string_view context) {
  KeyHasher hasher;
  hasher.Add("contents").Add(context).Add(contents.files.size());
  for (const ContentFile& file : contents.files) {
    hasher.Add(file.path).Add(file.executable ? 1 : 0).Add(AsText(file.bytes));
  }
  hasher.Add(contents.remarks.size());
  for (const ArchiveRemark& remark : contents.remarks) {
    hasher.Add(NameOf(remark.oddity)).Add(remark.path.View()).Add(remark.detail.View());
  }
  return hasher.Add(contents.incomplete ? 1 : 0).Finish();
}

FindingsKey MakeFindingsKey(const FactsKey& now, const std::optional<FactsKey>& previous,
                            std::string_view ruleset_version) {
  KeyHasher hasher;
  hasher.Add(AsText(now.subject)).Add(now.extractor_version);
  if (previous) hasher.Add(AsText(previous->subject)).Add(previous->extractor_version);
  return {.digest = hasher.Add(ruleset_version).Finish(),
          .extractor_version = now.extractor_version};
}

}  // namespace store
