#include <algorithm>
#include <array>

#include "base/text.h"
#include "facts/code/scene.h"
#include "facts/hosts.h"
#include "model/url_parts.h"

namespace facts::code {

using js::NodeId;

namespace {

/// Where a request goes, as far as it is known.
struct Destination {
  std::string url;
  std::string host;
  std::string port;
  std::string transport;
};

bool IsDigitsAndDots(std::string_view host) {
  return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool IsLocal(std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "0.0.0.0" || host == "::1" ||
         host == "[::1]" || host.starts_with("192.168.") || host.starts_with("10.");
}

std::string_view AddressOf(std::string_view host) {
  if (host.empty() || host.find("${") != std::string_view::npos ||
      host.find('$') != std::string_view::npos)
    return "unknown";
  if (IsLocal(host)) return "local";
  const bool hexadecimal = host.starts_with("0x") && host.find('.') == std::string_view::npos;
  if (IsDigitsAndDots(host) || hexadecimal || host.starts_with('[')) return "raw";
  return "name";
}

void TakeUrl(std::string_view text, Destination& to) {
  to.url = WithoutCredentials(text);
  if (const auto parts = UrlParts::Parse(text)) {
    to.host = parts->host;
    to.port = parts->port;
    to.transport = parts->scheme;
  } else if (text.find('/') == std::string_view::npos && text.find('.') != std::string_view::npos &&
             text.find(' ') == std::string_view::npos) {
    to.host = ToLower(text);
  }
}

/// From an options object: url, or host and path.
void TakeOptions(Scene& scene, NodeId options, Destination& to) {
  for (const std::string_view key : {"url", "uri", "href", "baseURL", "hostname", "host"}) {
    const Folded text = scene.OptionText(options, key);
    if (!text.any()) continue;
    TakeUrl(text.text, to);
    break;
  }
  if (const Folded port = scene.OptionText(options, "port"); port.whole) to.port = port.text;
  if (to.url == to.host && !to.host.empty()) {
    const Folded path = scene.OptionText(options, "path");
    if (path.any()) to.url = to.host + path.text;
  }
}

Destination DestinationOf(Scene& scene, const Call& call, const Api& api) {
  Destination to;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Role role = api.RoleOf(i);
    const NodeId argument = call.arguments[i];
    if (role == Role::kUrl || (role == Role::kOptions && to.host.empty())) {
      const Meaning meaning = scene.resolver.Resolve({scene.file, argument});
      if (meaning.kind == Meaning::Kind::kObject) {
        TakeOptions(scene, argument, to);
      } else if (const Folded text = scene.Fold(argument); text.any()) {
        TakeUrl(text.text, to);
      }
    }
    if (role == Role::kHost) {
      if (const Folded text = scene.Fold(argument); text.any()) to.host = ToLower(text.text);
    }
    if (role == Role::kPort) {
      const Meaning meaning = scene.resolver.Resolve({scene.file, argument});
      if (meaning.kind == Meaning::Kind::kObject) TakeOptions(scene, argument, to);
      if (const Folded text = scene.Fold(argument); text.whole) to.port = text.text;
    }
  }
  if (to.transport.empty()) {
    const std::string_view module = api.path.substr(0, api.path.find('.'));
    for (const std::string_view known : {"https", "http", "tls", "net"}) {
      if (module == known) to.transport = known;
    }
  }
  return to;
}

std::string_view RuntimeOf(std::string_view url) {
  struct Runtime {
    std::string_view part;
    std::string_view runtime;
  };
  static constexpr auto kRuntimes = std::to_array<Runtime>({
      {"oven-sh/bun", "bun"},
      {"bun.sh/install", "bun"},
      {"denoland/deno", "deno"},
      {"deno.land/install", "deno"},
      {"python-build-standalone", "python"},
      {"python.org/ftp", "python"},
      {"nodejs.org/dist", "node"},
      {"nodejs.org/download", "node"},
  });
  for (const Runtime& known : kRuntimes) {
    if (url.find(known.part) != std::string_view::npos) return known.runtime;
  }
  return {};
}

void AddSend(Scene& scene, const Call& call, const Api& api, const Destination& to,
             const std::vector<FlowSource>& sources, std::string_view method) {
  const std::string_view service = ServiceOf(to.host);
  std::vector<KeyText> values = {{"client", api.path},        {"url", to.url},
                                 {"host", to.host},           {"port", to.port},
                                 {"transport", to.transport}, {"address", AddressOf(to.host)},
                                 {"service", service},        {"method", method}};
  AppendLabels(sources, "data", values);
  scene.Add(FactKind::kCodeNetSend, call.owner, call.node, values, StepsOf(sources));
  const bool drop =
      service == "paste" || service == "gist" || service == "calendar" || service == "blockchain";
  if (drop) {
    scene.Add(FactKind::kCodeDeadDrop, call.owner, call.node,
              {{"sort", service}, {"host", to.host}, {"url", to.url}});
  }
  if (const std::string_view runtime = RuntimeOf(to.url); !runtime.empty()) {
    scene.Add(FactKind::kCodeRuntimeFetch, call.owner, call.node,
              {{"runtime", runtime}, {"url", to.url}});
  }
}

void ReportTlsOption(Scene& scene, const Call& call) {
  for (const NodeId argument : call.arguments) {
    if (!scene.OptionIs(argument, "rejectUnauthorized", false)) continue;
    scene.Add(FactKind::kCodeTlsOff, call.owner, call.node, {{"how", "option"}});
    return;
  }
}

/// The call that made the object a method is called on: `const req = https.request(..)`.
const Call* MakerOf(Scene& scene, const Call& method_call) {
  const js::Tree& tree = scene.Tree();
  const auto* const member = tree.If<js::MemberExpression>(method_call.target);
  if (member == nullptr) return nullptr;
  NodeId object = Bare(tree, member->object);
  for (int hops = 0; hops < 8; ++hops) {
    if (const auto* name = tree.If<js::Identifier>(object)) {
      if (name->binding == js::BindingId::kNone) return nullptr;
      const auto definitions = scene.resolver.Definitions(scene.file, name->binding);
      if (definitions.empty() || definitions[0].kind != Definition::Kind::kValue) return nullptr;
      object = Bare(tree, definitions[0].value);
      continue;
    }
    const Call* const call = CallOf(tree, object) ? scene.calls.Find(scene.file, object) : nullptr;
    if (call == nullptr || call->callee.kind == Meaning::Kind::kApi) return call;
    const auto* const chained = tree.If<js::MemberExpression>(call->target);
    if (chained == nullptr) return nullptr;
    object = Bare(tree, chained->object);
  }
  return nullptr;
}

}  // namespace

void ReportSend(Scene& scene, const Call& call, const Api& api) {
  if (call.arguments.empty()) return;
  const Destination to = DestinationOf(scene, call, api);
  const NodeId options = scene.ArgumentFor(call, Role::kOptions);
  const NodeId url = scene.ArgumentFor(call, Role::kUrl);
  const bool url_is_object =
      scene.resolver.Resolve({scene.file, url}).kind == Meaning::Kind::kObject;
  Folded method = scene.OptionText(url_is_object ? url : options, "method");
  const std::string_view verb = api.path.substr(api.path.rfind('.') + 1);
  if (verb == "post" || verb == "put" || verb == "patch") method.text = verb;
  const auto sources =
      ReportFlows(scene, call, {url, scene.ArgumentFor(call, Role::kData), options},
                  {.sink = "network", .to = to.host});
  AddSend(scene, call, api, to, sources, method.text);
  ReportTlsOption(scene, call);
}

void ReportSendAssigned(Scene& scene, const Spot& spot, NodeId value, const Api& api) {
  const Call call{.node = spot.node, .owner = spot.owner};
  Destination to;
  if (const Folded text = scene.Fold(value); text.any()) TakeUrl(text.text, to);
  const auto sources = ReportFlows(scene, call, {value}, {.sink = "network", .to = to.host});
  if (!sources.empty()) AddSend(scene, call, api, to, sources, {});
}

void ReportSocket(Scene& scene, const Call& call, const Api& api) {
  AddSend(scene, call, api, DestinationOf(scene, call, api), {}, {});
  ReportTlsOption(scene, call);
}

/// `send(message[, offset, length][, port[, address]][, callback])` of Node's dgram.
void TakeDatagram(Scene& scene, const Call& call, Destination& to) {
  std::size_t count = call.arguments.size();
  if (count > 0) {
    const Site last{scene.file, call.arguments.back()};
    if (scene.resolver.Resolve(last).kind == Meaning::Kind::kFunction) --count;
  }
  const std::size_t port = count < 4 ? 1 : 3;
  if (port < count) {
    if (const Folded text = scene.Fold(call.arguments[port]); text.whole) to.port = text.text;
  }
  if (port + 1 < count) {
    if (const Folded text = scene.Fold(call.arguments[port + 1]); text.any())
      to.host = ToLower(text.text);
  }
}

/// Data given to a connection that was made before: of interest when it is known where it is from.
void ReportSendMore(Scene& scene, const Call& call, const Api& api) {
  const NodeId value = scene.ArgumentFor(call, Role::kData);
  Destination to;
  if (api.does == Does::kPipe) {
    // file.pipe(socket): the data is the object itself.
    const Meaning target = scene.resolver.Resolve({scene.file, call.Argument(0)});
    if (target.kind != Meaning::Kind::kApi) return;
    const std::string_view path = ApiOf(target.api).path;
    const bool to_file = path == "@file-stream";
    const bool to_network = path == "@request" || path == "@socket" || path == "@ws";
    if (!to_file && !to_network) return;
    const auto* const member = scene.Tree().If<js::MemberExpression>(call.target);
    if (member == nullptr) return;
    const auto sources = ReportFlows(scene, call, {member->object},
                                     {.sink = to_file ? "file" : "network", .to = ""});
    if (to_network && !sources.empty()) AddSend(scene, call, api, to, sources, {});
    return;
  }
  if (value == NodeId::kNone) return;
  if (const Call* const maker = MakerOf(scene, call); maker != nullptr)
    to = DestinationOf(scene, *maker, ApiOf(maker->callee.api));
  std::vector<NodeId> data;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (api.RoleOf(i) == Role::kData) data.push_back(call.arguments[i]);
  }
  const bool datagram = api.does == Does::kSendDatagram;
  if (datagram) TakeDatagram(scene, call, to);
  const auto sources = ReportFlows(scene, call, data, {.sink = "network", .to = to.host});
  for (const std::string_view key : {"Bcc", "bcc"}) {
    const Folded copy = scene.OptionText(value, key);
    if (copy.exact().find('@') == std::string_view::npos) continue;
    scene.Add(FactKind::kCodeMailCopy, call.owner, call.node, {{"to", copy.text}});
  }
  if (!sources.empty() || datagram) AddSend(scene, call, api, to, sources, {});
}

void ReportListen(Scene& scene, const Call& call, const Api& api) {
  const Folded port = scene.Fold(scene.ArgumentFor(call, Role::kPort));
  const Folded host = scene.Fold(scene.ArgumentFor(call, Role::kHost));
  scene.Add(FactKind::kCodeNetListen, call.owner, call.node,
            {{"client", api.path}, {"port", port.exact()}, {"host", host.exact()}});
}

void ReportLookup(Scene& scene, const Call& call, const Api& api) {
  const NodeId host = scene.ArgumentFor(call, Role::kHost);
  if (host == NodeId::kNone) return;
  const Folded name = scene.Fold(host);
  const auto sources = ReportFlows(scene, call, {host}, {.sink = "dns", .to = name.text});
  std::vector<KeyText> values = {{"client", api.path}, {"host", name.known()}};
  AppendLabels(sources, "data", values);
  scene.Add(FactKind::kCodeNetLookup, call.owner, call.node, values, StepsOf(sources));
}

}  // namespace facts::code
