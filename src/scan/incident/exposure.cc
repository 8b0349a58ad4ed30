#include <algorithm>
#include <array>

#include "base/text.h"
#include "scan/incident/search.h"

namespace scan {
namespace {

struct CredentialPlace {
  std::string_view kind;
  std::string_view path;
};
constexpr CredentialPlace kPlaces[] = {
#define PLACE(kind, path) {kind, path},
#include "scan/incident/credential_places.def"
#undef PLACE
};

bool IsFile(const FileSystem& files, const std::string& path) {
  const auto status = files.StatusOfTarget(path);
  return status && (status->type == FileType::kFile || status->type == FileType::kFolder);
}

/// Public halves and lists of hosts are no secrets.
bool IsSecret(std::string_view name) {
  return !name.ends_with(".pub");
}

void AddPlace(const FileSystem& files, const std::string& home, const CredentialPlace& place,
              Investigation& investigation) {
  const std::string path = JoinPath(home, place.path);
  if (!path.ends_with('*')) {
    if (IsFile(files, path))
      investigation.exposed.push_back({std::string(place.kind), Untrusted(path)});
    return;
  }
  const std::string folder(ParentPath(path));
  const std::string_view full_name = BaseName(path);
  const std::string_view begin = full_name.substr(0, full_name.size() - 1);
  if (!IsFile(files, folder)) return;
  const auto entries = files.List(folder);
  if (!entries) return;
  for (const FolderEntry& entry : *entries) {
    if (entry.name.starts_with(begin) && IsSecret(entry.name))
      investigation.exposed.push_back(
          {std::string(place.kind), Untrusted(JoinPath(folder, entry.name))});
  }
}

/// A name alone, as people name what is secret.
bool NamesASecret(std::string_view variable) {
  constexpr std::array<std::string_view, 7> kWords = {"token",  "secret",  "password",   "passwd",
                                                      "apikey", "api_key", "private_key"};
  const std::string name = ToLower(variable);
  return name.ends_with("_key") || name.ends_with("_pat") || name == "database_url" ||
         std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

}  // namespace

void ListExposed(const FileSystem& files, const Machine& machine, const std::string& project,
                 const std::vector<std::string>& environment, Investigation& investigation) {
  for (const std::string& home : machine.homes)
    for (const CredentialPlace& place : kPlaces) AddPlace(files, home, place, investigation);
  if (const auto entries = files.List(project)) {
    for (const FolderEntry& entry : *entries) {
      const bool settings = entry.name == ".env" || entry.name.starts_with(".env.");
      if (settings && !entry.name.ends_with(".example") && entry.type == FileType::kFile)
        investigation.exposed.push_back(
            {"settings of the project", Untrusted(JoinPath(project, entry.name))});
    }
  }
  for (const std::string& variable : environment)
    if (NamesASecret(variable))
      investigation.exposed.push_back({"environment variable", Untrusted(variable)});
}

}  // namespace scan
