#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "base/file_system.h"
#include "base/large_pages.h"
#include "base/limits.h"
#include "base/text.h"

namespace {

tl::unexpected<Error> SystemFailure(std::string_view what, std::string_view path) {
  const int code = errno;
  std::string help;
  if (code == ENOSPC || code == EDQUOT) help = "free some space, or name another place";
  if (code == EACCES || code == EPERM) help = "check who owns it and its permissions";
  return Fail(fmt::format("{} {}: {}", what, Quote(path), ToLower(std::strerror(code))),
              std::move(help));
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

FileType TypeOf(mode_t mode) {
  if (S_ISREG(mode)) return FileType::kFile;
  if (S_ISDIR(mode)) return FileType::kFolder;
  if (S_ISLNK(mode)) return FileType::kSymlink;
  return FileType::kOther;
}

FileStatus StatusOf(const struct stat& st) {
  return {.type = TypeOf(st.st_mode),
          .size = static_cast<std::uint64_t>(st.st_size),
          .modified_ns = st.st_mtim.tv_sec * 1'000'000'000LL + st.st_mtim.tv_nsec,
          .inode = st.st_ino,
          .device = st.st_dev,
          .executable = (st.st_mode & 0111U) != 0};
}

bool MeansMissing(int code) {
  return code == ENOENT || code == ENOTDIR || code == ELOOP;
}

FileType TypeOf(const dirent& entry) {
  switch (entry.d_type) {
    case DT_REG:
      return FileType::kFile;
    case DT_DIR:
      return FileType::kFolder;
    case DT_LNK:
      return FileType::kSymlink;
    default:
      return FileType::kOther;
  }
}

Result<void> WriteAll(int fd, Bytes bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemFailure("cannot write", path);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

/// O_NONBLOCK: a FIFO in a hostile tree must not make us wait for a writer.
int OpenToRead(const std::string& path) {
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

/// Of what OpenToRead has just opened at `path`; an Error where it failed, and for all but files.
Result<std::size_t> SizeOfRegular(const Descriptor& file, const std::string& path) {
  if (!file.ok()) return SystemFailure("cannot open", path);
  struct stat st {};
  if (::fstat(file.get(), &st) != 0) return SystemFailure("cannot read", path);
  if (S_ISDIR(st.st_mode)) return Fail(fmt::format("cannot read {}: it is a folder", Quote(path)));
  if (!S_ISREG(st.st_mode))
    return Fail(fmt::format("cannot read {}: it is not a regular file", Quote(path)));
  return static_cast<std::size_t>(st.st_size);
}

/// Whether there is something at `path` that is written to and must not be replaced: a device, a
/// pipe, or what the system shows as a file.
bool IsWrittenInPlace(const std::string& path) {
  struct stat st {};
  if (::stat(path.c_str(), &st) != 0 || S_ISDIR(st.st_mode)) return false;
  return !S_ISREG(st.st_mode) || path.starts_with("/dev/") || path.starts_with("/proc/");
}

Result<void> WriteInPlace(const std::string& path, Bytes bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (!file.ok()) return SystemFailure("cannot write", path);
  return WriteAll(file.get(), bytes, path);
}

}  // namespace

struct MappedFile::Keeper {
  void* data = nullptr;  ///< of mmap; null when `owned` holds the octets
  std::size_t size = 0;
  ByteVector owned;
};

void MappedFile::Release::operator()(Keeper* keeper) const {
  if (keeper->data != nullptr) ::munmap(keeper->data, keeper->size);
  delete keeper;
}

MappedFile::MappedFile(ByteVector owned)
    : keeper_(new Keeper{.data = nullptr, .size = owned.size(), .owned = std::move(owned)}) {
  bytes_ = keeper_->owned;
}

Result<ByteVector> DiskFileSystem::Read(const std::string& path, std::size_t limit) const {
  const Descriptor file(OpenToRead(path));
  const auto opened = SizeOfRegular(file, path);
  if (!opened) return Fail(opened.error());
  const std::size_t size = *opened;
  const auto too_large = [&] {
    return Fail(fmt::format("{} is larger than the limit of {}", Quote(path), HumanBytes(limit)));
  };
  if (size > limit) return too_large();

  // The file may grow while it is read: one byte beyond the size shows it. The zeros that a vector
  // begins with are written piece by piece, so that they are not in memory before what was read is.
  constexpr std::size_t kPiece = 256 * limits::kKiB;
  ByteVector bytes;
  bytes.reserve(size + 1);
  PreferLargePagesIn(bytes.data(), bytes.capacity());
  std::size_t filled = 0;
  while (true) {
    if (filled == bytes.capacity()) bytes.reserve(2 * bytes.capacity());
    if (filled == bytes.size()) bytes.resize(std::min(bytes.capacity(), filled + kPiece));
    const ssize_t got = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemFailure("cannot read", path);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
    if (filled > limit) return too_large();
  }
  bytes.resize(filled);
  return bytes;
}

Result<ByteVector> DiskFileSystem::ReadEnd(const std::string& path, std::size_t count) const {
  const Descriptor file(OpenToRead(path));
  const auto opened = SizeOfRegular(file, path);
  if (!opened) return Fail(opened.error());
  const std::size_t size = *opened;
  ByteVector bytes(std::min(count, size));
  const auto begin = static_cast<::off_t>(size - bytes.size());
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::pread(file.get(), bytes.data() + filled, bytes.size() - filled,
                                begin + static_cast<::off_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemFailure("cannot read", path);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Result<MappedFile> DiskFileSystem::Map(const std::string& path, std::size_t limit) const {
  const Descriptor file(OpenToRead(path));
  const auto opened = SizeOfRegular(file, path);
  if (!opened) return Fail(opened.error());
  const std::size_t size = *opened;
  if (size > limit) {
    return Fail(fmt::format("{} is larger than the limit of {}", Quote(path), HumanBytes(limit)));
  }
  if (size == 0) return MappedFile();
  void* const data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (data == MAP_FAILED) return SystemFailure("cannot map", path);
  MappedFile mapped;
  mapped.keeper_.reset(new MappedFile::Keeper{.data = data, .size = size, .owned = {}});
  mapped.bytes_ = Bytes(static_cast<const std::uint8_t*>(data), size);
  return mapped;
}

Result<FileStatus> DiskFileSystem::Status(const std::string& path) const {
  struct stat st {};
  if (::lstat(path.c_str(), &st) == 0) return StatusOf(st);
  if (MeansMissing(errno)) return FileStatus{};
  return SystemFailure("cannot look at", path);
}

Result<FileStatus> DiskFileSystem::StatusOfTarget(const std::string& path) const {
  struct stat st {};
  if (::stat(path.c_str(), &st) == 0) return StatusOf(st);
  if (MeansMissing(errno)) return FileStatus{};
  return SystemFailure("cannot look at", path);
}

Result<std::string> DiskFileSystem::ReadLink(const std::string& path) const {
  std::string target(PATH_MAX, '\0');
  const ssize_t length = ::readlink(path.c_str(), target.data(), target.size());
  if (length < 0) return SystemFailure("cannot read the link", path);
  target.resize(static_cast<std::size_t>(length));
  return target;
}

Result<std::string> DiskFileSystem::RealPath(const std::string& path) const {
  char* const real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr) return SystemFailure("cannot resolve", path);
  std::string result(real);
  std::free(real);
  return result;
}

Result<std::vector<FolderEntry>> DiskFileSystem::List(const std::string& path) const {
  DIR* const folder = ::opendir(path.c_str());
  if (folder == nullptr) return SystemFailure("cannot list", path);
  std::vector<FolderEntry> entries;
  errno = 0;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    FolderEntry found{.name = std::string(name), .type = TypeOf(*entry)};
    if (entry->d_type == DT_UNKNOWN) {
      struct stat st {};
      if (::lstat(JoinPath(path, name).c_str(), &st) == 0) found.type = TypeOf(st.st_mode);
    }
    entries.push_back(std::move(found));
    errno = 0;
  }
  const int code = errno;
  ::closedir(folder);
  errno = code;
  if (code != 0) return SystemFailure("cannot list", path);
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

Result<void> DiskFileSystem::WriteAtomically(const std::string& path, Bytes bytes) {
  if (IsWrittenInPlace(path)) return WriteInPlace(path, bytes);
  return WriteAndRename(path, bytes, 0644);
}

Result<void> DiskFileSystem::WritePrivately(const std::string& path, Bytes bytes) {
  return WriteAndRename(path, bytes, 0600);
}

Result<void> DiskFileSystem::WriteAndRename(const std::string& path, Bytes bytes, unsigned mode) {
  if (auto made = MakeFolders(std::string(ParentPath(path))); !made) return made;
  // Process and sequence number: two runs, or two threads of one, never share a temporary file.
  static std::atomic<std::uint64_t> sequence{0};
  const std::string temporary =
      fmt::format("{}.{}.{}.tmp", path, ::getpid(), sequence.fetch_add(1));
  const auto discard = [&](tl::unexpected<Error> error) {
    ::unlink(temporary.c_str());
    return error;
  };
  {
    const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!file.ok()) return SystemFailure("cannot write", path);
    if (auto written = WriteAll(file.get(), bytes, path); !written) {
      return discard(tl::unexpected<Error>(std::move(written).error()));
    }
    if (::fdatasync(file.get()) != 0) return discard(SystemFailure("cannot write", path));
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0)
    return discard(SystemFailure("cannot write", path));
  return {};
}

Result<void> DiskFileSystem::MakeFolders(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) == 0 || errno == EEXIST) {
    struct stat st {};
    if (::stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode)) return {};
    return Fail(fmt::format("cannot make the folder {}: a file is in the way", Quote(path)));
  }
  if (errno != ENOENT) return SystemFailure("cannot make the folder", path);
  const std::string parent(ParentPath(path));
  if (parent == path) return SystemFailure("cannot make the folder", path);
  if (auto made = MakeFolders(parent); !made) return made;
  if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST)
    return SystemFailure("cannot make the folder", path);
  return {};
}

Result<void> DiskFileSystem::Remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return SystemFailure("cannot remove", path);
  return {};
}

Result<void> DiskFileSystem::Rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return SystemFailure("cannot rename", from);
  return {};
}

Result<void> DiskFileSystem::Touch(const std::string& path) {
  if (::utimensat(AT_FDCWD, path.c_str(), nullptr, 0) != 0)
    return SystemFailure("cannot touch", path);
  return {};
}
