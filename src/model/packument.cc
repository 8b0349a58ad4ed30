#include "model/packument.h"

#include <algorithm>

const Manifest* Packument::Find(std::string_view version) const {
  const auto found = std::find_if(versions.begin(), versions.end(),
                                  [&](const Manifest& each) { return each.version == version; });
  return found == versions.end() ? nullptr : &*found;
}
