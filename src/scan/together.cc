#include "scan/together.h"

#include <algorithm>
#include <iterator>

#include "scan/proof.h"

namespace scan {

void JudgeTogether(const World& world, const Inventory& inventory, const std::vector<Item>& items,
                   Examination& examination) {
  std::vector<KnownItem> known;
  known.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Examined& examined = examination.items[i];
    known.push_back({.package = items[i].places.front(),
                     .about = &inventory.at(items[i].places.front()),
                     .code = &examined.known.facts,
                     .trusted = &examined.trusted.facts,
                     .integrity = &examined.integrity});
  }
  std::vector<AddedFacts> parts = {EchoesAmong(known), SplitWorkAmong(inventory, known)};
  if (world.intelligence != nullptr) parts.push_back(FixesAmong(*world.intelligence, known));
  if (world.indicators != nullptr) parts.push_back(IndicatorsAmong(world, known));
  AddedFacts proofs(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (auto fact = ProofAgainstPolicy(world.policy, *known[i].about, *known[i].trusted))
      proofs[i].push_back(*std::move(fact));
  }
  parts.push_back(std::move(proofs));
  for (AddedFacts& part : parts) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      Facts& facts = examination.items[i].trusted.facts;
      if (part[i].empty()) continue;
      facts.insert(facts.end(), std::make_move_iterator(part[i].begin()),
                   std::make_move_iterator(part[i].end()));
      Sort(facts);
    }
  }
}

}  // namespace scan
