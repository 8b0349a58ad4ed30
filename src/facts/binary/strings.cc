#include "facts/binary/strings.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/limits.h"
#include "base/text.h"
#include "facts/hosts.h"
#include "facts/phrases.h"
#include "facts/shell_tables.h"
#include "model/url_parts.h"

namespace facts {
namespace {

constexpr std::size_t kLongest = 300;

bool IsPrintable(char c) {
  return c >= 0x20 && c < 0x7F;
}

/// Texts that only stand in a program which deals with that thing. All but the first column is the
/// sort.
struct Sign {
  std::string_view text;
  std::string_view sort;
};
constexpr auto kSigns = std::to_array<Sign>({
    {"CurrentVersion\\Run", "startup"},
    {"/LaunchAgents/", "startup"},
    {"/LaunchDaemons/", "startup"},
    {".config/autostart", "startup"},
    {"/systemd/user", "startup"},
    {"crontab -", "startup"},
    {"\\Start Menu\\Programs\\Startup", "startup"},
    {".ssh/id_", "secret-place"},
    {".aws/credentials", "secret-place"},
    {".npmrc", "secret-place"},
    {".git-credentials", "secret-place"},
    {"wallet.dat", "secret-place"},
    {"Local Extension Settings", "secret-place"},
    {"\\Login Data", "secret-place"},
    {"/Login Data", "secret-place"},
    {"logins.json", "secret-place"},
    {"key4.db", "secret-place"},
    {"login.keychain", "secret-place"},
    {"cmd /c ", "command"},
    {"cmd.exe /c", "command"},
    {"powershell -", "command"},
    {"powershell.exe -", "command"},
    {"/bin/sh -c", "command"},
    {"/bin/bash -", "command"},
    {"curl -", "command"},
    {"wget -", "command"},
    {"schtasks /", "command"},
    {"osascript -e", "command"},
    {"reg add ", "command"},
    {"stratum+tcp://", "mining"},
    {"stratum+ssl://", "mining"},
});

constexpr auto kSignTexts = [] {
  std::array<std::string_view, kSigns.size()> texts;
  for (std::size_t i = 0; i < kSigns.size(); ++i) texts[i] = kSigns[i].text;
  return texts;
}();

/// The printable text around `at`, cut to what a person can read.
std::string_view Around(std::string_view data, std::size_t at, std::size_t length) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < kLongest / 2 && IsPrintable(data[begin - 1])) --begin;
  std::size_t end = at + length;
  while (end < data.size() && end - at < kLongest && IsPrintable(data[end])) ++end;
  return data.substr(begin, end - begin);
}

/// The address that `://` at `colon` belongs to.
std::string_view UrlAt(std::string_view data, std::size_t colon) {
  std::size_t begin = colon;
  while (begin > 0 && colon - begin < 12 &&
         ((data[begin - 1] >= 'a' && data[begin - 1] <= 'z') || data[begin - 1] == '+'))
    --begin;
  std::size_t end = colon + 3;
  while (end < data.size() && end - colon < kLongest && IsPrintable(data[end]) &&
         std::string_view(" \"'<>`|\\^{}").find(data[end]) == std::string_view::npos)
    ++end;
  return data.substr(begin, end - begin);
}

class Search {
 public:
  explicit Search(std::string_view data) : data_(data) {}

  std::vector<BinaryString> Run() && {
    FindUrls();
    FindSigns();
    return std::move(found_);
  }

 private:
  [[nodiscard]] std::size_t Find(std::string_view text, std::size_t from) const {
    if (from >= data_.size()) return std::string_view::npos;
    const void* const hit =
        memmem(data_.data() + from, data_.size() - from, text.data(), text.size());
    return hit == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(hit) - data_.data());
  }

  void Add(std::string_view sort, std::string_view text, std::string host) {
    const bool known = std::any_of(found_.begin(), found_.end(), [&](const BinaryString& one) {
      return one.sort == sort && (one.text == text || (!host.empty() && one.host == host));
    });
    if (!known && found_.size() < limits::kBinaryStrings)
      found_.push_back({.sort = sort, .text = text, .host = std::move(host)});
  }

  void FindUrls() {
    std::size_t seen = 0;
    for (std::size_t at = Find("://", 0); at != std::string_view::npos; at = Find("://", at + 3)) {
      if (++seen > limits::kBinaryAddresses) return;
      const std::string_view url = UrlAt(data_, at);
      const auto parts = UrlParts::Parse(url);
      if (!parts || parts->host.empty()) continue;
      if (IsPublicAddress(parts->host)) {
        Add("address", url, parts->host);
      } else if (!ServiceOf(parts->host).empty()) {
        Add("service", url, parts->host);
      }
    }
  }

  void FindSigns() {
    static const PhraseFinder kFinder(kSignTexts);
    constexpr std::size_t kMost = 8;
    std::array<std::vector<std::size_t>, kSigns.size()> places;
    for (auto found = kFinder.Next(data_, 0); found; found = kFinder.Next(data_, found->at + 1)) {
      std::vector<std::size_t>& own = places[found->phrase];
      const bool overlaps =
          !own.empty() && found->at < own.back() + kSignTexts[found->phrase].size();
      if (!overlaps && own.size() < kMost) own.push_back(found->at);
    }
    for (std::size_t i = 0; i < kSigns.size(); ++i) {
      for (const std::size_t at : places[i])
        Add(kSigns[i].sort, Around(data_, at, kSigns[i].text.size()), {});
    }
  }

  std::string_view data_;
  std::vector<BinaryString> found_;
};

}  // namespace

std::vector<BinaryString> FindStrings(Bytes data) {
  return Search(AsText(data)).Run();
}

}  // namespace facts
