#include "intel_session.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/text.h"
#include "intel/built_in_pack.h"
#include "session.h"

intel::Shelf ShelfOf(const policy::Settings& settings) {
  const std::string_view named = settings.Text(policy::Setting::kIntelDir);
  return {.folder = named.empty() ? JoinPath(CacheFolderOf(settings), "intel") : std::string(named),
          .keys_folder = std::string(settings.Text(policy::Setting::kIntelKeys)),
          .without_signature = settings.Flag(policy::Setting::kIntelUnsigned)
                                   ? intel::Trust::Unsigned::kAllowed
                                   : intel::Trust::Unsigned::kRefused};
}

IntelSession OpenIntel(const FileSystem& files, const Clock& clock,
                       const policy::Settings& settings) {
  IntelSession session;
  const auto add = [&](intel::Pack pack) {
    session.packs.push_back(std::make_unique<const intel::Pack>(std::move(pack)));
    session.intelligence.packs.push_back(session.packs.back().get());
  };
  auto built_in = intel::Pack::Open(MappedFile(intel::BuiltInPack()),
                                    {.without_signature = intel::Trust::Unsigned::kAllowed});
  CHECK(built_in.has_value(), "the built-in pack can be opened");
  add(*std::move(built_in));

  const intel::Shelf shelf = ShelfOf(settings);
  auto pack = intel::OpenShelf(files, shelf);
  if (!pack) {
    session.diagnostics.push_back(
        {.level = Diagnostic::Level::kWarning,
         .code = "I003",
         .message = "the intelligence pack is not used: " + pack.error().message,
         .help = pack.error().help});
  } else if (*pack) {
    const intel::PackInfo info = (*pack)->info();
    session.diagnostics =
        intel::ReviewAge(info, clock.Now(), settings.Number(policy::Setting::kIntelMaxAge));
    add(**std::move(pack));
  }
  for (const std::string_view name : Split(settings.Text(policy::Setting::kPrivateNames), ' ')) {
    if (!name.empty()) session.intelligence.identity.private_names.emplace_back(name);
  }
  return session;
}
