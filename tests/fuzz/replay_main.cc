// Runs every file of a corpus folder, and the empty input, through a fuzz target: what an ordinary
// build does with the inputs that libFuzzer found. Usage: NAME_fuzz CORPUS_FOLDER
// An input that takes longer than kCeiling fails; the alarm ends one that never ends.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::chrono::seconds kCeiling{10};  // under the sanitizers, on a busy machine
constexpr unsigned kAlarmSeconds = 120;

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s CORPUS_FOLDER\n", argv[0]);
    return 2;
  }
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1], error)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  if (error || files.empty()) {
    std::fprintf(stderr, "error: no inputs in %s\n", argv[1]);
    return 1;
  }
  std::sort(files.begin(), files.end());
  LLVMFuzzerTestOneInput(nullptr, 0);
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    const std::vector<char> bytes((std::istreambuf_iterator<char>(stream)), {});
    if (stream.bad()) {
      std::fprintf(stderr, "error: cannot read %s\n", file.c_str());
      return 1;
    }
    alarm(kAlarmSeconds);
    const auto begin = std::chrono::steady_clock::now();
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    if (std::chrono::steady_clock::now() - begin > kCeiling) {
      std::fprintf(stderr, "error: %s takes too long\n", file.c_str());
      return 1;
    }
  }
  std::printf("%zu inputs and the empty one\n", files.size());
  return 0;
}
