// The environment, the system, wallets: what is read by naming it.
#include <algorithm>
#include <array>

#include "facts/code/scene.h"
#include "facts/shell_tables.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

bool IsCiVariable(std::string_view name) {
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"BITBUCKET_BUILD_NUMBER", "BUILDKITE", "CI", "CIRCLECI", "CODEBUILD_BUILD_ID",
       "CONTINUOUS_INTEGRATION", "DRONE", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL",
       "TEAMCITY_VERSION", "TF_BUILD", "TRAVIS"});
  return std::binary_search(kNames.begin(), kNames.end(), name);
}

void AddRead(Scene& scene, FunctionId owner, NodeId node, std::string_view name,
             std::string_view sort, std::string_view rebuilt = {}) {
  scene.Add(
      FactKind::kCodeEnvRead, owner, node,
      {{"name", name}, {"sort", sort}, {"secret", SecretVariableSort(name)}, {"rebuilt", rebuilt}});
  if (IsCiVariable(name)) scene.Add(FactKind::kCodeCiDetect, owner, node, {{"name", name}});
}

/// True for a name that is put together where a text would do: joined, decoded, of several pieces.
bool IsRebuilt(Scene& scene, NodeId name) {
  const js::Tree& tree = scene.Tree();
  name = Bare(tree, name);
  if (const auto* variable = tree.If<js::Identifier>(name);
      variable != nullptr && variable->binding != js::BindingId::kNone) {
    const auto definitions = scene.resolver.Definitions(scene.file, variable->binding);
    if (definitions.size() == 1 && definitions[0].kind == Definition::Kind::kValue)
      name = Bare(tree, definitions[0].value);
  }
  const Kind kind = tree.KindOf(name);
  return kind == Kind::kBinaryExpression || kind == Kind::kCallExpression;
}

/// One use of an expression that is the environment.
void ReportUse(Scene& scene, NodeId node, FunctionId owner) {
  const CodeFile& file = scene.File();
  const js::Tree& tree = file.tree();
  const NodeId up = file.ParentOf(node);
  switch (tree.KindOf(up)) {
    case Kind::kMemberExpression: {
      const auto& member = tree.As<js::MemberExpression>(up);
      if (member.object != node) return AddRead(scene, owner, node, {}, "all");
      const auto* const written = tree.If<js::AssignmentExpression>(file.ParentOf(up));
      if (written != nullptr && written->left == up) return;
      const auto name = scene.folder.Constant({scene.file, member.property});
      if (!member.computed()) {
        const auto* const plain = tree.If<js::IdentifierName>(member.property);
        if (plain != nullptr) AddRead(scene, owner, up, file.Text(plain->name), "one");
        return;
      }
      if (!name) {
        const auto names = scene.folder.Alternatives({scene.file, member.property});
        for (const std::string& one : names) AddRead(scene, owner, up, one, "one");
        if (!names.empty()) return;
        return AddRead(scene, owner, up, {}, "computed");
      }
      const bool rebuilt = IsRebuilt(scene, member.property);
      return AddRead(scene, owner, up, *name, "one", rebuilt ? "yes" : "");
    }
    case Kind::kVariableDeclarator:
    case Kind::kAssignmentExpression:
    case Kind::kAssignmentPattern: {
      NodeId target = NodeId::kNone;
      if (const auto* declarator = tree.If<js::VariableDeclarator>(up)) target = declarator->id;
      if (const auto* assignment = tree.If<js::AssignmentExpression>(up)) target = assignment->left;
      if (const auto* pattern = tree.If<js::AssignmentPattern>(up)) target = pattern->left;
      if (target == node) return;
      const auto* const names = tree.If<js::ObjectPattern>(target);
      if (names == nullptr) return;  // another name: its uses are looked at by themselves
      for (const NodeId item : tree.List(names->properties)) {
        const auto* const property = tree.If<js::Property>(item);
        if (property == nullptr) {
          AddRead(scene, owner, node, {}, "all");
          continue;
        }
        const auto* const key = tree.If<js::IdentifierName>(property->key);
        const auto* const same = tree.If<js::Identifier>(property->key);
        const std::string_view name = key != nullptr    ? file.Text(key->name)
                                      : same != nullptr ? file.Text(same->name)
                                                        : std::string_view();
        AddRead(scene, owner, item, name, name.empty() ? "computed" : "one");
      }
      return;
    }
    case Kind::kProperty: {
      const auto& property = tree.As<js::Property>(up);
      const auto* const key = tree.If<js::IdentifierName>(property.key);
      const bool passed = key != nullptr && file.Text(key->name) == "env";
      return AddRead(scene, owner, node, {}, passed ? "passed" : "all");
    }
    case Kind::kSpreadElement: {
      // { env: { ...process.env, A: 1 } } is the environment of a process that is started.
      const auto* const outer = tree.If<js::Property>(file.ParentOf(file.ParentOf(up)));
      const auto* const key = outer == nullptr ? nullptr : tree.If<js::IdentifierName>(outer->key);
      const bool passed = key != nullptr && file.Text(key->name) == "env";
      return AddRead(scene, owner, node, {}, passed ? "passed" : "all");
    }
    case Kind::kUnaryExpression:
    case Kind::kIfStatement:
    case Kind::kLogicalExpression:
    case Kind::kBinaryExpression:
    case Kind::kConditionalExpression:
      return;  // asked whether it is there
    default:   // a value of its own
      return AddRead(scene, owner, node, {}, "all");
  }
}

