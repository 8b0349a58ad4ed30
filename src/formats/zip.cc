#include "formats/zip.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <memory>
#include <optional>

#include "base/text.h"

namespace formats {
namespace {

// End of central directory, at the end of the archive; the directory it names lists every file:
//
//   [local header + data]...  [directory entry]...  [zip64 end + locator]  [end]
constexpr std::uint32_t kLocalMagic = 0x04034b50;
constexpr std::uint32_t kEntryMagic = 0x02014b50;
constexpr std::uint32_t kEndMagic = 0x06054b50;
constexpr std::uint32_t kLocatorMagic = 0x07064b50;
constexpr std::uint32_t kZip64EndMagic = 0x06064b50;
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kEntryBytes = 46;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kLocatorBytes = 20;
constexpr std::size_t kZip64EndBytes = 56;
constexpr std::size_t kCommentBytes = 65535;
constexpr std::uint16_t kZip64Field = 1;
constexpr std::uint32_t kIn64 = 0xffffffff;  ///< the number stands in the zip64 field instead
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;
constexpr std::uint16_t kEncryptedFlag = 1;

template <typename Number>
Number Little(Bytes bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = sizeof(Number); i-- > 0;) value = value << 8U | bytes[at + i];
  return static_cast<Number>(value);
}

bool Holds(Bytes bytes, std::uint64_t at, std::uint64_t size) {
  return at <= bytes.size() && size <= bytes.size() - at;
}

struct Directory {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::uint64_t entries = 0;
};

std::optional<std::size_t> FindEnd(Bytes archive) {
  if (archive.size() < kEndBytes) return std::nullopt;
  const std::size_t last = archive.size() - kEndBytes;
  const std::size_t first = last > kCommentBytes ? last - kCommentBytes : 0;
  for (std::size_t at = last + 1; at-- > first;) {
    if (Little<std::uint32_t>(archive, at) == kEndMagic &&
        at + kEndBytes + Little<std::uint16_t>(archive, at + 20) == archive.size()) {
      return at;
    }
  }
  return std::nullopt;
}

Result<Directory> FindDirectory(Bytes archive) {
  const auto end = FindEnd(archive);
  if (!end) return Fail("it has no end record: it is cut off, or no zip archive");
  Directory found{.offset = Little<std::uint32_t>(archive, *end + 16),
                  .size = Little<std::uint32_t>(archive, *end + 12),
                  .entries = Little<std::uint16_t>(archive, *end + 10)};
  if (*end >= kLocatorBytes &&
      Little<std::uint32_t>(archive, *end - kLocatorBytes) == kLocatorMagic) {
    const auto at = Little<std::uint64_t>(archive, *end - kLocatorBytes + 8);
    if (!Holds(archive, at, kZip64EndBytes) ||
        Little<std::uint32_t>(archive, at) != kZip64EndMagic) {
      return Fail("its zip64 end record is not where it should be");
    }
    found = {.offset = Little<std::uint64_t>(archive, at + 48),
             .size = Little<std::uint64_t>(archive, at + 40),
             .entries = Little<std::uint64_t>(archive, at + 32)};
  }
  if (!Holds(archive, found.offset, found.size)) return Fail("its directory lies outside of it");
  return found;
}

struct Location {
  ZipEntry entry;
  std::uint64_t packed = 0;
  std::uint64_t offset = 0;
  std::uint16_t method = 0;
  std::uint16_t flags = 0;
};

/// Puts the 64-bit numbers of the extra field where the directory entry has none.
bool ReadZip64(Bytes extra, Location& location) {
  const bool size = location.entry.size == kIn64;
  const bool packed = location.packed == kIn64;
  const bool offset = location.offset == kIn64;
  if (!size && !packed && !offset) return true;
  while (extra.size() >= 4) {
    const auto id = Little<std::uint16_t>(extra, 0);
    const auto length = Little<std::uint16_t>(extra, 2);
    if (!Holds(extra, 4, length)) return false;
    Bytes field = extra.subspan(4, length);
    extra = extra.subspan(4U + length);
    if (id != kZip64Field) continue;
    const auto take = [&field](std::uint64_t& number) {
      if (field.size() < 8) return false;
      number = Little<std::uint64_t>(field, 0);
      field = field.subspan(8);
      return true;
    };
    return (!size || take(location.entry.size)) && (!packed || take(location.packed)) &&
           (!offset || take(location.offset));
  }
  return false;
}

/// Takes the first entry off `directory`.
Result<Location> TakeEntry(Bytes& directory) {
  if (!Holds(directory, 0, kEntryBytes) || Little<std::uint32_t>(directory, 0) != kEntryMagic)
    return Fail("its directory is damaged");
  const std::size_t name = Little<std::uint16_t>(directory, 28);
  const std::size_t extra = Little<std::uint16_t>(directory, 30);
  const std::size_t comment = Little<std::uint16_t>(directory, 32);
  if (!Holds(directory, kEntryBytes, name + extra + comment))
    return Fail("its directory is damaged");
  Location location{.entry = {.path = AsText(directory.subspan(kEntryBytes, name)),
                              .size = Little<std::uint32_t>(directory, 24),
                              .crc32 = Little<std::uint32_t>(directory, 16)},
                    .packed = Little<std::uint32_t>(directory, 20),
                    .offset = Little<std::uint32_t>(directory, 42),
                    .method = Little<std::uint16_t>(directory, 10),
                    .flags = Little<std::uint16_t>(directory, 8)};
  if (!ReadZip64(directory.subspan(kEntryBytes + name, extra), location))
    return Fail("its directory is damaged");
  directory = directory.subspan(kEntryBytes + name + extra + comment);
  return location;
}

class Inflater {
 public:
  Inflater() : decompressor_(libdeflate_alloc_decompressor()) {}

