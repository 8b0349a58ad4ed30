#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

enum class FileType : std::uint8_t { kMissing, kFile, kFolder, kSymlink, kOther };

struct FileStatus {
  FileType type = FileType::kMissing;
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  ///< since the Unix epoch
  std::uint64_t inode = 0;
  std::uint64_t device = 0;
  bool executable = false;
};

struct FolderEntry {
  std::string name;
  FileType type = FileType::kOther;
  bool operator==(const FolderEntry&) const = default;
};

/// The octets of one file as they were when it was mapped; they stay when the file is removed or
/// replaced by a rename. Move-only.
class MappedFile {
 public:
  MappedFile() = default;
  /// Octets in memory instead of a file: what FakeFileSystem gives, and packs built into the
  /// program.
  explicit MappedFile(ByteVector owned);
  /// `bytes` outlive the object.
  explicit MappedFile(Bytes bytes) : bytes_(bytes) {}
  MappedFile(MappedFile&&) noexcept = default;
  MappedFile& operator=(MappedFile&&) noexcept = default;

  [[nodiscard]] Bytes bytes() const { return bytes_; }

 private:
  friend class DiskFileSystem;
  struct Keeper;
  struct Release {
    void operator()(Keeper* keeper) const;
  };
  Bytes bytes_;
  std::unique_ptr<Keeper, Release> keeper_;
};

/// Seam: the disk. Paths are bytes, `/`-separated. Every failure is an Error that names the path
/// and the system's reason; a missing file is told apart by `Status`. Tests use FakeFileSystem.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  /// The whole file; an Error past `limit` bytes, before anything that large is read.
  [[nodiscard]] virtual Result<ByteVector> Read(const std::string& path,
                                                std::size_t limit) const = 0;
  /// The last `count` bytes of the file, or all when it has fewer.
  [[nodiscard]] virtual Result<ByteVector> ReadEnd(const std::string& path,
                                                   std::size_t count) const = 0;
  /// The whole file without a copy in memory; an Error past `limit` bytes.
  [[nodiscard]] virtual Result<MappedFile> Map(const std::string& path,
                                               std::size_t limit) const = 0;
  /// What the path itself is; a symlink is kSymlink. Missing is a value, not an error.
  [[nodiscard]] virtual Result<FileStatus> Status(const std::string& path) const = 0;
  /// As Status, after following symlinks; a dangling or looping one is kMissing.
  [[nodiscard]] virtual Result<FileStatus> StatusOfTarget(const std::string& path) const = 0;
  /// The text of a symlink.
  [[nodiscard]] virtual Result<std::string> ReadLink(const std::string& path) const = 0;
  /// The path with every symlink resolved.
  [[nodiscard]] virtual Result<std::string> RealPath(const std::string& path) const = 0;
  /// Sorted by name, without `.` and `..`.
  [[nodiscard]] virtual Result<std::vector<FolderEntry>> List(const std::string& path) const = 0;

  /// All or nothing: a temporary file in the same folder, synced and renamed over `path`. Missing
  /// parent folders are made. A failure leaves what was there before. A device or a pipe is written
  /// to in its place.
  [[nodiscard]] virtual Result<void> WriteAtomically(const std::string& path, Bytes bytes) = 0;
  /// The same for what only its owner may read: private keys.
  [[nodiscard]] virtual Result<void> WritePrivately(const std::string& path, Bytes bytes) = 0;
  [[nodiscard]] virtual Result<void> MakeFolders(const std::string& path) = 0;
  [[nodiscard]] virtual Result<void> Remove(const std::string& path) = 0;
  [[nodiscard]] virtual Result<void> Rename(const std::string& from, const std::string& to) = 0;
  /// Makes a file look as if it had been written just now.
  [[nodiscard]] virtual Result<void> Touch(const std::string& path) = 0;
};

