#include "facts/contents_from_tarball.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "facts/path_fold.h"
#include "formats/tar_builder.h"

namespace facts {
namespace {

using formats::TarBuilder;

/// One line for each file and remark.
std::string Read(Bytes tarball) {
  formats::Unzipper memory;
  const Contents contents = ReadTarball(tarball, memory);
  std::string text;
  for (const ContentFile& file : contents.files) {
    text +=
        file.path + (file.executable ? "*" : "") + ": " + std::string(AsText(file.bytes)) + "\n";
  }
  for (const ArchiveRemark& remark : contents.remarks) {
    text += "! " + std::string(NameOf(remark.oddity)) + " [" + std::string(remark.path.View()) +
            "] " + std::string(remark.detail.View()) + "\n";
  }
  if (contents.incomplete) text += "incomplete\n";
  return text;
}

std::string Read(TarBuilder& builder) {
  return Read(builder.End().Gzipped());
}

ByteVector Joined(std::initializer_list<ByteVector> parts) {
  ByteVector all;
  for (const ByteVector& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

TEST(ReadTarball, GivesTheFilesSortedAndWithoutTheirTopFolder) {
  TarBuilder builder;
  builder.Add({.path = "package/", .type = '5'}).File("package/z.js", "z");
  builder.Add({.path = "package/bin/run", .content = "r", .mode = 0755});
  builder.File("package/package.json", "{}");
  EXPECT_EQ(Read(builder), "bin/run*: r\npackage.json: {}\nz.js: z\n");
}

TEST(ReadTarball, ReadsAnUncompressedTarball) {
  TarBuilder builder;
  builder.File("package/a", "x").End();
  EXPECT_EQ(Read(builder.bytes()), "a: x\n");
}

TEST(ReadTarball, TakesOffTheFirstSegmentWhateverItIsCalled) {
  TarBuilder builder;
  builder.File("node/a.d.ts", "a").File("node/b.d.ts", "b").File("./package/c", "c");
  builder.File("readme", "not unpacked");
  EXPECT_EQ(Read(builder),
            "a.d.ts: a\nb.d.ts: b\npackage/c: c\n! root-folder [./package/c] .\n"
            "! root-folder [node/a.d.ts] node\n"
            "! root-folder [readme] not in a folder: npm does not unpack it\n");
}

TEST(ReadTarball, AGitignoreBecomesAnNpmignoreWhereThereIsNone) {
  TarBuilder builder;
  builder.File("package/.gitignore", "a").File("package/b/.npmignore", "b");
  builder.File("package/b/.gitignore", "c");
  EXPECT_EQ(Read(builder), ".npmignore: a\nb/.npmignore: b\n");
}

TEST(ReadTarball, LeavesOutWhatClimbsOut) {
  TarBuilder builder;
  builder.File("package/../../etc/passwd", "x").File("package/a/../../b", "x");
  builder.File("../escape", "y").File("package/win\\..\\..\\up", "z");
  EXPECT_EQ(Read(builder),
            "escape: y\nwin\\..\\..\\up: z\n"
            "! path-traversal [../escape] npm unpacks it inside the package on this system\n"
            "! path-traversal [package/../../etc/passwd] \n! path-traversal [package/a/../../b] \n"
            "! path-traversal [package/win\\..\\..\\up] npm unpacks it inside the package on this "
            "system\n! root-folder [../escape] ..\n");
}

TEST(ReadTarball, TakesRootsOffAbsolutePaths) {
  TarBuilder builder;
  builder.File("/etc/passwd", "a").File("package//tmp/x", "b").File("package/C:/windows", "c");
  EXPECT_EQ(Read(builder),
            "etc/passwd: a\ntmp/x: b\nwindows: c\n! absolute-path [/etc/passwd] \n"
            "! absolute-path [package//tmp/x] /\n"
            "! absolute-path [package/C:/windows] C:/\n");
}

TEST(ReadTarball, LeavesOutLinksAndTellsThoseThatEscape) {
  TarBuilder builder;
  builder.Add({.path = "package/in", .type = '2', .link = "lib/../index.js"});
  builder.Add({.path = "package/lib/out", .type = '2', .link = "../../x"});
  builder.Add({.path = "package/abs", .type = '2', .link = "/etc/passwd"});
  builder.Add({.path = "package/hard", .type = '1', .link = "package/index.js"});
  builder.Add({.path = "package/harder", .type = '1', .link = "package/../../x"});
  EXPECT_EQ(Read(builder),
            "! link-escape [package/abs] /etc/passwd\n! link-escape [package/harder] "
            "package/../../x\n! link-escape [package/lib/out] ../../x\n"
            "! link [package/hard] package/index.js\n! link [package/in] lib/../index.js\n");
}

TEST(ReadTarball, TheLastOfEqualPathsCounts) {
  TarBuilder builder;
  builder.File("package/a", "1").File("package/b", "b").File("package/./a", "2");
  builder.File("other/a", "2");
  EXPECT_EQ(Read(builder),
            "a: 2\nb: b\n! duplicate-name [a] other content\n! duplicate-name [a] same content\n"
            "! root-folder [other/a] other\n");
}

TEST(ReadTarball, TellsPathsThatAreOneWithoutCase) {
  TarBuilder builder;
  builder.File("package/Index.js", "1").File("package/index.js", "2").File("package/É", "3");
  builder.File("package/é", "4").File("package/\u212Aey", "5").File("package/key", "6");
  EXPECT_EQ(Read(builder),
            "Index.js: 1\nindex.js: 2\nkey: 6\nÉ: 3\né: 4\n\u212Aey: 5\n"
            "! case-collision [index.js] Index.js\n! case-collision [é] É\n"
            "! case-collision [\u212Aey] key\n");
}

TEST(ReadTarball, TellsControlsInNames) {
  TarBuilder builder;
  builder.File("package/a\x1b[2J", "1").File("package/\u202Efdp", "2").File("package/\xFF", "3");
  builder.File("package/é", "4");
  EXPECT_EQ(Read(builder),
            "a\x1b[2J: 1\né: 4\n\u202Efdp: 2\n\xFF: 3\n! control-in-name [package/a\x1b[2J] \n"
            "! control-in-name [package/\u202Efdp] \n! control-in-name [package/\xFF] \n");
}

TEST(ReadTarball, TellsPaxOverridesSparseFilesAndDevices) {
  TarBuilder builder;
  builder.Pax("path", "package/b").File("package/a", "x");
  builder.Add({.path = "package/s", .type = 'S'}).Add({.path = "package/d", .type = '4'});
  builder.Pax("type", "Directory").File("package/c", "y");
  EXPECT_EQ(Read(builder),
            "b: x\n! pax-path-override [package/b] package/a\n! sparse [package/s] \n"
            "! special-file [package/d] 4\n! bad-record [PaxHeader/next] type=Directory\n");
}

TEST(ReadTarball, TellsWhatIsWrongWithTheGzipText) {
  TarBuilder builder;
  builder.File("package/a", "x").End();
  const ByteVector whole = builder.Gzipped();
  TarBuilder second;
  const ByteVector more = second.File("package/b", "y").End().Gzipped();
  TarBuilder first;
  const ByteVector open = first.File("package/a", "x").Gzipped();

  EXPECT_EQ(Read(Joined({open, more})), "a: x\nb: y\n! several-members [] 2 gzip members\n");
  EXPECT_EQ(Read(Joined({whole, more})),
            "a: x\n! several-members [] 2 gzip members\n! trailing-data [] 2048 bytes\n");
  EXPECT_EQ(Read(Joined({whole, {1, 2, 3}})),
            "a: x\n! trailing-data [] 3 bytes after the gzip data\n");
  EXPECT_EQ(Read(Bytes(whole).first(whole.size() - 4)),
            "a: x\n! truncated [] the gzip data ends in the middle\nincomplete\n");
  ByteVector damaged = whole;
  damaged[damaged.size() - 6] ^= 1U;
  EXPECT_EQ(Read(damaged), "a: x\n! truncated [] the gzip data is damaged\nincomplete\n");
}

TEST(ReadTarball, WhatIsNoArchiveGivesNoFiles) {
  EXPECT_EQ(Read(AsBytes("")), "! no-end-marker [] \nincomplete\n");
  EXPECT_EQ(Read(AsBytes("hello")),
            "! truncated [] 5 bytes of a header are there\n! no-end-marker [] \nincomplete\n");
  EXPECT_EQ(Read(formats::Gzip(AsBytes("hello"))),
            "! truncated [] 5 bytes of a header are there\n! no-end-marker [] \nincomplete\n");
}

TEST(ReadTarball, StopsAtItsLimits) {
  TarBuilder deep;
  std::string path = "package";
  for (std::size_t i = 0; i <= limits::kArchivePathDepth; ++i) path += "/d";
  deep.Pax("path", path).File(path.substr(0, 90), "x").File("package/a", "y");
  const std::string read = Read(deep);
  EXPECT_TRUE(read.starts_with("a: y\n! too-large [package/d/d")) << read;
  EXPECT_TRUE(read.ends_with("nested too deeply\nincomplete\n")) << read;

  TarBuilder roots;
  for (int i = 0; i < 500; ++i) roots.File(std::to_string(i) + "/a", "x");
  formats::Unzipper memory;
  const ByteVector tarball = roots.End().Gzipped();
  const Contents contents = ReadTarball(tarball, memory);
  EXPECT_EQ(contents.remarks.size(), 2 * limits::kArchiveRemarksPerKind);  // roots, duplicates
}

TEST(FoldPath, FoldsLettersOfTheScriptsWithCase) {
  EXPECT_EQ(FoldPath("AbZ/ÀÞ×ß"), "abz/àþ×ß");
  EXPECT_EQ(FoldPath("ŸĀĹŽſµ"), "ÿāĺžsμ");
  EXPECT_EQ(FoldPath("ΑΣς Ж Ѐ Ԁ Ա"), "ασσ ж ѐ ԁ ա");
  EXPECT_EQ(FoldPath("ＡÅK漢\xFF"), "ａåk漢\xFF");
}

}  // namespace
}  // namespace facts
