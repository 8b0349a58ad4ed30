#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "trust/replay_registry.h"

namespace replay {

/// One question that somebody could have asked at one minute of an attack, and what the answer must
/// be.
struct Moment {
  std::string time;
  std::string thing;  ///< name@version
  std::string verdict;
  std::string rule;         ///< that must be among the findings; empty for any
  std::string story;        ///< one sentence: what had just happened
  std::string before = {};  ///< name@version that a user came from; empty: there was none
  std::vector<std::string> beside = {};  ///< what a lockfile of that minute has besides it
};

/// One attack of the past, rebuilt without anything that acts: same shape, same minutes.
struct Incident {
  std::string name;
  std::string title;
  std::vector<Release> releases;
  std::vector<Moment> moments;  ///< in order of time
};

[[nodiscard]] Incident Mastra();
[[nodiscard]] Incident Axios();
[[nodiscard]] Incident Keyv();
[[nodiscard]] Incident TanStack();
[[nodiscard]] Incident PhantomGyp();
[[nodiscard]] Incident ChalkDebug();
[[nodiscard]] Incident UaParser();
[[nodiscard]] Incident EventStream();
/// A release that adds a real dependency and keeps its provenance: nothing may stand in its way.
[[nodiscard]] Incident CleanTwin();

[[nodiscard]] std::vector<Incident> AllIncidents();

}  // namespace replay
