#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// The form of a pack on disk; docs/intel.md draws it. Numbers are little-endian.
///
///   page 0        header: magic, version, times, sections, hash of the page hashes, key, signature
///   page 1..      sections, each beginning on a page
///   last pages    SHA-256 of every page between header and here, 32 octets each
///
/// The signature covers the header, the header the page hashes, the page hashes every other octet:
/// so opening a pack reads little, and no octet is used before its page was checked.
namespace intel::layout {

inline constexpr std::string_view kMagic = "SLYPACK\n";
inline constexpr std::uint32_t kVersion = 2;
inline constexpr std::size_t kPage = 4096;

inline constexpr std::size_t kVersionAt = 8;
inline constexpr std::size_t kPageSizeAt = 12;
inline constexpr std::size_t kFileSizeAt = 16;
inline constexpr std::size_t kCreatedAt = 24;
inline constexpr std::size_t kNewestAt = 32;
inline constexpr std::size_t kRecordsAt = 40;
inline constexpr std::size_t kPackagesAt = 44;
inline constexpr std::size_t kMalwareAt = 48;
inline constexpr std::size_t kWithdrawnAt = 52;
inline constexpr std::size_t kHashesOffsetAt = 56;  ///< of the page hashes, in the file
inline constexpr std::size_t kHashesSizeAt = 64;
inline constexpr std::size_t kHashesDigestAt = 72;
inline constexpr std::size_t kSectionsAt = 128;  ///< offset and size of each, 16 octets
inline constexpr std::size_t kSignedBytes = 4032;
inline constexpr std::size_t kKeyAt = 4000;  ///< zeros: unsigned
inline constexpr std::size_t kSignatureAt = 4032;

enum class Section : std::uint8_t {
  kStrings,        ///< length and text, one after another
  kRecords,        ///< one after another, by id
  kRecordOffsets,  ///< u32 each, into kRecords
  kPackages,       ///< one after another, by ecosystem and name
  kPackageIndex,   ///< hash index: offsets into kPackages
  kIdIndex,        ///< hash index of ids and aliases: record numbers
  kDigestIndex,    ///< hash index of tarball hashes: offsets into kPackages
  kDetails,        ///< length and JSON of incident records
};
inline constexpr std::size_t kSections = 8;

}  // namespace intel::layout
