# The profiles of clusters become part of the program as they are: one raw string each, by id. Tests read every one of them.
file(GLOB profile_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/intel/profiles/*.yaml)
list(SORT profile_files)
set(profile_texts "")
foreach(profile IN LISTS profile_files)
  file(READ ${profile} text)
  string(APPEND profile_texts "      R\"profile(${text})profile\",\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${profile})
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/built_in_profiles.cc CONTENT [[
#include "scan/attribution/read_profile.h"

namespace scan {

const std::vector<std::string_view>& BuiltInProfiles() {
  static const std::vector<std::string_view> profiles = {
@profile_texts@  };
  return profiles;
}

}  // namespace scan
]] @ONLY)
target_sources(room_scan PRIVATE ${CMAKE_BINARY_DIR}/generated/built_in_profiles.cc)
