#include "store/memory_store.h"

#include "base/check.h"

namespace store {

std::vector<std::optional<PackageFacts>> MemoryStore::LoadFacts(std::span<const FactsKey> keys) {
  const std::lock_guard lock(mutex_);
  std::vector<std::optional<PackageFacts>> loaded(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto found = facts_.find(keys[i].subject);
    if (found == facts_.end()) continue;
    if (found->second.extractor_version != keys[i].extractor_version) continue;
    loaded[i] = found->second.facts;
  }
  return loaded;
}

void MemoryStore::SaveFacts(std::span<const FactsKey> keys, std::span<const PackageFacts> facts) {
  CHECK(keys.size() == facts.size(), "facts are saved with one key each");
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    facts_[keys[i].subject] = {keys[i].extractor_version, facts[i]};
  }
}

std::vector<std::optional<std::vector<Finding>>> MemoryStore::LoadFindings(
    std::span<const FindingsKey> keys) {
  const std::lock_guard lock(mutex_);
  std::vector<std::optional<std::vector<Finding>>> loaded(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (const auto found = findings_.find(keys[i]); found != findings_.end()) {
      loaded[i] = found->second;
    }
  }
  return loaded;
}

void MemoryStore::SaveFindings(std::span<const FindingsKey> keys,
                               std::span<const std::vector<Finding>> findings) {
  CHECK(keys.size() == findings.size(), "findings are saved with one key each");
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < keys.size(); ++i) findings_[keys[i]] = findings[i];
}

std::optional<PastAssessment> MemoryStore::LoadAssessment(std::string_view project) {
  const std::lock_guard lock(mutex_);
  const auto found = assessments_.find(project);
  if (found == assessments_.end()) return std::nullopt;
  return found->second;
}

void MemoryStore::SaveAssessment(std::string_view project, const PastAssessment& assessment) {
  const std::lock_guard lock(mutex_);
  assessments_.insert_or_assign(std::string(project), assessment);
}

bool MemoryStore::HasGrown() const {
  const std::lock_guard lock(mutex_);
  return !facts_.empty() || !findings_.empty();
}

void MemoryStore::Prune(const Keep& keep) {
  const std::lock_guard lock(mutex_);
  std::erase_if(facts_, [&](const auto& entry) {
    return entry.second.extractor_version < keep.extractor_version;
  });
  std::erase_if(findings_, [&](const auto& entry) {
    return entry.first.extractor_version < keep.extractor_version;
  });
}

void MemoryStore::Clear() {
  const std::lock_guard lock(mutex_);
  facts_.clear();
  findings_.clear();
  assessments_.clear();
}

StoreUse MemoryStore::Use(std::uint32_t extractor_version) {
  const std::lock_guard lock(mutex_);
  StoreUse use{.packages = facts_.size(),
               .findings = findings_.size(),
               .projects = assessments_.size(),
               .outdated = 0,
               .bytes = 0};
  for (const auto& [subject, versioned] : facts_)
    use.outdated += versioned.extractor_version < extractor_version ? 1 : 0;
  for (const auto& [key, findings] : findings_)
    use.outdated += key.extractor_version < extractor_version ? 1 : 0;
  return use;
}

std::unique_ptr<Store> OpenMemoryStore() {
  return std::make_unique<MemoryStore>();
}

}  // namespace store
