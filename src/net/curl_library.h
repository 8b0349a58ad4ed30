#pragma once

#include <curl/curl.h>

namespace net {

/// libcurl, loaded when it is first asked for. It brings some thirty libraries along, and loading
/// them took 3.6 of the 8.5 ms that this program needed to start (bench/sbom); most commands never
/// touch the network.
struct CurlLibrary {
#define CURL_FUNCTION(name) decltype(&::curl_##name) name;
#include "net/curl_functions.def"
#undef CURL_FUNCTION
};

/// The functions of libcurl. Loads it the first time, from any thread; ends the program, saying so,
/// when it is not on this machine.
[[nodiscard]] const CurlLibrary& Curl();

}  // namespace net
