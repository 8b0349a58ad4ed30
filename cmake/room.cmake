# room(NAME FLOOR n [DEPS room ...] [LIBS library ...] [TEST_LIBS library ...])
#
# One folder under src/ = one static library `room_NAME` = one test binary `NAME_test`. Sources are NAME/*.cc and, one
# level down, NAME/*/*.cc; the ones that end in _test.cc go to the test binary and those that end in _bench.cc to the benchmark binary.
# DEPS must already exist and stand on a strictly lower floor, or the configure step stops. A ctest `layers.NAME`
# reads every quoted include of the room and fails when it names a room that DEPS does not.
#
# fuzz_target(ROOM NAME): src/../tests/fuzz/NAME_fuzz.cc, linked with the room. With the `fuzz` preset it becomes a libFuzzer
# program; otherwise an ordinary test `fuzz.NAME` replays tests/fuzz/corpus/NAME through it.

set_property(GLOBAL PROPERTY ROOMS "")

function(room name)
  cmake_parse_arguments(ROOM "" "FLOOR" "DEPS;LIBS;TEST_LIBS" ${ARGN})
  if(NOT DEFINED ROOM_FLOOR OR ROOM_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "room ${name}: needs FLOOR n, and knows DEPS, LIBS and TEST_LIBS only (saw: ${ROOM_UNPARSED_ARGUMENTS})")
  endif()
  set(folder ${CMAKE_SOURCE_DIR}/src/${name})
  foreach(dep IN LISTS ROOM_DEPS)
    if(NOT TARGET room_${dep})
      message(FATAL_ERROR "room ${name}: there is no room `${dep}` (rooms are declared bottom up in CMakeLists.txt)")
    endif()
    get_target_property(dep_floor room_${dep} ROOM_FLOOR)
    if(NOT dep_floor LESS ROOM_FLOOR)
      message(FATAL_ERROR "room ${name} (floor ${ROOM_FLOOR}) may not use ${dep} (floor ${dep_floor}): a room uses only lower floors")
    endif()
  endforeach()

  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cc ${folder}/*/*.cc)
  set(tests ${sources})
  set(benches ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER benches INCLUDE REGEX "_bench\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|bench)\\.cc$")

  list(TRANSFORM ROOM_DEPS PREPEND room_ OUTPUT_VARIABLE dep_targets)
  if(NOT sources)
    set(sources ${CMAKE_SOURCE_DIR}/cmake/header_only.cc)
  endif()
  add_library(room_${name} STATIC ${sources})
  target_include_directories(room_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(room_${name} PUBLIC flags ${dep_targets} ${ROOM_LIBS})
  set_target_properties(room_${name} PROPERTIES ROOM_FLOOR ${ROOM_FLOOR})
  set_property(GLOBAL APPEND PROPERTY ROOMS ${name})

  if(SALLYPORT_TESTS)
    add_test(NAME layers.${name}
      COMMAND ${CMAKE_COMMAND} -DROOM=${name} "-DALLOWED=${ROOM_DEPS}" -DSRC=${CMAKE_SOURCE_DIR}/src -P ${CMAKE_SOURCE_DIR}/cmake/layers.cmake)
    if(tests)
      add_executable(${name}_test ${tests})
      target_link_libraries(${name}_test PRIVATE room_${name} ${ROOM_TEST_LIBS} GTest::gtest GTest::gtest_main)
      target_compile_definitions(${name}_test PRIVATE SALLYPORT_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
      add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1)
    endif()
  endif()
  if(SALLYPORT_BENCH AND benches)
    add_executable(${name}_bench ${benches})
    target_link_libraries(${name}_bench PRIVATE room_${name} benchmark::benchmark benchmark::benchmark_main)
    target_compile_definitions(${name}_bench PRIVATE SALLYPORT_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  endif()
endfunction()

function(fuzz_target room name)
  set(source ${CMAKE_SOURCE_DIR}/tests/fuzz/${name}_fuzz.cc)
  set(corpus ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
  if(SALLYPORT_FUZZ)
    add_executable(${name}_fuzz ${source})
    target_link_libraries(${name}_fuzz PRIVATE room_${room})
    target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
  elseif(SALLYPORT_TESTS)
    add_executable(${name}_fuzz ${source} ${CMAKE_SOURCE_DIR}/tests/fuzz/replay_main.cc)
    target_link_libraries(${name}_fuzz PRIVATE room_${room})
    add_test(NAME fuzz.${name} COMMAND ${name}_fuzz ${corpus})
  endif()
endfunction()
