# Provokes both failures of the layer check and expects each to be refused with its own words.
# Arguments: ROOT (the project), WORK (a folder to write in), CXX.
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE ${WORK})
foreach(room lower upper)
  file(WRITE ${WORK}/src/${room}/${room}.h "#pragma once\n")
  file(WRITE ${WORK}/src/${room}/${room}.cc "#include \"${room}/${room}.h\"\n")
endforeach()
file(MAKE_DIRECTORY ${WORK}/cmake)
file(COPY ${ROOT}/cmake/room.cmake ${ROOT}/cmake/layers.cmake ${ROOT}/cmake/header_only.cc DESTINATION ${WORK}/cmake)

function(configure rooms expected_status expected_words)
  file(WRITE ${WORK}/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)\nproject(probe CXX)\nset(SALLYPORT_TESTS ON)\nenable_testing()\n"
    "define_property(TARGET PROPERTY ROOM_FLOOR)\nadd_library(flags INTERFACE)\ninclude(cmake/room.cmake)\n${rooms}")
  file(REMOVE_RECURSE ${WORK}/build)
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${WORK} -B ${WORK}/build -G Ninja -DCMAKE_CXX_COMPILER=${CXX}
    RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
  string(REGEX REPLACE "[ \n]+" " " said "${said}")
  if(expected_status STREQUAL "refused" AND (status EQUAL 0 OR NOT said MATCHES "${expected_words}"))
    message(FATAL_ERROR "expected a refusal with `${expected_words}`, got status ${status}: ${said}")
  elseif(expected_status STREQUAL "accepted" AND NOT status EQUAL 0)
    message(FATAL_ERROR "expected to be accepted: ${said}")
  endif()
endfunction()

# 1. A room on the same or a higher floor may not be named.
configure("room(upper FLOOR 1)\nroom(lower FLOOR 1 DEPS upper)\n" refused "may not use upper")
configure("room(lower FLOOR 0 DEPS upper)\nroom(upper FLOOR 1)\n" refused "there is no room `upper`")
configure("room(lower FLOOR 0)\nroom(upper FLOOR 1 DEPS lower)\n" accepted "")

# 2. A room may not include what its room() line does not name, however the include is written.
function(check_includes allowed expected)
  execute_process(COMMAND ${CMAKE_COMMAND} -DROOM=upper "-DALLOWED=${allowed}" -DSRC=${WORK}/src -P ${WORK}/cmake/layers.cmake
    RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(expected STREQUAL "refused" AND status EQUAL 0)
    message(FATAL_ERROR "the include was not refused")
  elseif(expected STREQUAL "accepted" AND NOT status EQUAL 0)
    message(FATAL_ERROR "expected to be accepted: ${said}")
  endif()
endfunction()
file(WRITE ${WORK}/src/upper/upper.cc "  #  include  \"lower/lower.h\"  // odd spacing\n")
check_includes("" refused)
check_includes("lower" accepted)
file(WRITE ${WORK}/src/upper/upper.cc "#include \"upper.h\"\n")
check_includes("lower" refused)
