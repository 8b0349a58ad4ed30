#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/contents.h"
#include "model/fact.h"
#include "model/inventory.h"

class Crew;

namespace facts {

/// Part of the key under which facts are remembered: raised whenever any extractor would give other
/// facts for the same bytes.
inline constexpr std::uint32_t kExtractorVersion = 9;

/// What is known of a package besides its files.
struct PackageContext {
  std::string name;     ///< it was asked for by; empty when unknown (a folder, a single file)
  std::string version;  ///< it was asked for by; empty when unknown
  /// Decides which lifecycle scripts an install runs: all of them for kRoot, kWorkspace and kGit,
  /// three for what comes packed.
  Origin origin = Origin::kRegistry;
  std::vector<std::string> registry_hosts;  ///< of the usual registries; empty when unknown
  /// The version's manifest as the registry shows it, JSON; absent when it was not asked for.
  std::optional<std::string_view> registry_manifest;
};

/// Memory that Extract works in, kept from one package to the next: one for each worker.
class Memory {
 public:
  /// `crew`, which must outlive this, may help with the files of one package.
  explicit Memory(Crew* crew = nullptr);
  ~Memory();
  Memory(Memory&&) noexcept;
  Memory& operator=(Memory&&) noexcept;

  struct State;
  [[nodiscard]] State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

/// Everything that can be observed of a package: sorted, without repeats, the same for any order
/// of files, bounded by limits::kFactsPerPackage and kFactsPerKindAndFile (what goes over is itself
/// a fact). Pure: reads nothing but its arguments, runs nothing.
[[nodiscard]] Facts Extract(const Contents& contents, const PackageContext& context,
                            Memory& memory);
/// What Extract gives but for what JavaScript and TypeScript do: for measuring how fast packages
/// are read.
[[nodiscard]] Facts ExtractWithoutCode(const Contents& contents, const PackageContext& context,
                                       Memory& memory);
/// As above for a single package.
[[nodiscard]] Facts Extract(const Contents& contents, const PackageContext& context);

}  // namespace facts
