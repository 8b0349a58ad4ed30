#include "formats/tar.h"

#include <gtest/gtest.h>

#include "formats/tar_builder.h"

namespace formats {
namespace {

std::string_view NameOf(TarType type) {
  constexpr std::string_view kNames[] = {"file",     "folder",  "symlink",
                                         "hardlink", "special", "sparse"};
  return kNames[static_cast<std::size_t>(type)];
}

std::string_view NameOf(TarOddity oddity) {
  constexpr std::string_view kNames[] = {
      "path-override", "sparse",   "special-file", "unknown-type", "bad-header",
      "bad-record",    "trailing", "truncated",    "no-end",       "too-large"};
  return kNames[static_cast<std::size_t>(oddity)];
}

/// One line for each entry and remark.
std::string Read(Bytes archive) {
  const TarArchive read = ReadTar(archive);
  std::string text;
  for (const TarEntry& entry : read.entries) {
    text += std::string(NameOf(entry.type)) + " " + std::string(entry.path);
    if (!entry.link.empty()) text += " -> " + std::string(entry.link);
    if (entry.executable) text += " *";
    if (!entry.bytes.empty()) text += ": " + std::string(AsText(entry.bytes));
    text += "\n";
  }
  for (const TarRemark& remark : read.remarks) {
    text += "! " + std::string(NameOf(remark.oddity)) + " [" + remark.path + "] " + remark.detail +
            "\n";
  }
  if (read.incomplete) text += "incomplete\n";
  return text;
}

std::string Read(const TarBuilder& builder) {
  return Read(builder.bytes());
}

std::string Base256(std::uint64_t number) {
  std::string field(12, '\0');
  field[0] = static_cast<char>(0x80);
  for (std::size_t i = 11; i > 0 && number > 0; --i, number >>= 8U)
    field[i] = static_cast<char>(number & 0xFFU);
  return field;
}

TEST(Tar, ReadsFilesFoldersAndLinks) {
  TarBuilder builder;
  builder.Add({.path = "package/", .type = '5', .mode = 0755});
  builder.File("package/a.js", "one").File("package/empty", "");
  builder.Add({.path = "package/run", .content = "two", .mode = 0755});
  builder.Add({.path = "package/s", .type = '2', .link = "../../x"});
  builder.Add({.path = "package/h", .type = '1', .link = "package/a.js"});
  builder.Add({.path = "package/old/", .type = '0'});
  builder.Add({.path = "package/v7", .content = "x", .type = '\0', .magic = ""});
  builder.Add({.path = "package/contiguous", .content = "y", .type = '7'});
  EXPECT_EQ(
      Read(builder.End()),
      "folder package/ *\nfile package/a.js: one\nfile package/empty\nfile package/run *: two\n"
      "symlink package/s -> ../../x\nhardlink package/h -> package/a.js\nfolder package/old/\n"
      "file package/v7: x\nfile package/contiguous: y\n");
}

TEST(Tar, JoinsThePrefixOfUstarOnly) {
  TarBuilder builder;
  builder.Add({.path = "b", .prefix = "package/a"});
  builder.Add({.path = "c", .prefix = "unread", .magic = "ustar  "});
  builder.Add({.path = "d", .prefix = std::string(150, 'p')});
  EXPECT_EQ(Read(builder.End()),
            "file package/a/b\nfile c\nfile " + std::string(150, 'p') + "/d\n");
}

TEST(Tar, AppliesPaxAndGnuRecords) {
  const std::string long_path = "package/" + std::string(120, 'x') + "/é.js";
  TarBuilder builder;
  builder.Pax("path", long_path).File(long_path.substr(0, 99), "a");
  builder.Add({.path = "././@LongLink", .content = long_path, .type = 'L'});
  builder.Add({.path = "././@LongLink", .content = "far/away", .type = 'K'});
  builder.Add({.path = long_path.substr(0, 100), .type = '2', .link = "far"});
  builder.Pax("size", "3").Add({.path = "package/b", .content = "abc", .size_field = "0"});
  builder.Pax("comment", "for everybody", 'g').File("package/c", "c");
  EXPECT_EQ(Read(builder.End()), "file " + long_path + ": a\nsymlink " + long_path +
                                     " -> far/away\nfile package/b: abc\nfile package/c: c\n");
}

TEST(Tar, ReadsBase256Sizes) {
  TarBuilder builder;
  builder.Add({.path = "a", .content = "abc", .size_field = Base256(3)});
  builder.Add({.path = "b", .size_field = std::string(12, '\xFF')});
  EXPECT_EQ(Read(builder.End()), "file a: abc\nfile b\n");
  TarBuilder huge;
  huge.Add({.path = "a", .size_field = Base256(std::uint64_t{1} << 60U)});
  EXPECT_EQ(Read(huge.End()), "! bad-header [a] number\n");
  TarBuilder malformed;
  malformed.Add({.path = "a", .size_field = std::string("\x81") + std::string(11, '\0')});
  EXPECT_EQ(Read(malformed.End()), "! bad-header [a] number\n");
}

TEST(Tar, RemarksOnAPathThatRecordsOverride) {
  TarBuilder builder;
  builder.Pax("path", "package/hidden.js").File("package/index.js", "x");
  builder.Add({.path = "././@LongLink", .content = "package/other.js", .type = 'L'});
  builder.File("package/index.js", "y");
  EXPECT_EQ(Read(builder.End()),
            "file package/hidden.js: x\nfile package/other.js: y\n"
            "! path-override [package/hidden.js] package/index.js\n"
            "! path-override [package/other.js] package/index.js\n");
}

TEST(Tar, APathForAllEntriesDoesNotCount) {
  TarBuilder builder;
  builder.Pax("path", "package/all.js", 'g').File("package/a.js", "x");
  EXPECT_EQ(Read(builder.End()),
            "file package/a.js: x\n! path-override [package/all.js] for all entries\n");
}

TEST(Tar, RemarksOnSparseFilesOfEveryKind) {
  TarBuilder builder;
  builder.Add({.path = "package/old", .content = "data", .type = 'S', .magic = "ustar  "});
  builder.Pax("GNU.sparse.numblocks", "1").File("package/0.0", "data");
  builder.Pax("GNU.sparse.map", "0,4").File("package/0.1", "data");
  builder.Pax("GNU.sparse.major", "1").File("package/GNUSparseFile.0/1.0", "data");
  EXPECT_EQ(
      Read(builder.End()),
      "sparse package/old\nfile package/0.0: data\nfile package/0.1: data\n"
      "file package/GNUSparseFile.0/1.0: data\n! sparse [package/old] \n! sparse [package/0.0] "
      "\n! sparse [package/0.1] \n! sparse [package/GNUSparseFile.0/1.0] \n");
}

TEST(Tar, RemarksOnSpecialAndUnknownTypes) {
  TarBuilder builder;
  builder.Add({.path = "dev", .type = '3'}).Add({.path = "pipe", .type = '6'});
  builder.Add({.path = "odd", .content = "skipped", .type = 'Z'}).File("a", "x");
  EXPECT_EQ(
      Read(builder.End()),
      "special dev\nspecial pipe\nfile a: x\n! special-file [dev] 3\n! special-file [pipe] 6\n"
      "! unknown-type [odd] Z\n");
}

TEST(Tar, PassesOverABrokenHeaderBlockByBlockAsNpmDoes) {
  TarBuilder inner;
  inner.File("package/inside.js", "x");
  TarBuilder builder;
  builder.Add({.path = "package/a", .content = AsText(inner.bytes()), .checksum_field = "1"});
  EXPECT_EQ(Read(builder.End()), "file package/inside.js: x\n! bad-header [package/a] checksum\n");

  TarBuilder linked;
  linked.Add({.path = "package/a", .content = AsText(inner.bytes()), .link = "elsewhere"});
  EXPECT_EQ(Read(linked.End()),
            "file package/inside.js: x\n! bad-header [package/a] target without link\n");
}

TEST(Tar, DoesNotTakeSignedChecksums) {
  // Sum over bytes as signed: 256 less for each byte beyond ASCII.
  TarBuilder right;
  right.File("package/é", "");
  std::string block(AsText(right.bytes()));
  const auto sum = std::stoul(block.substr(148, 6), nullptr, 8);
  char field[8];
  std::snprintf(field, sizeof(field), "%06lo", sum - 512);
  TarBuilder builder;
  builder.Add({.path = "package/é", .checksum_field = field});
  EXPECT_EQ(Read(builder.End()), "! bad-header [package/é] checksum\n");
}

TEST(Tar, AFolderHasNoBodyAndItsBodyIsReadAsHeaders) {
  TarBuilder inner;
  inner.File("package/inside.js", "x");
  TarBuilder builder;
  builder.Add({.path = "package/d/", .content = AsText(inner.bytes()), .type = '5'});
  EXPECT_EQ(Read(builder.End()), "folder package/d/\nfile package/inside.js: x\n");
}

TEST(Tar, TellsHowItEnds) {
  TarBuilder whole;
  whole.File("a", "abc");
  EXPECT_EQ(Read(whole), "file a: abc\n! no-end [] \n");
  const std::string text(AsText(whole.bytes()));
  EXPECT_EQ(Read(AsBytes(text.substr(0, 514))),
            "file a: ab\n! truncated [a] 2 of 3 bytes are there\nincomplete\n");
  EXPECT_EQ(Read(AsBytes(text.substr(0, 600))),
            "file a: abc\n! truncated [a] the padding is not all there\n");
  EXPECT_EQ(Read(AsBytes(text.substr(0, 300))),
            "! truncated [] 300 bytes of a header are there\n! no-end [] \nincomplete\n");
  EXPECT_EQ(Read(TarBuilder(whole).End().Raw(std::string(4096, '\0'))), "file a: abc\n");
  EXPECT_EQ(Read(TarBuilder(whole).End().File("b", "x")),
            "file a: abc\n! trailing [] 1024 bytes\n");
  EXPECT_EQ(Read(TarBuilder(whole).Raw(std::string(512, '\0')).File("b", "x").End()),
            "file a: abc\nfile b: x\n");
  EXPECT_EQ(Read(Bytes()), "! no-end [] \n");
}

TEST(Tar, NamesEndAtANulButAfterANewlineGoOn) {
  TarBuilder builder;
  const std::string rest(93, 'b');
  builder.File(std::string("a\0junk\n", 7) + rest, "x");
  EXPECT_EQ(Read(builder.End()), "file a\n" + rest + ": x\n");
}

TEST(Tar, RemarksOnMalformedRecords) {
  TarBuilder builder;
  builder.Add(
      {.path = "p", .content = "99 path=evil\n11 size=abc\n17 type=Directory\n", .type = 'x'});
  builder.File("a", "x");
  EXPECT_EQ(Read(builder.End()),
            "file a: x\n! bad-record [p] 99 path=evil\n! bad-record [p] 11 size=abc\n"
            "! bad-record [p] 17 type=Directory\n");
  TarBuilder type;
  type.Pax("type", "Directory").Pax("size", "x").File("a", "x");
  EXPECT_EQ(Read(type.End()),
            "folder a\n! bad-record [PaxHeader/next] type=Directory\n! bad-record [PaxHeader/next] "
            "size=x\n");
}

TEST(Tar, ReadsRecordsWithTheQuirksOfNodeTar) {
  // A pending size of 0 makes the next record's body a place for headers.
  TarBuilder inner;
  inner.File("package/inside.js", "x");
  TarBuilder smuggled;
  smuggled.Pax("size", "0").Add({.path = "p", .content = AsText(inner.bytes()), .type = 'x'});
  EXPECT_EQ(Read(smuggled.End()), "file package/inside.js\n! bad-header [x] checksum\n");
  // A length with a leading zero does not count; one over what the repaired text takes does.
  TarBuilder lengths;
  lengths.Add({.path = "p", .content = "013 path=abc\n15 path=\377xyz\n", .type = 'x'});
  lengths.File("a", "x");
  EXPECT_EQ(Read(lengths.End()),
            "file \uFFFDxyz: x\n! bad-record [p] 013 path=abc\n"
            "! path-override [\uFFFDxyz] a\n");
  // A malformed number does not matter where a record gives it.
  TarBuilder numbers;
  numbers.Pax("size", "1").Add({.path = "a", .content = "x", .size_field = "\x81"});
  EXPECT_EQ(Read(numbers.End()), "file a: x\n");
  // A record can make a file of a device, and hide a file.
  TarBuilder types;
  types.Pax("type", "File").Add({.path = "a", .content = "x", .type = '3'});
  types.Pax("type", "Other").File("b", "y").File("c", "z");
  EXPECT_EQ(Read(types.End()),
            "file a: x\nspecial b\nfile c: z\n! bad-record [PaxHeader/next] type=File\n"
            "! special-file [a] 3\n! bad-record [PaxHeader/next] type=Other\n");
}

TEST(Tar, NegativeNumbersAreNoneAndHugeOnesBreakTheHeader) {
  TarBuilder negative;
  negative.Add({.path = "a", .size_field = std::string(11, '\xFF') + "\x01"});
  EXPECT_EQ(Read(negative.End()), "file a\n");
  TarBuilder huge;
  huge.Add({.path = "a", .size_field = "\xFF" + std::string(11, '\x01')});
  EXPECT_EQ(Read(huge.End()), "! bad-header [a] number\n");
}

TEST(Tar, StopsAtItsLimits) {
  TarBuilder many;
  for (int i = 0; i < 4; ++i) many.File("f" + std::to_string(i), "");
  many.End();
  EXPECT_FALSE(ReadTar(many.bytes(), 4).incomplete);
  const TarArchive cut = ReadTar(many.bytes(), 3);
  EXPECT_EQ(cut.entries.size(), 3U);
  EXPECT_TRUE(cut.incomplete);
  EXPECT_EQ(cut.remarks,
            (std::vector<TarRemark>{{TarOddity::kTooLarge, "", "more than 3 entries"}}));

  TarBuilder pax;
  pax.Add({.path = "p", .content = std::string(limits::kPaxBytes + 1, 'x'), .type = 'x'})
      .File("a", "x");
  EXPECT_EQ(Read(pax.End()), "file a: x\n! too-large [p] header record\nincomplete\n");

  TarBuilder path;
  path.Pax("path", std::string(limits::kArchivePathBytes + 1, 'x')).File("a", "x").File("b", "y");
  const TarArchive read = ReadTar(path.End().bytes());
  EXPECT_EQ(read.entries.size(), 1U);
  EXPECT_EQ(read.remarks.at(0).detail, "path");

  TarBuilder odd;
  for (int i = 0; i < 300; ++i) odd.Add({.path = "dev", .type = '3'});
  odd.Add({.path = "S", .type = 'S'});
  const TarArchive remarks = ReadTar(odd.End().bytes());
  EXPECT_EQ(remarks.remarks.size(), limits::kArchiveRemarksPerKind + 1);
}

TEST(Tar, ReadsTwoHundredThousandEntriesQuicklyUpToTheLimit) {
  TarBuilder one;
  one.File("package/a", "");
  std::string archive;
  archive.reserve(200'000 * 512);
  for (int i = 0; i < 200'000; ++i) archive += AsText(one.bytes());
  const TarArchive read = ReadTar(AsBytes(archive));
  EXPECT_EQ(read.entries.size(), limits::kArchiveEntries);
  EXPECT_TRUE(read.incomplete);
}

}  // namespace
}  // namespace formats
