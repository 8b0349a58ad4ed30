# Compiles the incident records into a pack that is part of the program. The tool uses room intel, so the result is a library
# of its own beside the room, for whoever needs it.
add_executable(incident_compiler ${CMAKE_SOURCE_DIR}/tools/incident_compiler.cc)
target_link_libraries(incident_compiler PRIVATE room_intel)

set(incidents ${CMAKE_SOURCE_DIR}/intel/incidents)
set(popular ${CMAKE_SOURCE_DIR}/intel/popular-npm.txt)
set(built_in ${CMAKE_BINARY_DIR}/generated/built_in_pack.cc)
file(GLOB incident_files CONFIGURE_DEPENDS ${incidents}/*.yaml)
add_custom_command(OUTPUT ${built_in}
  COMMAND incident_compiler ${incidents} ${popular} ${built_in}
  DEPENDS incident_compiler ${incident_files} ${popular}
  COMMENT "compiling the incident records" VERBATIM)
add_library(built_in_pack STATIC ${built_in})
target_link_libraries(built_in_pack PUBLIC room_intel)