  /// The unpacked octets, in memory that the next call reuses.
  Result<Bytes> Unpack(Bytes archive, const Location& location) {
    if (!Holds(archive, location.offset, kLocalBytes) ||
        Little<std::uint32_t>(archive, location.offset) != kLocalMagic) {
      return Fail("a file is not where the directory says");
    }
    const std::uint64_t data = location.offset + kLocalBytes +
                               Little<std::uint16_t>(archive, location.offset + 26) +
                               Little<std::uint16_t>(archive, location.offset + 28);
    if (!Holds(archive, data, location.packed)) return Fail("a file is cut off");
    const Bytes packed = archive.subspan(data, location.packed);
    Bytes unpacked = packed;
    if (location.method == kDeflated) {
      if (memory_.size() < location.entry.size) memory_.resize(location.entry.size);
      std::size_t written = 0;
      const auto result =
          libdeflate_deflate_decompress(decompressor_.get(), packed.data(), packed.size(),
                                        memory_.data(), location.entry.size, &written);
      if (result != LIBDEFLATE_SUCCESS) return Fail("its data is damaged");
      unpacked = Bytes(memory_).first(written);
    } else if (location.method != kStored) {
      return Fail(fmt::format("it is packed by method {}; stored and deflated can be read",
                              location.method));
    }
    if (unpacked.size() != location.entry.size) return Fail("its data is damaged");
    if (libdeflate_crc32(0, unpacked.data(), unpacked.size()) != location.entry.crc32)
      return Fail("its checksum is wrong");
    return unpacked;
  }

 private:
  struct Free {
    void operator()(libdeflate_decompressor* d) const { libdeflate_free_decompressor(d); }
  };
  std::unique_ptr<libdeflate_decompressor, Free> decompressor_;
  ByteVector memory_;
};

}  // namespace

bool IsZip(Bytes bytes) {
  return bytes.size() >= 4 && (Little<std::uint32_t>(bytes, 0) == kLocalMagic ||
                               Little<std::uint32_t>(bytes, 0) == kEndMagic);
}

Result<void> ReadZip(Bytes archive, const std::function<bool(const ZipEntry&, Bytes)>& take,
                     const ZipLimits& limits) {
  auto directory = FindDirectory(archive);
  if (!directory) return Fail(std::move(directory).error());
  if (directory->entries > limits.entries) {
    return Fail(fmt::format("it has {} entries, more than the limit of {}", directory->entries,
                            limits.entries));
  }
  Bytes rest = archive.subspan(directory->offset, directory->size);
  Inflater inflater;
  std::uint64_t unpacked = 0;
  for (std::uint64_t i = 0; i < directory->entries; ++i) {
    auto location = TakeEntry(rest);
    if (!location) return Fail(std::move(location).error());
    const ZipEntry& entry = location->entry;
    if (entry.path.ends_with('/')) continue;
    const auto fail = [&](std::string reason) {
      return Fail(fmt::format("{} in it cannot be read: {}", Quote(entry.path), reason));
    };
    if ((location->flags & kEncryptedFlag) != 0) return fail("it is encrypted");
    unpacked += entry.size;
    if (entry.size > limits.entry_bytes || unpacked > limits.unpacked)
      return fail("it unpacks to more than the limit");
    const auto bytes = inflater.Unpack(archive, *location);
    if (!bytes) return fail(bytes.error().message);
    if (!take(entry, *bytes)) break;
  }
  return {};
}

}  // namespace formats
