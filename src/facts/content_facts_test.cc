#include <gtest/gtest.h>

#include <string>

#include "base/text.h"
#include "facts/harness_test.h"
#include "facts/magic.h"
#include "facts/trailing.h"

namespace facts {
namespace {

using namespace std::string_literals;

void Check(std::string_view path, std::string_view bytes, std::string_view expected) {
  EXPECT_EQ(Lines(Only(ExtractFrom({{path, bytes}}), "file.")), expected) << path;
}

/// A 64-bit ELF header with one program header of `segment_type`.
std::string Elf(char type, char machine, char segment_type) {
  std::string elf =
      "\x7F"
      "ELF\x02\x01\x01"s;
  elf.resize(16);
  elf += std::string{type, 0, machine, 0};
  elf.resize(32);
  elf += std::string{64, 0, 0, 0, 0, 0, 0, 0};
  elf.resize(54);
  elf += std::string{56, 0, 1, 0};
  elf.resize(64);
  elf += std::string{segment_type, 0, 0, 0};
  elf.resize(128);
  return elf;
}

std::string Pe(unsigned flags) {
  std::string pe = "MZ"s;
  pe.resize(0x3C);
  pe += "\x40\0\0\0"s + "PE\0\0\x64\x86"s;
  pe.resize(0x40 + 22);
  pe += static_cast<char>(flags & 0xFF);
  pe += static_cast<char>(flags >> 8U);
  pe.resize(128);
  return pe;
}

std::string Png(std::string_view tail = {}) {
  std::string png = "\x89PNG\r\n\x1A\n"s;
  png += "\0\0\0\2IDATxx\1\2\3\4"s;
  png += "\0\0\0\0IEND\xAE\x42\x60\x82"s;
  return png.append(tail);
}

TEST(Content, NamesNativeCode) {
  Check(
      "bin/tool", Elf(3, 62, 3),
      "file.binary bin/tool architecture=x64 bytes=128 disguised=no format=elf sort=executable\n");
  Check("a.node", Elf(3, 62, 1),
        "file.binary a.node architecture=x64 bytes=128 disguised=no extension=.node format=elf "
        "sort=addon\n");
  Check("lib.so", Elf(3, static_cast<char>(183), 1),
        "file.binary lib.so architecture=arm64 bytes=128 disguised=no extension=.so format=elf "
        "sort=library\n");
  Check("a.exe", Pe(0x0022),
        "file.binary a.exe architecture=x64 bytes=128 disguised=no extension=.exe format=pe "
        "sort=executable\n");
  Check("a.dll", Pe(0x2022),
        "file.binary a.dll architecture=x64 bytes=128 disguised=no extension=.dll format=pe "
        "sort=library\n");
  Check("a.dylib", "\xCF\xFA\xED\xFE\x0C\0\0\1\0\0\0\0\6\0\0\0"s,
        "file.binary a.dylib architecture=arm64 bytes=16 disguised=no extension=.dylib "
        "format=mach-o sort=library\n");
  Check("fat", "\xCA\xFE\xBA\xBE\0\0\0\2"s,
        "file.binary fat architecture=multiple bytes=8 disguised=no format=mach-o-fat "
        "sort=library\n");
  Check("a.wasm", "\0asm\1\0\0\0"s,
        "file.binary a.wasm architecture=wasm bytes=8 disguised=no extension=.wasm format=wasm "
        "sort=module\n");
}

TEST(Content, SeesNativeCodeBehindAnInnocentName) {
  Check(
      "font.woff2", Elf(2, 62, 1),
      "file.binary font.woff2 architecture=x64 bytes=128 disguised=yes extension=.woff2 format=elf "
      "sort=executable\n"
      "file.magic-mismatch font.woff2 executable=yes extension=.woff2 format=elf\n");
  Check("index.js", Pe(2),
        "file.binary index.js architecture=x64 bytes=128 disguised=yes extension=.js format=pe "
        "sort=executable\n"
        "file.magic-mismatch index.js executable=yes extension=.js format=pe\n");
}

TEST(Content, SeesOtherContentThanPromised) {
  Check("logo.png", "eval(require('x'))//................................",
        "file.magic-mismatch logo.png executable=no extension=.png format=text\n");
  Check("logo.png", "#!/bin/sh\ncurl x",
        "file.magic-mismatch logo.png executable=yes extension=.png format=script\n");
  Check("a.js", "\x1B\x43\x53\0\0\0\1\2\3"s,
        "file.magic-mismatch a.js executable=no extension=.js format=data\n");
  Check("a.json", "PK\3\4............"s,
        "file.archive a.json bytes=16 extension=.json format=zip\n"
        "file.magic-mismatch a.json executable=no extension=.json format=zip\n");
}

TEST(Content, LeavesEverydaySlipsAlone) {
  Check("photo.jpg", Png(), "");
  Check("logo.png", "<svg xmlns='x'/>", "");
  Check("big.png", "version https://git-lfs.github.example/spec/v1\n", "");
  Check("a.js",
        "\xFF\xFE"
        "v\0a\0r\0"s,
        "");
  Check("a.js", "", "");
  Check("favicon.ico", Png(), "");
  Check("run", "#!/usr/bin/env node\n", "");
}

TEST(Content, NamesArchivesAndBytecode) {
  Check("a.tgz", "\x1F\x8B\x08\0\0\0\0\0"s,
        "file.archive a.tgz bytes=8 extension=.tgz format=gzip\n");
  Check("a.7z", "7z\xBC\xAF\x27\x1C\0\0"s, "file.archive a.7z bytes=8 extension=.7z format=7z\n");
  Check("A.class", "\xCA\xFE\xBA\xBE\0\0\0\x34"s,
        "file.bytecode A.class extension=.class format=java\n");
  Check("a.jsc", "\x0C\x07\xDE\xC0"s + std::string(40, 'x'),
        "file.bytecode a.jsc extension=.jsc format=v8\n");
  Check("lib.a", "!<arch>\n", "");
}

TEST(Content, FindsWhatStandsBehindTheEnd) {
  Check("a.png", Png("process.env, 'sixteen or more'"),
        "file.appended-payload a.png bytes=30 entropy=3.8 format=png tail=text\n");
  Check("a.png", Png(Elf(2, 62, 1)),
        "file.appended-payload a.png bytes=128 entropy=0.8 format=png tail=elf\n");
  Check("a.png", Png("short"), "");
  Check("a.png", Png(std::string(100, '\0')), "");
  const std::string gif = "GIF89a\1\0\1\0\x80\0\0......,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"s;
  Check("a.gif", gif, "");
  Check("a.gif", gif + "PK\3\4" + std::string(40, 'z'),
        "file.appended-payload a.gif bytes=44 entropy=0.6 format=gif tail=zip\n");
  const std::string jpeg =
      "\xFF\xD8\xFF\xE0\0\4xx\xFF\xDA\0\4xx\x12\xFF\0\x34\xFF\xD0\x56\xFF\xD9"s;
  Check("a.jpg", jpeg, "");
  Check("a.jpg", jpeg + "0123456789abcdef<?php",
        "file.appended-payload a.jpg bytes=21 entropy=4.3 format=jpeg tail=text\n");
  const std::string woff = "wOFF....\0\0\0\x14--------"s;
  Check("a.woff", woff, "");
  Check("a.woff", woff + std::string(8, 'a') + std::string(8, 'b'),
        "file.appended-payload a.woff bytes=16 entropy=1.0 format=woff tail=text\n");
  std::string zip = "PK\5\6"s + std::string(16, '\0') + "\2\0cc"s;
  Check("a.zip", zip, "file.archive a.zip bytes=24 extension=.zip format=zip\n");
  Check("a.zip", zip + "abcdefghijklmnopqrst",
        "file.appended-payload a.zip bytes=20 entropy=4.3 format=zip tail=text\n"
        "file.archive a.zip bytes=44 extension=.zip format=zip\n");
}

TEST(Content, SurvivesEveryTruncation) {
  const std::string samples[] = {Elf(3, 62, 3),
                                 Pe(2),
                                 Png(),
                                 "GIF89a\1\0\1\0\x80\0\0......,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"s,
                                 "\xFF\xD8\xFF\xE0\0\4xx\xFF\xDA\0\4xx\x12\xFF\xD9"s,
                                 "PK\5\6"s + std::string(18, '\0'),
                                 "RIFF\x7F\xFF\xFF\xFFWEBP"s};
  for (const std::string& sample : samples) {
    for (std::size_t size = 0; size <= sample.size(); ++size) {
      const Bytes bytes = AsBytes(sample).first(size);
      const Format format = IdentifyFormat(bytes);
      static_cast<void>(ShapeOf(format, bytes));
      const auto end = FindEnd(format, bytes);
      EXPECT_TRUE(!end || *end <= size);
    }
  }
}

}  // namespace
}  // namespace facts