std::string_view LastPart(std::string_view path) {
  return path.substr(path.rfind('.') + 1);
}

}  // namespace

void ReportMember(Scene& scene, const ApiMember& member) {
  const Api& api = ApiOf(member.api);
  const Spot& spot = member.spot;
  const CodeFile& file = scene.File();
  const NodeId up = file.ParentOf(spot.node);
  const auto call = CallOf(file.tree(), up);
  const bool called = call && call->callee == spot.node;
  switch (api.does) {
    case Does::kEnvironment:
      return ReportUse(scene, spot.node, spot.owner);
    case Does::kSystem:
      if (!called)
        scene.Add(FactKind::kCodeSystemRead, spot.owner, spot.node, {{"what", LastPart(api.path)}});
      return;
    case Does::kCookie:
    case Does::kStorage: {
      const bool cookie = api.does == Does::kCookie;
      const auto* const written = file.tree().If<js::AssignmentExpression>(up);
      if (written != nullptr && written->left == spot.node) return;
      scene.Add(FactKind::kCodeCredentialStore, spot.owner, spot.node,
                {{"how", cookie ? "cookie" : "storage"}});
      return;
    }
    case Does::kWallet: {
      const auto* const written = file.tree().If<js::AssignmentExpression>(up);
      const bool replaced = written != nullptr && written->left == spot.node;
      scene.Add(FactKind::kCodeWallet, spot.owner, spot.node,
                {{"name", LastPart(api.path)}, {"how", replaced ? "replace" : "read"}});
      return;
    }
    default:  // told by the call, or not at all
      return;
  }
}

void ReportEnvironmentVariables(Scene& scene) {
  const CodeFile& file = scene.File();
  for (const js::BindingId id : scene.reads.EnvironmentsOf(scene.file)) {
    for (const NodeId mention : file.scopes().Mentions(id)) {
      const js::Node& node = file.tree()[mention];
      if (node.Has(js::Node::kDeclares) || node.Has(js::Node::kWrites)) continue;
      ReportUse(scene, mention, file.OwnerOf(mention));
    }
  }
}

void ReportSystemCall(Scene& scene, const Call& call, const Api& api) {
  scene.Add(FactKind::kCodeSystemRead, call.owner, call.node, {{"what", LastPart(api.path)}});
}

void ReportEnvironmentCall(Scene& scene, const Call& call, const Api& api) {
  if (api.does == Does::kEnvironmentAll) return AddRead(scene, call.owner, call.node, {}, "all");
  const Folded name = scene.Fold(scene.ArgumentFor(call, Role::kName));
  AddRead(scene, call.owner, call.node, name.exact(), name.whole ? "one" : "computed");
}

void ReportPeople(Scene& scene, const Call& call, const Api& api) {
  switch (api.does) {
    case Does::kClipboard:
      return scene.Add(FactKind::kCodeClipboard, call.owner, call.node, {{"access", "read"}});
    case Does::kClipboardWrite:
      return scene.Add(FactKind::kCodeClipboard, call.owner, call.node, {{"access", "write"}});
    case Does::kCredentialStore:
      return scene.Add(FactKind::kCodeCredentialStore, call.owner, call.node,
                       {{"how", "keychain"}});
    case Does::kKeyboard:
      return scene.Add(FactKind::kCodeKeyboard, call.owner, call.node, {{"how", "system"}});
    case Does::kScreen:
      return scene.Add(FactKind::kCodeScreen, call.owner, call.node, {{"how", api.path}});
    case Does::kListener: {
      const Folded event = scene.Fold(scene.ArgumentFor(call, Role::kName));
      if (event.text == "keydown" || event.text == "keypress" || event.text == "keyup")
        scene.Add(FactKind::kCodeKeyboard, call.owner, call.node, {{"how", "page"}});
      return;
    }
    default:  // not registered here
      return;
  }
}

void ReportPublish(Scene& scene, const Call& call, const Api& api) {
  scene.Add(FactKind::kCodePublish, call.owner, call.node, {{"how", api.path}});
}

}  // namespace facts::code
