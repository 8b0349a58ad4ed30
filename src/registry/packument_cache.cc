#include "registry/packument_cache.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "formats/json_writer.h"
#include "registry/cache.h"

namespace registry {

PackumentCache::PackumentCache(FileSystem& files, const Clock& clock, std::string folder)
    : files_(files), clock_(clock), folder_(std::move(folder)) {}

std::string PackumentCache::PathOf(std::string_view url, PackumentForm form) const {
  const std::string hex = Hex(Sha256(AsBytes(url)));
  return fmt::format("{}/packuments/{}/{}.{}", folder_, hex.substr(0, 2), hex.substr(2),
                     form == PackumentForm::kFull ? "full" : "abbreviated");
}

// The file: one line of JSON about the document, then the document.
std::optional<StoredDocument> PackumentCache::Parse(Bytes file) {
  const std::string_view text = AsText(file);
  const std::size_t line_end = text.find('\n');
  if (line_end == std::string_view::npos) return std::nullopt;
  const auto head = formats::json::Parse(text.substr(0, line_end));
  if (!head) return std::nullopt;
  const auto object = head->root().AsObject();
  if (!object) return std::nullopt;
  const Bytes body = file.subspan(line_end + 1);
  const auto field = [&](std::string_view key) {
    return std::string(object->FindString(key).value_or(std::string_view()));
  };
  if (field("sha256") != Hex(Sha256(body))) return std::nullopt;
  return StoredDocument{.url = field("url"),
                        .etag = field("etag"),
                        .last_modified = field("lastModified"),
                        .fetched = object->FindInteger("fetched").value_or(0),
                        .max_age_seconds = object->FindInteger("maxAge").value_or(0),
                        .body = ByteVector(body.begin(), body.end())};
}

std::optional<StoredDocument> PackumentCache::Get(std::string_view url, PackumentForm form) const {
  const std::string path = PathOf(url, form);
  const auto status = files_.StatusOfTarget(path);
  if (!status || status->type != FileType::kFile) return std::nullopt;
  const auto bytes = files_.Map(path, limits::kPackumentBytes + limits::kResponseHeaderBytes);
  if (!bytes) return std::nullopt;
  auto document = Parse(bytes->bytes());
  if (!document || document->url != url) return std::nullopt;
  NoteUse(files_, clock_, path, *status);
  return document;
}

Result<void> PackumentCache::Put(PackumentForm form, const StoredDocument& document) {
  std::string text;
  formats::JsonWriter writer(text);
  writer.BeginObject()
      .Field("url", document.url)
      .Field("etag", document.etag)
      .Field("lastModified", document.last_modified)
      .Key("fetched")
      .Number(document.fetched)
      .Key("maxAge")
      .Number(document.max_age_seconds)
      .Field("sha256", Hex(Sha256(document.body)))
      .EndObject();
  text += '\n';
  text += AsText(document.body);
  auto written = files_.WriteAtomically(PathOf(document.url, form), AsBytes(text));
  if (written) has_grown_ = true;
  return written;
}

std::int64_t FreshSeconds(const net::Reply& reply) {
  std::int64_t seconds = 0;
  for (const std::string_view part : Split(reply.Find("cache-control"), ',')) {
    const std::string directive = ToLower(Trim(part));
    if (directive == "no-cache" || directive == "no-store") return 0;
    constexpr std::string_view kMaxAge = "max-age=";
    if (!directive.starts_with(kMaxAge)) continue;
    const auto number = ParseNumber(std::string_view(directive).substr(kMaxAge.size()));
    seconds = static_cast<std::int64_t>(std::min<std::uint64_t>(
        number.value_or(0), static_cast<std::uint64_t>(limits::kPackumentFreshSeconds)));
  }
  const auto age = ParseNumber(reply.Find("age")).value_or(0);
  return std::max<std::int64_t>(0, seconds - static_cast<std::int64_t>(std::min<std::uint64_t>(
                                                 age, limits::kPackumentFreshSeconds)));
}

}  // namespace registry
