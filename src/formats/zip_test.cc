#include "formats/zip.h"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include <map>
#include <string>

namespace formats {
namespace {

/// Writes archives by hand, so that each test can bend one field.
class ZipMaker {
 public:
  enum class Method : std::uint8_t { kStored, kDeflated };

  void Add(const std::string& path, const std::string& content, Method method,
           std::uint16_t flags = 0) {
    std::string packed = content;
    if (method == Method::kDeflated) {
      libdeflate_compressor* compressor = libdeflate_alloc_compressor(6);
      packed.resize(libdeflate_deflate_compress_bound(compressor, content.size()));
      packed.resize(libdeflate_deflate_compress(compressor, content.data(), content.size(),
                                                packed.data(), packed.size()));
      libdeflate_free_compressor(compressor);
    }
    const std::uint32_t crc = libdeflate_crc32(0, content.data(), content.size());
    const auto offset = static_cast<std::uint32_t>(out_.size());
    const std::uint16_t number = method == Method::kDeflated ? 8 : 0;
    const auto common = [&](std::string& to) {
      Put16(to, 20);
      Put16(to, flags);
      Put16(to, number);
      Put32(to, 0);
      Put32(to, crc);
      Put32(to, static_cast<std::uint32_t>(packed.size()));
      Put32(to, claimed_size_ != 0 ? claimed_size_ : static_cast<std::uint32_t>(content.size()));
      Put16(to, static_cast<std::uint16_t>(path.size()));
      Put16(to, 0);
    };
    Put32(out_, 0x04034b50);
    common(out_);
    out_ += path + packed;
    Put32(directory_, 0x02014b50);
    Put16(directory_, 20);
    common(directory_);
    for (int i = 0; i < 3; ++i) Put16(directory_, 0);
    Put32(directory_, 0);
    Put32(directory_, offset);
    directory_ += path;
    ++entries_;
  }
  void ClaimSize(std::uint32_t size) { claimed_size_ = size; }

  std::string End() {
    const auto at = static_cast<std::uint32_t>(out_.size());
    out_ += directory_;
    Put32(out_, 0x06054b50);
    Put32(out_, 0);
    Put16(out_, entries_);
    Put16(out_, entries_);
    Put32(out_, static_cast<std::uint32_t>(directory_.size()));
    Put32(out_, at);
    Put16(out_, 0);
    return out_;
  }
  /// The same with a zip64 end, as archives of more than 65,535 files have.
  std::string End64() {
    const std::uint64_t at = out_.size();
    out_ += directory_;
    const std::uint64_t end64 = out_.size();
    Put32(out_, 0x06064b50);
    Put64(out_, 44);
    Put32(out_, 0);
    Put64(out_, 0);
    Put64(out_, entries_);
    Put64(out_, entries_);
    Put64(out_, directory_.size());
    Put64(out_, at);
    Put32(out_, 0x07064b50);
    Put32(out_, 0);
    Put64(out_, end64);
    Put32(out_, 1);
    Put32(out_, 0x06054b50);
    Put32(out_, 0);
    Put32(out_, 0xffffffff);
    Put64(out_, 0xffffffffffffffff);
    Put16(out_, 0);
    return out_;
  }

 private:
  static void Put(std::string& to, std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i) to += static_cast<char>(value >> (8 * i));
  }
  static void Put16(std::string& to, std::uint16_t value) { Put(to, value, 2); }
  static void Put32(std::string& to, std::uint32_t value) { Put(to, value, 4); }
  static void Put64(std::string& to, std::uint64_t value) { Put(to, value, 8); }

  std::string out_;
  std::string directory_;
  std::uint16_t entries_ = 0;
  std::uint32_t claimed_size_ = 0;
};

std::map<std::string, std::string> Files(const std::string& archive) {
  std::map<std::string, std::string> files;
  const auto read = ReadZip(AsBytes(archive), [&](const ZipEntry& entry, Bytes bytes) {
    files.emplace(entry.path, AsText(bytes));
    return true;
  });
  EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().message);
  return files;
}

std::string ErrorOf(const std::string& archive, const ZipLimits& limits = {}) {
  const auto read = ReadZip(
      AsBytes(archive), [](const ZipEntry&, Bytes) { return true; }, limits);
  return read ? "" : read.error().message;
}

using enum ZipMaker::Method;
using Expected = std::map<std::string, std::string>;

ZipMaker Two() {
  ZipMaker maker;
  maker.Add("a.json", std::string(5000, 'a'), kDeflated);
  maker.Add("folder/", "", kStored);
  maker.Add("b.txt", "stored", kStored);
  return maker;
}

TEST(ReadZip, ReadsStoredAndDeflatedFiles) {
  const Expected expected = {{"a.json", std::string(5000, 'a')}, {"b.txt", "stored"}};
  EXPECT_EQ(Files(Two().End()), expected);
  EXPECT_EQ(Files(Two().End64()), expected);
  EXPECT_TRUE(IsZip(AsBytes(Two().End())));
  EXPECT_TRUE(Files(ZipMaker().End()).empty());
}

TEST(ReadZip, StopsWhenItIsTold) {
  int seen = 0;
  const std::string archive = Two().End();
  EXPECT_TRUE(ReadZip(AsBytes(archive), [&](const ZipEntry&, Bytes) { return ++seen < 1; }));
  EXPECT_EQ(seen, 1);
}

TEST(ReadZip, RefusesEveryCutOffArchive) {
  const std::string whole = Two().End();
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_NE(ErrorOf(whole.substr(0, size)), "") << size;
}

TEST(ReadZip, NoticesWhatWasChanged) {
  std::string archive = Two().End();
  archive[archive.find("stored")] = 'S';
  EXPECT_EQ(ErrorOf(archive), "`b.txt` in it cannot be read: its checksum is wrong");
  ZipMaker lies;
  lies.ClaimSize(10'000);
  lies.Add("a", std::string(5000, 'a'), kDeflated);
  EXPECT_EQ(ErrorOf(lies.End()), "`a` in it cannot be read: its data is damaged");
  ZipMaker encrypted;
  encrypted.Add("a", "x", kStored, 1);
  EXPECT_EQ(ErrorOf(encrypted.End()), "`a` in it cannot be read: it is encrypted");
}

TEST(ReadZip, KeepsItsLimits) {
  const std::string archive = Two().End();
  EXPECT_EQ(ErrorOf(archive, {.entries = 2}), "it has 3 entries, more than the limit of 2");
  EXPECT_EQ(ErrorOf(archive, {.entry_bytes = 4999}),
            "`a.json` in it cannot be read: it unpacks to more than the limit");
  EXPECT_EQ(ErrorOf(archive, {.unpacked = 5005}),
            "`b.txt` in it cannot be read: it unpacks to more than the limit");
}

}  // namespace
}  // namespace formats
