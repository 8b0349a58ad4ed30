#include "net/curl_library.h"

#include <dlfcn.h>

#include "base/check.h"

namespace net {
namespace {

template <typename Function>
Function Find(void* library, const char* name) {
  void* const found = dlsym(library, name);
  CHECK(found != nullptr, "libcurl has every function that is used");
  return reinterpret_cast<Function>(found);
}

CurlLibrary Load() {
  // Stays for as long as the program does.
  void* const library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  CHECK(library != nullptr, "libcurl.so.4 is on this machine");
  return {
#define CURL_FUNCTION(name) .name = Find<decltype(CurlLibrary::name)>(library, "curl_" #name),
#include "net/curl_functions.def"
#undef CURL_FUNCTION
  };
}

}  // namespace

const CurlLibrary& Curl() {
  static const CurlLibrary library = Load();
  return library;
}

}  // namespace net
