#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "model/inventory.h"

namespace inventory {

/// Finds the host that most registry tarballs of a lockfile come from: the registry, when no
/// configuration names one. Of two that are named equally often it is the first by name.
class UsualHost {
 public:
  /// Counts `package` when it is a registry's and its address says a host.
  void Add(const Package& package);
  /// Empty when no package had an address.
  [[nodiscard]] std::string Find() const;

 private:
  std::map<std::string, std::size_t> counts_;
};

}  // namespace inventory
