#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ed25519.h"
#include "base/file_system.h"
#include "base/hash.h"
#include "intel/advisory.h"
#include "intel/pack_layout.h"

namespace intel {

/// What is known of a record beyond the record: joined when a pack is made.
struct Standing {
  std::uint32_t group = 0;         ///< records that are the same matter have the same number
  std::uint16_t score_tenths = 0;  ///< CVSS, 0 to 100; of the newest version that is given
  UnixMillis exploited = 0;        ///< when CISA's catalogue (KEV) took it in; 0: it has not
  bool ransomware = false;         ///< KEV knows of use in ransomware campaigns
  std::uint32_t epss = 0;          ///< probability in units of 0.00001
  std::uint32_t epss_percentile = 0;
  bool operator==(const Standing&) const = default;
};

/// A record as a pack has it; its packages are found by Packages.
struct Record {
  Advisory advisory;  ///< without `affected`
  Standing standing;
};

/// What records say of one package.
struct PackageEntry {
  std::string ecosystem;
  std::string name;
  std::uint32_t popularity = 0;  ///< rank by downloads from 1; 0: not among the popular
  struct Item {
    std::uint32_t record = 0;
    Affected affected;
  };
  std::vector<Item> items;  ///< by record
};

struct PackInfo {
  UnixMillis created = 0;
  UnixMillis newest = 0;  ///< the last `modified` in it
  std::uint32_t records = 0;
  std::uint32_t packages = 0;
  std::uint32_t malware = 0;
  std::uint32_t withdrawn = 0;
  std::uint64_t bytes = 0;
  std::optional<ed25519::PublicKey> key;  ///< absent: unsigned
  Sha256Digest digest{};                  ///< names the content: of the page hashes
};

/// Who may sign a pack.
struct Trust {
  enum class Unsigned : std::uint8_t { kRefused, kAllowed };
  std::vector<ed25519::PublicKey> keys;
  Unsigned without_signature = Unsigned::kRefused;
};

/// Records, looked up where they lie in a mapped file. Opening checks the signature over the
/// header; every page is checked against its hash before its first use, so nothing is believed that
/// was not signed. A page that fails makes `damaged` true, and what stands in it is as if absent.
/// For one thread at a time.
class Pack {
 public:
  [[nodiscard]] static Result<Pack> Open(MappedFile file, const Trust& trust);

  [[nodiscard]] const PackInfo& info() const { return info_; }
  [[nodiscard]] bool damaged() const { return damaged_; }
  /// Checks every page.
  [[nodiscard]] Result<void> VerifyAll() const;

  /// `name` as NormaliseName has it.
  [[nodiscard]] std::optional<PackageEntry> FindPackage(std::string_view ecosystem,
                                                        std::string_view name) const;
  /// The packages with an item that has this hash.
  [[nodiscard]] std::vector<PackageEntry> FindHash(const Hash& hash) const;
  /// The records with this id or alias, by number. Letters count as written.
  [[nodiscard]] std::vector<std::uint32_t> FindId(std::string_view id) const;
  [[nodiscard]] std::optional<Record> ReadRecord(std::uint32_t number) const;
  /// The JSON of an incident record; empty for others.
  /// Every package in the order of the file; false stops.
  void ForEachPackage(const std::function<bool(const PackageEntry&)>& take) const;

  /// The whole file, for writing it elsewhere.
  [[nodiscard]] Bytes bytes() const { return file_.bytes(); }

 private:
  Pack() = default;
  [[nodiscard]] Bytes View(layout::Section section, std::size_t offset, std::size_t size) const;
  [[nodiscard]] Bytes ViewToEnd(layout::Section section, std::size_t offset,
                                std::size_t at_most) const;
  [[nodiscard]] bool CheckPages(std::uint64_t offset, std::uint64_t size) const;
  [[nodiscard]] std::string String(std::uint64_t offset) const;
  [[nodiscard]] std::optional<PackageEntry> ReadPackage(std::uint64_t offset,
                                                        std::uint64_t* next) const;
  [[nodiscard]] std::vector<std::uint32_t> Candidates(layout::Section index,
                                                      std::uint64_t hash) const;
  void Damage() const { damaged_ = true; }

  struct Place {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };
  MappedFile file_;
  PackInfo info_;
  std::vector<Place> sections_;
  Bytes page_hashes_;
  mutable std::vector<bool> checked_;
  mutable bool damaged_ = false;
};

}  // namespace intel