class DiskFileSystem final : public FileSystem {
 public:
  [[nodiscard]] Result<ByteVector> Read(const std::string& path, std::size_t limit) const override;
  [[nodiscard]] Result<ByteVector> ReadEnd(const std::string& path,
                                           std::size_t count) const override;
  [[nodiscard]] Result<MappedFile> Map(const std::string& path, std::size_t limit) const override;
  [[nodiscard]] Result<FileStatus> Status(const std::string& path) const override;
  [[nodiscard]] Result<FileStatus> StatusOfTarget(const std::string& path) const override;
  [[nodiscard]] Result<std::string> ReadLink(const std::string& path) const override;
  [[nodiscard]] Result<std::string> RealPath(const std::string& path) const override;
  [[nodiscard]] Result<std::vector<FolderEntry>> List(const std::string& path) const override;
  [[nodiscard]] Result<void> WriteAtomically(const std::string& path, Bytes bytes) override;
  [[nodiscard]] Result<void> WritePrivately(const std::string& path, Bytes bytes) override;
  [[nodiscard]] Result<void> MakeFolders(const std::string& path) override;
  [[nodiscard]] Result<void> Remove(const std::string& path) override;
  [[nodiscard]] Result<void> Rename(const std::string& from, const std::string& to) override;
  [[nodiscard]] Result<void> Touch(const std::string& path) override;

 private:
  [[nodiscard]] Result<void> WriteAndRename(const std::string& path, Bytes bytes, unsigned mode);
};

/// A tree in memory: folders come into being with the files in them; no symlinks unless `AddLink`
/// made them.
class FakeFileSystem final : public FileSystem {
 public:
  void Add(const std::string& path, std::string_view content);
  void AddLink(const std::string& path, const std::string& target);
  /// From now on every operation that would write fails with `reason` ("no space left on device").
  void FailWrites(std::string reason) { FailWritesAfter(0, std::move(reason)); }
  /// The same once `count` more such operations have gone well: a disk that fills up half-way.
  void FailWritesAfter(std::size_t count, std::string reason) {
    writes_left_ = count;
    write_failure_ = std::move(reason);
  }

  [[nodiscard]] Result<ByteVector> Read(const std::string& path, std::size_t limit) const override;
  [[nodiscard]] Result<ByteVector> ReadEnd(const std::string& path,
                                           std::size_t count) const override;
  [[nodiscard]] Result<MappedFile> Map(const std::string& path, std::size_t limit) const override;
  [[nodiscard]] Result<FileStatus> Status(const std::string& path) const override;
  [[nodiscard]] Result<FileStatus> StatusOfTarget(const std::string& path) const override;
  [[nodiscard]] Result<std::string> ReadLink(const std::string& path) const override;
  [[nodiscard]] Result<std::string> RealPath(const std::string& path) const override;
  [[nodiscard]] Result<std::vector<FolderEntry>> List(const std::string& path) const override;
  [[nodiscard]] Result<void> WriteAtomically(const std::string& path, Bytes bytes) override;
  [[nodiscard]] Result<void> WritePrivately(const std::string& path, Bytes bytes) override;
  [[nodiscard]] Result<void> MakeFolders(const std::string& path) override;
  [[nodiscard]] Result<void> Remove(const std::string& path) override;
  [[nodiscard]] Result<void> Rename(const std::string& from, const std::string& to) override;
  [[nodiscard]] Result<void> Touch(const std::string& path) override;

 private:
  struct Node {
    FileType type = FileType::kFile;
    std::string content;  ///< of a file; the target of a link
    std::int64_t modified_ns = 0;
  };
  [[nodiscard]] Result<std::string> Resolve(const std::string& path) const;
  void AddParents(const std::string& path);
  [[nodiscard]] Result<void> MayWrite(const std::string& path);

  mutable std::mutex mutex_;
  std::map<std::string, Node> nodes_;
  std::int64_t ticks_ = 0;
  std::string write_failure_;
  std::size_t writes_left_ = 0;
};

/// "a/b" and "c" give "a/b/c"; an absolute `path` or an empty `folder` gives `path`.
[[nodiscard]] std::string JoinPath(std::string_view folder, std::string_view path);
/// `.` and `..` and double slashes taken out by text alone; ".." may remain in front of a relative
/// path; "" becomes ".".
[[nodiscard]] std::string NormalisePath(std::string_view path);
/// "a/b/c" gives "a/b"; "c" gives "."; "/c" gives "/".
[[nodiscard]] std::string_view ParentPath(std::string_view path);
/// The last segment.
[[nodiscard]] std::string_view BaseName(std::string_view path);
/// With the dot, lower case as written: ".js"; empty when there is none. "a.d.ts" gives ".ts".
[[nodiscard]] std::string_view Extension(std::string_view path);
