#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/untrusted.h"
#include "model/integrity.h"
#include "model/package_id.h"
#include "model/trust_limits.h"

/// A name and an address, as a publisher or the registry wrote them; either may be empty.
struct Person {
  Untrusted name;
  Untrusted email;
  bool operator==(const Person&) const = default;
};

/// `_npmUser`: who published a version. A trusted publisher is a CI workflow that the registry
/// knows by OpenID Connect instead of a person's token.
struct Publisher {
  Person person;
  Untrusted trusted_publisher;  ///< `trustedPublisher.id`, for instance of a forge; else empty
  bool operator==(const Publisher&) const = default;
};

/// One registry signature over "name@version:integrity".
struct RegistrySignature {
  Untrusted key_id;
  Untrusted signature;  ///< base64 as sent
  bool operator==(const RegistrySignature&) const = default;
};

/// `dist`: where the bytes are and what vouches for them.
struct Dist {
  Untrusted tarball;
  Integrity integrity;  ///< `integrity` and `shasum` together; empty when both are missing or bad
  std::optional<std::uint64_t> file_count;
  std::optional<std::uint64_t> unpacked_size;
  std::vector<RegistrySignature> signatures;
  Untrusted attestations;     ///< URL of the attestation bundle; empty when there is none
  Untrusted provenance_type;  ///< `attestations.provenance.predicateType`
  bool operator==(const Dist&) const = default;
};

/// A key and a text: one script, one dependency, one command. In document order.
using TextPairs = std::vector<std::pair<Untrusted, Untrusted>>;

/// One version as the registry describes it. Every field may be missing (empty): an abbreviated
/// document has few, old ones have odd shapes, and a field of another type than expected counts as
/// missing.
struct Manifest {
  std::string version;
  Dist dist;
  TextPairs scripts;
  TextPairs bin;
  TextPairs dependencies;
  TextPairs dev_dependencies;
  TextPairs optional_dependencies;
  TextPairs peer_dependencies;
  std::vector<Person> maintainers;
  std::optional<Publisher> publisher;
  Untrusted deprecated;
  Untrusted license;
  Untrusted repository;  ///< the URL
  Untrusted homepage;
  Untrusted description;
  Person author;
  Untrusted git_head;
  Untrusted node_version;  ///< `_nodeVersion` of the publisher
  Untrusted npm_version;
  std::optional<bool> has_install_script;  ///< only abbreviated documents say so
  std::optional<UnixMillis> published;     ///< from the packument's `time`
  bool operator==(const Manifest&) const = default;
};

/// All the registry knows of a package (npm's word; full or abbreviated form).
struct Packument {
  std::optional<PackageName> name;
  std::vector<Manifest> versions;  ///< in document order: as published, but for old oddities
  std::vector<std::pair<std::string, std::string>> dist_tags;  ///< sorted by tag
  std::vector<Person> maintainers;
  Untrusted repository;  ///< of the document, so of the last version published
  Untrusted readme;      ///< at most limits::kReadmeBytes of it
  std::optional<UnixMillis> created;
  std::optional<UnixMillis> modified;
  std::optional<UnixMillis> unpublished;  ///< the whole package, when it was
  /// Versions that `time` knows but `versions` does not: taken back, or taken down. Sorted.
  std::vector<std::pair<std::string, UnixMillis>> removed_versions;
  /// Things left out because of a limit (limits::kPackumentVersions, kPackumentItems).
  std::size_t left_out = 0;

  /// nullptr when there is none.
  [[nodiscard]] const Manifest* Find(std::string_view version) const;
  bool operator==(const Packument&) const = default;
};
