#include "sbom/loss.h"

#include "base/limits.h"
#include "formats/json_writer.h"

namespace sbom {

void Losses::Add(Loss loss) {
  ++total_;
  if (list_.size() < limits::kBomLosses) list_.push_back(std::move(loss));
}

std::string Losses::ToJson(std::string_view source, std::string_view target) const {
  std::string out;
  formats::JsonWriter json(out, formats::JsonStyle::kPretty);
  json.BeginObject().Field("source", source).Field("target", target);
  json.Key("total").Number(std::uint64_t{total_});
  json.Key("losses").BeginArray();
  for (const Loss& loss : list_) {
    json.BeginObject();
    json.Field("kind", loss.kind == Loss::Kind::kDropped ? "dropped" : "changed");
    json.Field("pointer", loss.pointer).Field("reason", loss.reason);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return out + "\n";
}

}  // namespace sbom
