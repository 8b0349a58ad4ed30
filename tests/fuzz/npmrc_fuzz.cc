#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "base/file_system.h"
#include "base/limits.h"
#include "registry/ini.h"
#include "registry/settings.h"

namespace {

constexpr char kSecret[] = "hush-hush";

/// Whether `text` comes to nothing but what may be shown.
bool KeepsTheSecret(const registry::Npmrc& npmrc) {
  for (const registry::Setting* const setting : npmrc.Effective()) {
    const bool is_token = setting->key.ends_with(":_authToken");
    if (is_token && registry::Shown(*setting) != "(protected)" && !setting->is_null()) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = AsText({data, size});
  std::uint32_t line = 0;
  for (const registry::IniEntry& entry : registry::ParseIni(text)) {
    CHECK(entry.line >= line && entry.line <= limits::kNpmrcLines, "lines go up");
    line = entry.line;
  }

  FakeFileSystem files;
  files.Add("/app/.npmrc", text);
  files.Add("/home/.npmrc", "//a.example/:_authToken=${TOKEN}\n");
  const registry::Environment environment = {{"TOKEN", kSecret}};
  const registry::Settings settings(
      registry::Npmrc::Read(files, environment, {.home = "/home", .project = "/app"}), environment,
      [] { return Result<std::string>(Fail("nobody knows")); });
  CHECK(KeepsTheSecret(settings.npmrc()), "a token is never shown");
  (void)settings.RegistryOf(*PackageName::Parse("@s/x"));
  const auto own = *net::Url::Parse("https://a.example/x");
  const auto other = *net::Url::Parse("https://b.example/x");
  for (const auto& url : {own, other}) {
    const auto credentials = settings.CredentialsFor(url, own);
    CHECK(credentials.authorization.Reveal().find_first_of("\r\n") == std::string::npos,
          "a header has one line");
  }
  return 0;
}
