#include "base/text.h"
#include "formats/json.h"
#include "model/trust_limits.h"
#include "registry/sigstore/json_fields.h"
#include "registry/sigstore/verify.h"

namespace registry {
namespace {

using formats::json::Object;
using formats::json::Value;

/// SLSA v1 names the workflow in its parameters, v0.2 in `invocation.configSource`.
void ReadProvenance(const Object& predicate, Statement& statement) {
  if (const auto workflow =
          ObjectAt(predicate, {"buildDefinition", "externalParameters", "workflow"})) {
    statement.repository = TextOf(*workflow, "repository");
    statement.ref = TextOf(*workflow, "ref");
    statement.workflow = TextOf(*workflow, "path");
    return;
  }
  const auto source = ObjectAt(predicate, {"invocation", "configSource"});
  if (!source) return;
  // "git+https://forge/owner/name@refs/heads/main"
  std::string uri = TextOf(*source, "uri");
  if (uri.starts_with("git+")) uri.erase(0, 4);
  const std::size_t at = uri.rfind('@');
  if (at != std::string::npos) {
    statement.ref = uri.substr(at + 1);
    uri.resize(at);
  }
  statement.repository = uri;
  statement.workflow = TextOf(*source, "entryPoint");
}

}  // namespace

Result<Statement> ReadStatement(const Envelope& envelope) {
  if (envelope.payload_type != "application/vnd.in-toto+json")
    return Fail("the envelope holds no in-toto statement");
  const auto document = formats::ParseJson(envelope.payload, {.bytes = limits::kBundleBytes});
  if (!document) return Fail(Error(document.error()).Within("reading an in-toto statement"));
  const auto root = document->root().AsObject();
  if (!root || !TextOf(*root, "_type").starts_with("https://in-toto.io/Statement/"))
    return Fail("the envelope holds no in-toto statement");
  Statement statement;
  statement.predicate_type = TextOf(*root, "predicateType");
  for (const Value& value : root->ElementsOf("subject")) {
    const Object object = value.AsObject().value_or(Object());
    if (statement.subjects.size() == limits::kBundleItems)
      return Fail("an in-toto statement has more subjects than are read");
    Statement::Subject subject{.name = TextOf(object, "name"), .digests = {}};
    for (const auto& member : object.MembersOf("digest")) {
      if (const auto digest = member.value.AsString())
        subject.digests[std::string(member.key)] = ToLower(*digest);
    }
    statement.subjects.push_back(std::move(subject));
  }
  if (const auto predicate = root->FindObject("predicate")) ReadProvenance(*predicate, statement);
  return statement;
}

}  // namespace registry
