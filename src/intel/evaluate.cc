#include "intel/evaluate.h"

#include <algorithm>
#include <optional>

#include "intel/version_order.h"

namespace intel {
namespace {

/// A version of an event: "0" is before all others, "*" (of a limit) after.
struct Bound {
  enum class Place : std::uint8_t { kFirst, kAmong, kLast } place = Place::kAmong;
  std::optional<OrderedVersion> version;

  [[nodiscard]] std::strong_ordering Compare(const Bound& other) const {
    if (place != other.place || place != Place::kAmong) return place <=> other.place;
    return *version <=> *other.version;
  }
};

std::optional<Bound> BoundOf(Order order, const RangeEvent& event) {
  if (event.version == "0") return Bound{.place = Bound::Place::kFirst, .version = {}};
  if (event.version == "*" && event.kind == EventKind::kLimit)
    return Bound{.place = Bound::Place::kLast, .version = {}};
  auto version = OrderedVersion::Parse(order, event.version);
  if (!version) return std::nullopt;
  return Bound{.version = std::move(version)};
}

struct PlacedEvent {
  const RangeEvent* event;
  Bound bound;
};

/// BeforeLimits of the specification: no limit at all, or one that the version is below.
bool BeforeLimits(const std::vector<PlacedEvent>& events, const Bound& version) {
  bool any = false;
  for (const PlacedEvent& placed : events) {
    if (placed.event->kind != EventKind::kLimit) continue;
    any = true;
    if (version.Compare(placed.bound) < 0) return true;
  }
  return !any;
}

void EvaluateOrdered(const AffectedRange& range, Order order, std::string_view text,
                     Evaluation& evaluation) {
  auto parsed = OrderedVersion::Parse(order, text);
  if (!parsed) {
    evaluation.undecided = true;
    return;
  }
  const Bound version{.version = std::move(parsed)};
  std::vector<PlacedEvent> events;
  for (const RangeEvent& event : range.events) {
    auto bound = BoundOf(order, event);
    if (!bound) {
      evaluation.undecided = true;
      return;
    }
    events.push_back({.event = &event, .bound = *std::move(bound)});
  }
  if (!BeforeLimits(events, version)) return;
  std::stable_sort(events.begin(), events.end(), [](const PlacedEvent& a, const PlacedEvent& b) {
    return a.bound.Compare(b.bound) < 0;
  });
  bool affected = false;
  std::string fixed;
  for (const PlacedEvent& placed : events) {
    const auto order_of = version.Compare(placed.bound);
    switch (placed.event->kind) {
      case EventKind::kIntroduced:
        if (order_of >= 0) affected = true;
        break;
      case EventKind::kFixed:
        if (order_of >= 0) affected = false;
        if (order_of < 0 && fixed.empty()) fixed = placed.event->version;
        break;
      case EventKind::kLastAffected:
        if (order_of > 0) affected = false;
        break;
      case EventKind::kLimit:
        break;
    }
  }
  if (!affected) return;
  evaluation.in_range = true;
  if (!fixed.empty()) evaluation.fixed.push_back(std::move(fixed));
}

void EvaluateGit(const AffectedRange& range, std::string_view commit, Evaluation& evaluation) {
  for (const RangeEvent& event : range.events) {
    if (event.version != commit) continue;
    switch (event.kind) {
      case EventKind::kIntroduced:
      case EventKind::kLastAffected:
        evaluation.in_range = true;
        return;
      case EventKind::kFixed:
      case EventKind::kLimit:
        return;
    }
  }
  evaluation.undecided = true;
}

}  // namespace

Evaluation Evaluate(const Affected& affected, std::string_view version) {
  Evaluation evaluation;
  evaluation.listed = std::find(affected.versions.begin(), affected.versions.end(), version) !=
                      affected.versions.end();
  for (const AffectedRange& range : affected.ranges) {
    switch (range.type) {
      case RangeType::kSemver:
        EvaluateOrdered(range, Order::kSemver, version, evaluation);
        break;
      case RangeType::kEcosystem:
        EvaluateOrdered(range, OrderOf(affected.ecosystem), version, evaluation);
        break;
      case RangeType::kGit:
        EvaluateGit(range, version, evaluation);
        break;
    }
  }
  std::sort(evaluation.fixed.begin(), evaluation.fixed.end());
  evaluation.fixed.erase(std::unique(evaluation.fixed.begin(), evaluation.fixed.end()),
                         evaluation.fixed.end());
  return evaluation;
}

bool IsConflict(const Affected& affected, const Evaluation& evaluation) {
  if (affected.versions.empty() || evaluation.listed || !evaluation.in_range) return false;
  return std::any_of(affected.ranges.begin(), affected.ranges.end(), [](const auto& range) {
    return range.type != RangeType::kGit &&
           std::all_of(range.events.begin(), range.events.end(), [](const RangeEvent& event) {
             return event.kind == EventKind::kIntroduced && event.version == "0";
           });
  });
}

}  // namespace intel
