#pragma once

#include <cstdint>
#include <string_view>

#include "facts/lang/language.h"

namespace facts {

/// What a function, method or command of a scripting language does, as far as facts go.
enum class ScriptAct : std::uint8_t {
  // Values only
  kAttribute,  ///< getattr(object, name)
  kChr,
  kDecode,  ///< the detail is the encoding; empty: an argument names it
  kFormat,
  kJoin,  ///< the receiver, or the second argument, stands between the items of the other
  kJoinPath,
  kMap,  ///< a function over the items of a list
  kOrd,
  kPass,  ///< what comes in goes out, the receiver's or the first argument's
  kReplace,
  kReverse,
  kSplit,
  // Effects
  kConnect,       ///< a connection; the detail is the protocol
  kDelete,        ///< the detail is `tree` when folders go with all they hold
  kDownload,      ///< the answer is the result
  kDownloadFile,  ///< address, then file
  kEnvironment,   ///< one variable, by name
  kEval,          ///< its argument is run as code of this language, or loaded as code
  kImport,        ///< a module by name
  kMemory,        ///< writes into memory or into another process
  kNew,           ///< an object of the type that is named
  kOpen,          ///< a file; the second argument says what for
  kPermission,
  kPersist,  ///< the detail is `script.persistence`'s `how`; empty: by the path among the arguments
  kRead,     ///< a file named by the first argument
  kRequest,  ///< method, then address: what follows on the object goes there
  kRun,      ///< a command line, or a list of program and arguments
  kSave,     ///< the object's content into a file
  kSecret,   ///< gives a stored secret; the detail is its sort
  kSend,     ///< a request with a body
  kWatch,    ///< the detail is what is watched: clipboard, keyboard, screen, ...
  kWeaken,   ///< the detail is the defence that is weakened
  kWhole,    ///< the whole environment
  kWrite,    ///< content to the file the receiver is, or that an argument names
};

struct ScriptCall {
  std::string_view name;  ///< dotted; a method of any object begins with a dot
  ScriptAct act{};
  std::string_view detail;
};

/// The row for a dotted name; nullptr for what says nothing. In languages that mind no case names
/// are in lower case.
[[nodiscard]] const ScriptCall* FindScriptCall(Language language, std::string_view name);

}  // namespace facts
