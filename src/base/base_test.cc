#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/hash.h"
#include "base/json_string.h"
#include "base/large_pages.h"
#include "base/pieces.h"
#include "base/resident.h"
#include "base/span.h"
#include "base/symbol.h"
#include "base/text.h"
#include "base/thread_pool.h"

TEST(LineTable, FindsLinesAcrossEveryLineEnding) {
  const std::string_view text = "a\r\nbé\nc\rd";
  const LineTable lines(text);
  EXPECT_EQ(lines.Find(text, 0), (Position{1, 1}));
  EXPECT_EQ(lines.Find(text, 6), (Position{2, 3}));
  EXPECT_EQ(lines.Find(text, 9), (Position{4, 1}));
  EXPECT_EQ(lines.Find(text, 99), (Position{4, 2}));
  EXPECT_EQ(lines.Line(text, 2), "bé");
  EXPECT_EQ(lines.Line(text, 5), "");
}

TEST(LineTable, CountsColumnsOfLongLinesAsOfShortOnes) {
  std::string text = "short\n";
  for (int i = 0; i < 9'000; ++i) text += i % 3 == 0 ? "é" : i % 5 == 0 ? "𝄞" : "x";
  text += "\r\nlast é";
  const LineTable lines(text);
  Position counted{1, 1};
  for (std::uint32_t at = 0; at < text.size(); ++at) {
    if (at == 6 || (at > 6 && text[at - 1] == '\n')) counted = {counted.line + 1, 1};
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U) {
      ASSERT_EQ(lines.Find(text, at), counted) << at;
      ++counted.column;
    }
  }
  EXPECT_EQ(lines.Find(text, static_cast<std::uint32_t>(text.size()) + 9), counted);
}

TEST(LineTable, AFileOfOneLineIsNoSlowerToAsk) {
  // A hundred thousand questions from the line's start would look at 400 GB.
  const std::string text(std::size_t{8} << 20U, 'x');
  const LineTable lines(text);
  for (std::uint32_t at = 0; at < text.size(); at += 83)
    ASSERT_EQ(lines.Find(text, at), (Position{1, at + 1}));
}

TEST(Arena, KeepsEverythingUntilReset) {
  Arena arena;
  std::vector<std::string_view> kept;
  for (int i = 0; i < 10'000; ++i) kept.push_back(arena.Copy(std::to_string(i)));
  for (int i = 0; i < 10'000; ++i) EXPECT_EQ(kept[static_cast<std::size_t>(i)], std::to_string(i));
  const std::size_t before = arena.reserved();
  arena.Reset();
  EXPECT_LT(arena.reserved(), before);
  EXPECT_EQ(arena.Copy("again"), "again");
}

TEST(Arena, GivesOversizedRequestsABlockOfTheirOwn) {
  Arena arena;
  const std::string large(3U << 20U, 'x');
  EXPECT_EQ(arena.Copy(large), large);
}

TEST(ResidentBytes, GrowsByWhatIsTouchedAndShrinksByWhatGoesBack) {
  constexpr std::size_t kBytes = std::size_t{64} << 20U;
  const std::size_t before = ResidentBytes();
  EXPECT_GT(before, 0U);
  void* const block =
      mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(block, MAP_FAILED);
  std::memset(block, 1, kBytes);
  EXPECT_GT(ResidentBytes(), before + kBytes / 2);
  munmap(block, kBytes);
  EXPECT_LT(ResidentBytes(), before + kBytes / 2);
}

TEST(LargePages, TheHeapWorksAsBefore) {
  PreferLargePages(std::size_t{8} << 20U);
  std::vector<std::string> blocks;
  for (std::size_t size = 1; size < (std::size_t{32} << 20U); size *= 4)
    blocks.emplace_back(size, 'x');
  for (const std::string& block : blocks) EXPECT_EQ(block.find_first_not_of('x'), block.npos);
}

TEST(LargePages, ABlockIsItsOwnersAlone) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{5} << 20U}) {
    std::vector<char> block;
    block.reserve(size);
    PreferLargePagesIn(block.data(), size);
    block.resize(size, 'x');
    EXPECT_EQ(std::count(block.begin(), block.end(), 'x'), static_cast<std::ptrdiff_t>(size));
  }
}

