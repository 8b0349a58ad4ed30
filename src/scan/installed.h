#pragma once

#include "model/contents.h"
#include "model/fact.h"

namespace scan {

/// One artifact.installed-difference for each file that the installed folder has more, less or
/// other than the tarball, sorted by path. A missing .npmignore or .gitignore is no difference: npm
/// leaves them out.
[[nodiscard]] Facts DifferencesOf(const Contents& packed, const Contents& installed);

/// The installed files that the tarball does not have, or has otherwise. They point into
/// `installed`.
[[nodiscard]] Contents OnlyWhatDiffers(const Contents& packed, const Contents& installed);

/// Facts that say something of one file's bytes; a folder of changed files alone says nothing of
/// the package as a whole.
[[nodiscard]] bool IsAboutAFile(const Fact& fact);

}  // namespace scan
