#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "facts/code/source_label.h"

namespace facts::code {

/// A name of node_api.def: `fs`, `fs.readFile`, `@request.write`. kNone: not in the table.
enum class ApiId : std::uint16_t { kNone = 0 };
/// A part of such a name: what an identifier of a file is compared by. kNone: in no name.
enum class WordId : std::uint16_t { kNone = 0 };

/// What a call (or, for environment and system, a read) is observed as.
enum class Does : std::uint8_t {
  kNothing,
  kAddon,
  kBinding,
  kBuffer,
  kCharacters,
  kCi,
  kClipboard,
  kClipboardWrite,
  kCompress,
  kCookie,
  kCredentialStore,
  kCurrentFolder,
  kDecode,
  kDecompress,
  kDecrypt,
  kDefineProperty,
  kDownload,
  kEncode,
  kEncrypt,
  kEnvironment,
  kEnvironmentAll,
  kEnvironmentFile,
  kEnvironmentGet,
  kEval,
  kFileCopy,
  kFileDelete,
  kFileDeleteTree,
  kFileList,
  kFileMode,
  kFileOpen,
  kFileProbe,
  kFileRead,
  kFileWrite,
  kFileWriteStream,
  kFolderOf,
  kFork,
  kFunction,
  kHash,
  kHome,
  kInspector,
  kJoin,
  kKeyboard,
  kListen,
  kListener,
  kLoader,
  kLookup,
  kPipe,
  kPrototypeOf,
  kProxy,
  kPublish,
  kReflectApply,
  kReflectGet,
  kReflectSet,
  kRequire,
  kSame,
  kScreen,
  kSelfProgram,
  kSend,
  kSendAssigned,
  kSendDatagram,
  kSendMore,
  kSendSocket,
  kSendXhr,
  kSpawn,
  kSpawnList,
  kSpawnShell,
  kSpawnTemplate,
  kStorage,
  kSystem,
  kTemp,
  kTimer,
  kWallet,
  kWasm,
  kWorker,
};

/// What an argument is for.
enum class Role : std::uint8_t {
  kNone,
  kArgs,
  kCallback,
  kCode,
  kCommand,
  kData,
  kFunction,
  kHost,
  kModule,
  kName,
  kOptions,
  kPath,
  kPort,
  kProgram,
  kTarget,
  kText,
  kTo,
  kUrl,
  kValue,
};

/// One line of node_api.def.
struct Api {
  std::string_view path;
  Does does = Does::kNothing;
  std::array<Role, 6> roles{};
  Role rest = Role::kNone;                 ///< of all further arguments
  bool gives_argument = false;             ///< what comes back is the first argument
  SourceLabel label = SourceLabel::kNone;  ///< what a reader learns from what comes back
  ApiId gives = ApiId::kNone;              ///< what comes back is this

  [[nodiscard]] Role RoleOf(std::size_t argument) const {
    const bool named = argument < roles.size() && roles[argument] != Role::kNone;
    return named ? roles[argument] : rest;
  }
};

/// The table, made from node_api.def at its first use and never changed.
[[nodiscard]] const Api& ApiOf(ApiId id);
[[nodiscard]] WordId FindWord(std::string_view text);
/// The text of a word: the table's own, so ours.
[[nodiscard]] std::string_view TextOf(WordId word);
/// `name` below `api`, aliases followed; kNone when the table does not have it.
[[nodiscard]] ApiId MemberOf(ApiId api, WordId name);
/// A module by the name it is imported by, `node:` taken off; kNone when unknown.
[[nodiscard]] ApiId FindModule(std::string_view specifier);
/// The root of all globals.
[[nodiscard]] ApiId GlobalObject();
/// A path of the table; kNone when it is in none.
[[nodiscard]] ApiId FindApi(std::string_view path);

}  // namespace facts::code