TEST(SymbolPool, SameTextGivesTheSameSymbol) {
  SymbolPool pool;
  std::vector<Symbol> symbols;
  for (int i = 0; i < 5'000; ++i) symbols.push_back(pool.Intern("name" + std::to_string(i)));
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = "name" + std::to_string(i);
    EXPECT_EQ(pool.Intern(text), symbols[static_cast<std::size_t>(i)]);
    EXPECT_EQ(pool.Text(symbols[static_cast<std::size_t>(i)]), text);
  }
  EXPECT_EQ(pool.Intern(""), Symbol::kEmpty);
}

TEST(SymbolPool, TellsTextsOfEverySizeApart) {
  // Short texts are told apart by their bytes and size, long ones by a hash: zero bytes, as a
  // string of a program may hold, count like others.
  SymbolPool pool;
  std::vector<std::string> texts;
  for (std::size_t size = 1; size < 40; ++size) {
    texts.emplace_back(size, 'a');
    texts.emplace_back(size, '\0');
    texts.push_back(std::string(size, 'a') + '\0');
    for (std::size_t at = 0; at < size; ++at) {
      texts.emplace_back(size, 'a');
      texts.back()[at] = 'b';
    }
  }
  std::set<std::string> different(texts.begin(), texts.end());
  for (const std::string& text : different) static_cast<void>(pool.Intern(text));
  EXPECT_EQ(pool.size(), different.size() + 1);
  for (const std::string& text : different) {
    const std::string padded = text + "????????";
    const Symbol symbol = pool.InternPadded(std::string_view(padded).substr(0, text.size()));
    EXPECT_EQ(pool.Text(symbol), text);
    EXPECT_EQ(pool.Intern(text), symbol);
  }
  EXPECT_EQ(pool.InternPadded(std::string_view("????????").substr(0, 0)), Symbol::kEmpty);
}

