#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "inventory/tree.h"

// Lockfiles other than npm's say of every package which others it gets, so nothing is left to
// Node's look-up. Their readers make nodes and edges with these, in file order.

namespace inventory {

/// Adds a node at `path`, which gets a number when another node has it already. Nothing, and a
/// complaint the first time, past limits::kPackages.
[[nodiscard]] std::optional<PackageIndex> AddPackage(Tree& tree, std::string path,
                                                     const Complaints::Place& place);

/// Adds an edge; past limits::kDependencies it is left out, and the first time complained about.
void AddEdge(Tree& tree, const Edge& edge);

/// The node of a member of the workspaces at `path`, counted from the project, with the manifest
/// that lies there when that is inside the project; and the root's edge to it.
[[nodiscard]] std::optional<PackageIndex> AddMember(Tree& tree, const FileSystem& files,
                                                    const std::string& folder,
                                                    std::string_view path,
                                                    const Complaints::Place& place);

/// Gives the node its hash or says what is wrong with the text.
void SetIntegrity(Tree& tree, PackageIndex index, std::string_view text,
                  const Complaints::Place& place);
/// Gives the node the address of its bytes, without credentials, and says when there were some.
void SetResolved(Tree& tree, PackageIndex index, std::string_view address,
                 const Complaints::Place& place);

/// Says that `from` gets a package that the lockfile does not have (L024).
void ComplainOfDangling(Tree& tree, const Complaints::Place& place, std::string_view from,
                        std::string_view to);

/// Text, or a number as it is written: YAML reads `1.10` as a number.
[[nodiscard]] std::string_view TextOf(const formats::json::Value& value);
[[nodiscard]] std::string_view TextAt(const formats::json::Object& object, std::string_view field);

/// The object that a lockfile in JSON is; when it is none, says so and names the command that
/// writes it anew.
[[nodiscard]] std::optional<formats::json::Object> RootObject(Tree& tree, const Source& source,
                                                              std::string_view command);

/// Sorts nodes by path and edges by (from, name, scope), of which the strongest of a name stays,
/// and judges every edge. Replaces Arrange, CollectEdges, ResolveEdges and JudgeEdges.
void SettleGraph(Tree& tree);

}  // namespace inventory
