#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "formats/json.h"
#include "sbom/cyclonedx_schema.h"

/// The protobuf form (bom-1.x.proto). The wire format is four kinds of bytes; with the field
/// numbers in the tables a codec of our own is smaller than what a generated library would add to
/// the program, and it is bounded and fuzzed like every other reader here.
namespace sbom::cyclonedx {

struct ProtobufTree {
  formats::json::Document document;
  Spec spec = Spec::k1_7;
};

/// Unknown fields are passed over, as protobuf has it. An Error for bytes that are no message.
[[nodiscard]] Result<ProtobufTree> FromProtobuf(Bytes bytes);

/// Field numbers in rising order per message, so that the same tree gives the same bytes.
[[nodiscard]] std::string ToProtobuf(const formats::json::Value& root, Spec spec);

}  // namespace sbom::cyclonedx