TEST(Hash, AgreesWithPublishedVectors) {
  EXPECT_EQ(Hex(Sha256(AsBytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha1(AsBytes("abc"))), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(Hash, KeysTellApartHowPiecesWereCut) {
  EXPECT_NE(KeyHasher().Add("ab").Add("c").Finish(), KeyHasher().Add("a").Add("bc").Finish());
  EXPECT_EQ(KeyHasher().Add("ab").Add("c").Finish(), KeyHasher().Add("ab").Add("c").Finish());
  // Pieces are gathered: whatever their sizes, what is hashed is each length and then the piece.
  for (const std::size_t size : {1U, 1000U, 4087U, 4088U, 4089U, 4096U, 4097U, 9000U}) {
    KeyHasher hasher;
    std::string all;
    for (std::size_t i = 0; i < 5; ++i) {
      const std::string piece(size + i, static_cast<char>('a' + i));
      hasher.Add(piece);
      for (std::size_t byte = 0; byte < 8; ++byte)
        all += static_cast<char>(piece.size() >> (8 * byte) & 0xFFU);
      all += piece;
    }
    EXPECT_EQ(hasher.Finish(), Sha256(AsBytes(all))) << size;
  }
}

TEST(Text, QuoteShowsNoControlByteBidiOrInvisibleCharacter) {
  EXPECT_EQ(Quote("a\x1b[31m"), "`a\\x1b[31m`" + std::string());
  EXPECT_EQ(Quote("x\xE2\x80\xAEy"), "`x\\u{202e}y`");
  EXPECT_EQ(Quote("\xFF"), "`\\xff`");
  EXPECT_EQ(Quote("abcdef", 3), "`abc…`");
}

TEST(Text, RefusesMalformedUtf8) {
  EXPECT_TRUE(IsUtf8("grün \xF0\x9F\x98\x80"));
  EXPECT_FALSE(IsUtf8("\xC0\xAF"));      // overlong
  EXPECT_FALSE(IsUtf8("\xED\xA0\x80"));  // surrogate
  EXPECT_FALSE(IsUtf8("\xE2\x82"));      // cut off
}

TEST(Text, NearestFindsASlipAndNothingFarther) {
  const std::vector<std::string_view> names = {"check", "vet", "diff", "explain"};
  EXPECT_EQ(Nearest("chekc", names), "check");
  EXPECT_EQ(Nearest("explian", names), "explain");
  EXPECT_EQ(Nearest("publish", names), std::nullopt);
}

TEST(Text, HumanNumbers) {
  EXPECT_EQ(HumanBytes(999), "999 bytes");
  EXPECT_EQ(HumanBytes(1'234'567), "1.2 MB");
  EXPECT_EQ(HumanCount(1'234'567), "1,234,567");
  EXPECT_EQ(HumanCount(123), "123");
}

TEST(JsonString, EscapesAsJsonStringifyDoes) {
  std::string out;
  for (const char c : std::string_view("a\"\\\b\f\n\r\t\x01/\x7f")) AppendJsonAscii(out, c);
  EXPECT_EQ(out, "a\\\"\\\\\\b\\f\\n\\r\\t\\u0001/\x7f");
  out.clear();
  AppendJsonEscape(out, 0x202E);
  AppendJsonEscape(out, 0x1F600);
  EXPECT_EQ(out, "\\u202e\\ud83d\\ude00");
}

TEST(JsonString, AsksForEveryByteThatIsNotPlain) {
  JsonPlainBytes plain{};
  plain['a'] = true;
  std::string out;
  AppendJsonQuoted(out, "aaxyaz", plain,
                   [](std::string& to, std::string_view text, std::size_t at) {
                     to += '<' + std::string(1, text[at]) + '>';
                     return text[at] == 'x' ? std::size_t{2} : std::size_t{1};
                   });
  EXPECT_EQ(out, "\"aa<x>a<z>\"");
}

TEST(Clock, ReadsAndWritesRfc3339) {
  EXPECT_EQ(ParseTime("2026-06-17T01:12:00.250Z"), 1'781'658'720'250);
  EXPECT_EQ(ParseTime("2026-06-17T03:12:00+02:00"), 1'781'658'720'000);
  EXPECT_EQ(FormatTime(1'781'658'720'250), "2026-06-17T01:12:00Z");
  EXPECT_EQ(ParseTime("2026-06-17"), 1'781'654'400'000);
  for (const char* wrong : {"", "2026-13-01", "2026-02-30", "2026-06-17T25:00:00Z",
                            "2026-06-17T01:12:00", "tomorrow"}) {
    EXPECT_EQ(ParseTime(wrong), std::nullopt) << wrong;
  }
}

TEST(Paths, AreNormalisedByTextAlone) {
  EXPECT_EQ(NormalisePath("a/./b//c/../d"), "a/b/d");
  EXPECT_EQ(NormalisePath("../x"), "../x");
  EXPECT_EQ(NormalisePath("/../x"), "/x");
  EXPECT_EQ(NormalisePath(""), ".");
  EXPECT_EQ(NormalisePath("/"), "/");
  EXPECT_EQ(NormalisePath("a/.."), ".");
  EXPECT_EQ(NormalisePath("a/b/../.."), ".");
  EXPECT_EQ(NormalisePath("a/../../.."), "../..");
  EXPECT_EQ(NormalisePath("../../x/../y/"), "../../y");
  EXPECT_EQ(NormalisePath("/a/../../b"), "/b");
  EXPECT_EQ(NormalisePath("..a/.../b.."), "..a/.../b..");
  EXPECT_EQ(Extension("dir.d/a.test.mjs"), ".mjs");
  EXPECT_EQ(Extension(".npmrc"), "");
}

TEST(FakeFileSystem, FollowsLinksAndSeesLoops) {
  FakeFileSystem files;
  files.Add("/p/real/a.txt", "hello");
  files.AddLink("/p/link", "real");
  files.AddLink("/p/loop", "loop");
  EXPECT_EQ(AsText(*files.Read("/p/link/a.txt", 10)), "hello");
  EXPECT_EQ(files.Status("/p/link")->type, FileType::kSymlink);
  EXPECT_EQ(files.StatusOfTarget("/p/link")->type, FileType::kFolder);
  EXPECT_EQ(files.StatusOfTarget("/p/loop")->type, FileType::kMissing);
  EXPECT_FALSE(files.Read("/p/loop", 10).has_value());
  EXPECT_EQ(files.List("/p")->size(), 3U);
  EXPECT_FALSE(files.Read("/p/real/a.txt", 3).has_value());
}

TEST(FakeFileSystem, KnowsWhatWasTouchedLast) {
  FakeFileSystem files;
  files.Add("/a", "1");
  files.Add("/b", "2");
  ASSERT_TRUE(files.Touch("/a").has_value());
  EXPECT_GT(files.Status("/a")->modified_ns, files.Status("/b")->modified_ns);
  EXPECT_FALSE(files.Touch("/c").has_value());
}

TEST(DiskFileSystem, TouchesWithoutAChangeOfContent) {
  DiskFileSystem disk;
  const std::string path = testing::TempDir() + "/sallyport_base_test_touched";
  ASSERT_TRUE(disk.WriteAtomically(path, AsBytes("one")).has_value());
  const timespec long_ago[] = {{.tv_sec = 1, .tv_nsec = 0}, {.tv_sec = 1, .tv_nsec = 0}};
  ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), long_ago, 0), 0);
  EXPECT_EQ(disk.Status(path)->modified_ns, 1'000'000'000);
  ASSERT_TRUE(disk.Touch(path).has_value());
  EXPECT_GT(disk.Status(path)->modified_ns, 1'000'000'000);
  EXPECT_EQ(AsText(*disk.Read(path, 10)), "one");
  EXPECT_FALSE(disk.Touch(path + "-none").has_value());
}

TEST(DiskFileSystem, WritesToDevicesAndPipesAndReplacesNone) {
  DiskFileSystem disk;
  const auto full = disk.WriteAtomically("/dev/full", AsBytes("one"));
  ASSERT_FALSE(full.has_value());
  EXPECT_NE(full.error().message.find("no space left"), std::string::npos);
  EXPECT_EQ(disk.Status("/dev/full")->type, FileType::kOther);

  const std::string pipe = testing::TempDir() + "/sallyport_base_test_pipe";
  ::unlink(pipe.c_str());
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_TRUE(disk.WriteAtomically(pipe, AsBytes("two")).has_value());
  std::array<char, 8> got{};
  EXPECT_EQ(::read(reader, got.data(), got.size()), 3);
  ::close(reader);
  EXPECT_EQ(disk.Status(pipe)->type, FileType::kOther);
  ::unlink(pipe.c_str());
}

TEST(DiskFileSystem, WritesWholeFilesAndReportsWhatFailed) {
  DiskFileSystem disk;
  const std::string folder = testing::TempDir() + "/sallyport_base_test";
  ASSERT_TRUE(disk.WriteAtomically(folder + "/deep/er/file", AsBytes("one")).has_value());
  ASSERT_TRUE(disk.WriteAtomically(folder + "/deep/er/file", AsBytes("two")).has_value());
  EXPECT_EQ(AsText(*disk.Read(folder + "/deep/er/file", 10)), "two");
  EXPECT_EQ(disk.List(folder + "/deep/er")->size(), 1U) << "no temporary file stays behind";
  EXPECT_FALSE(disk.Read(folder, 10).has_value());
  const auto missing = disk.Read(folder + "/none", 10);
  ASSERT_FALSE(missing.has_value());
  EXPECT_NE(missing.error().message.find("no such file"), std::string::npos);
  EXPECT_FALSE(disk.WriteAtomically(folder + "/deep/er/file/below", AsBytes("x")).has_value());
}

TEST(FileSystems, ReadTheEndOfAFile) {
  DiskFileSystem disk;
  FakeFileSystem fake;
  const std::string path = testing::TempDir() + "/sallyport_base_test_end";
  for (FileSystem* const files :
       {static_cast<FileSystem*>(&disk), static_cast<FileSystem*>(&fake)}) {
    ASSERT_TRUE(files->WriteAtomically(path, AsBytes("abcdef")).has_value());
    EXPECT_EQ(AsText(*files->ReadEnd(path, 2)), "ef");
    EXPECT_EQ(AsText(*files->ReadEnd(path, 6)), "abcdef");
    EXPECT_EQ(AsText(*files->ReadEnd(path, 60)), "abcdef");
    EXPECT_EQ(AsText(*files->ReadEnd(path, 0)), "");
    EXPECT_FALSE(files->ReadEnd(path + "-none", 2).has_value());
    EXPECT_FALSE(files->ReadEnd(testing::TempDir(), 2).has_value());
  }
}

TEST(Pieces, AreThoseOfSplit) {
  for (const std::string_view text : {"", "/", "//", "a", "a/", "/a", "a/b", "a//b/", "no/end/"}) {
    std::vector<std::string_view> pieces;
    for (const std::string_view piece : Pieces(text, '/')) pieces.push_back(piece);
    EXPECT_EQ(pieces, Split(text, '/')) << text;
  }
}

TEST(ParallelFor, VisitsEveryIndexOnce) {
  std::vector<std::atomic<int>> seen(1000);
  ParallelFor(seen.size(), 4, [&](std::size_t index, unsigned worker) {
    EXPECT_LT(worker, 4U);
    ++seen[index];
  });
  for (const auto& count : seen) EXPECT_EQ(count, 1);
}