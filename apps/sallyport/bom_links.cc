#include "bom_links.h"

#include <fmt/format.h>

#include <map>

namespace {

constexpr std::string_view kSerial = "urn:uuid:";

/// What may stand in a fragment as it is (RFC 3986), and not be taken for anything else.
std::string Encode(std::string_view ref) {
  std::string out;
  for (const char c : ref) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c)
                 : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return out;
}

}  // namespace

std::function<std::vector<std::string>(const intel::VexEntry&)> LinksInto(const sbom::Bom& bom) {
  if (!bom.serial.starts_with(kSerial)) return {};
  std::multimap<std::string, std::string> links;
  const std::string prefix =
      fmt::format("urn:cdx:{}/{}#", bom.serial.substr(kSerial.size()), bom.version);
  for (const sbom::Component& component : bom.components) {
    const std::string_view ref = bom.RefOf(component);
    if (!component.purl.empty() && !ref.empty())
      links.emplace(component.purl, prefix + Encode(ref));
  }
  return [links = std::move(links)](const intel::VexEntry& entry) {
    std::vector<std::string> found;
    const auto [first, last] = links.equal_range(entry.purl);
    for (auto at = first; at != last; ++at) found.push_back(at->second);
    return found;
  };
}
