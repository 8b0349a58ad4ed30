#pragma once

#include "base/bytes.h"
#include "formats/gzip.h"
#include "model/contents.h"

namespace facts {

/// The files that `npm install` would put on disk from this tarball (gzipped or plain), and every
/// oddity of the archive as a remark. It does what npm does: the first path segment is taken off
/// whatever it is called, links and special files are left out, the last of two equal paths counts.
/// Never fails: what is no archive gives no files, `incomplete` and a remark. The files point into
/// `memory` (or into `tarball` when that is not compressed) and are valid until its next use.
[[nodiscard]] Contents ReadTarball(Bytes tarball, formats::Unzipper& memory);

}  // namespace facts
