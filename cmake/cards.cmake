# Compiles the rule cards into room detect. The tool is made from the room's own reader, so that a card which the
# program could not read stops the build. The sources named here are what the reader consists of.
set(reader card_cursor card_sections condition_parser pattern_parser read_card regex sample_bytes sample_reader)
list(TRANSFORM reader REPLACE "(.+)" "${CMAKE_SOURCE_DIR}/src/detect/\\1.cc")
add_executable(card_compiler ${CMAKE_SOURCE_DIR}/tools/card_compiler.cc ${reader})
target_link_libraries(card_compiler PRIVATE room_model re2)
target_include_directories(card_compiler PRIVATE ${CMAKE_SOURCE_DIR}/src)

set(rules ${CMAKE_SOURCE_DIR}/src/detect/rules)
set(detectors ${CMAKE_SOURCE_DIR}/src/detect/detectors.def)
set(cards ${CMAKE_BINARY_DIR}/generated/built_in_cards.cc)
file(GLOB card_files CONFIGURE_DEPENDS ${rules}/*.md)
add_custom_command(OUTPUT ${cards}
  COMMAND card_compiler ${rules} ${detectors} ${cards}
  DEPENDS card_compiler ${detectors} ${card_files}
  COMMENT "compiling the rule cards" VERBATIM)
target_sources(room_detect PRIVATE ${cards})
