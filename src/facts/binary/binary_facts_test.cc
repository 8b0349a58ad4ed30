#include "facts/binary/binary_facts.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"
#include "facts/binary/imports.h"
#include "facts/binary/strings.h"
#include "facts/harness_test.h"

namespace facts {
namespace {

void Put(std::string& out, std::uint64_t number, unsigned width) {
  for (unsigned i = 0; i < width; ++i) out += static_cast<char>((number >> (8 * i)) & 0xFF);
}

void PutAt(std::string& out, std::size_t at, std::uint64_t number, unsigned width) {
  std::string bytes;
  Put(bytes, number, width);
  out.replace(at, width, bytes);
}

/// A PE32+ image of one section that imports by name from one library.
std::string MakePe(const std::vector<std::string>& names) {
  std::string file(0x400, '\0');
  file.replace(0, 2, "MZ");
  PutAt(file, 0x3C, 0x80, 4);
  file.replace(0x80, 4, std::string("PE\0\0", 4));
  PutAt(file, 0x84, 0x8664, 2);
  PutAt(file, 0x86, 1, 2);    // sections
  PutAt(file, 0x94, 240, 2);  // size of the optional header
  PutAt(file, 0x98, 0x20B, 2);
  PutAt(file, 0x98 + 112 + 8, 0x1000, 4);  // import directory
  const std::size_t section = 0x98 + 240;
  PutAt(file, section + 8, 0x200, 4);
  PutAt(file, section + 12, 0x1000, 4);
  PutAt(file, section + 16, 0x200, 4);
  PutAt(file, section + 20, 0x200, 4);
  PutAt(file, section + 36, 0x40000040, 4);
  const std::size_t base = 0x200;
  PutAt(file, base, 0x1040, 4);       // lookup table
  PutAt(file, base + 12, 0x1030, 4);  // library's name
  file.replace(base + 0x30, 8, "USER.dll");
  std::size_t text = base + 0xA0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    PutAt(file, base + 0x40 + i * 8, 0x1000 + (text - base), 8);
    file.replace(text + 2, names[i].size(), names[i]);
    text += names[i].size() + 3;
  }
  return file;
}

/// A 64-bit Mach-O with a symbol table of undefined names.
std::string MakeMachO(const std::vector<std::string>& names) {
  std::string file;
  for (const std::uint64_t word : std::initializer_list<std::uint64_t>{
           0xFEEDFACFULL, 0x100000CULL, 0ULL, 6ULL, 1ULL, 24ULL, 0ULL, 0ULL})
    Put(file, word, 4);
  const std::size_t symbols = 32 + 24;
  for (const std::uint64_t word : std::initializer_list<std::uint64_t>{
           2ULL, 24ULL, std::uint64_t{symbols}, std::uint64_t{names.size()},
           std::uint64_t{symbols + names.size() * 16}, 1000ULL})
    Put(file, word, 4);
  std::string text(1, '\0');
  for (const std::string& name : names) {
    Put(file, text.size(), 4);
    file += '\x01';
    file.append(11, '\0');
    text += "_" + name + std::string(1, '\0');
  }
  return file + text;
}

std::string MakeWasm() {
  std::string imports = "\x01";
  imports += '\x16';
  imports += "wasi_snapshot_preview1";
  imports += '\x09';
  imports += "sock_send";
  imports += std::string(2, '\0');
  std::string wasm("\0asm\1\0\0\0", 8);
  wasm += '\x02';
  wasm += static_cast<char>(imports.size());
  wasm += imports;
  return wasm;
}

std::string Binary(std::string_view path, std::string_view bytes) {
  return Lines(Only(ExtractFrom({{path, bytes}}, {}), "binary."));
}

TEST(Binary, ReadsTheImportsOfEveryFormat) {
  EXPECT_EQ(Binary("a.dll", MakePe({"SetWindowsHookExW", "GetAsyncKeyState"})),
            "binary.import a.dll count=2 format=pe group=keyboard library=USER.dll "
            "name=GetAsyncKeyState name=SetWindowsHookExW\n");
  EXPECT_EQ(Binary("a.dylib", MakeMachO({"connect", "malloc", "task_for_pid"})),
            "binary.import a.dylib count=1 format=mach-o group=network name=connect\n"
            "binary.import a.dylib count=1 format=mach-o group=inject name=task_for_pid\n");
  EXPECT_EQ(Binary("a.wasm", MakeWasm()),
            "binary.import a.wasm count=1 format=wasm group=network library=wasi_snapshot_preview1 "
            "name=sock_send\n");
}

TEST(Binary, FindsTextsThatSayWhereItReaches) {
  const std::string data =
      std::string("\0see https://docs.example/a\0http://192.0.2.9:81/x y\0", 53) +
      "a\x01https://api.telegram.org/bot1\x01 reg add HKCU\\Software\\Microsoft\\Windows\\"
      "CurrentVersion\\Run /v a";
  const std::vector<BinaryString> found = FindStrings(AsBytes(data));
  std::string lines;
  for (const BinaryString& one : found)
    lines += std::string(one.sort) + " " + std::string(one.text) + " " + one.host + "\n";
  EXPECT_EQ(lines,
            "address http://192.0.2.9:81/x 192.0.2.9\n"
            "service https://api.telegram.org/bot1 api.telegram.org\n"
            "startup  reg add HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v a \n"
            "command  reg add HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v a \n");
}

TEST(Binary, FindsTheFirstTextsOfEachSort) {
  std::string data;
  for (int i = 0; i < 20; ++i) data += "curl -" + std::to_string(i) + std::string("\0", 1);
  data += "/.npmrc";
  const std::vector<BinaryString> found = FindStrings(AsBytes(data));
  ASSERT_EQ(found.size(), 9U);
  EXPECT_EQ(found[0].text, "/.npmrc");
  EXPECT_EQ(found[1].text, "curl -0");
  EXPECT_EQ(found[8].text, "curl -7");
}

TEST(Binary, TellsDamagedTablesAndNeverLeavesTheFile) {
  std::string broken = MakePe({"connect"});
  PutAt(broken, 0x98 + 240 + 20, 0xFFFFFF00, 4);
  EXPECT_NE(Binary("a.dll", broken).find("binary.damaged a.dll format=pe reason=tables"),
            std::string::npos);
  for (const std::string& whole : {MakePe({"connect"}), MakeMachO({"connect"}), MakeWasm()}) {
    for (std::size_t size = 0; size < whole.size(); size += 3) {
      const std::string cut = whole.substr(0, size);
      EXPECT_NO_FATAL_FAILURE(Binary("a.bin", cut));
    }
  }
}

TEST(Binary, IsBounded) {
  const std::vector<std::string> many(limits::kBinaryImports + 10, "connect");
  EXPECT_EQ(ReadMachO(AsBytes(MakeMachO(many))).imports.size(), limits::kBinaryImports);
  std::string urls;
  for (std::size_t i = 0; i < limits::kBinaryStrings + 50; ++i)
    urls += "http://192.0." + std::to_string(i / 200) + "." + std::to_string(1 + i % 200) + "/ ";
  EXPECT_EQ(FindStrings(AsBytes(urls)).size(), limits::kBinaryStrings);
}

}  // namespace
}  // namespace facts
