# Unpacks ARCHIVE into FOLDER and runs the list RUN, in which FOLDER/ stands for that folder.
file(MAKE_DIRECTORY ${FOLDER})
file(ARCHIVE_EXTRACT INPUT ${ARCHIVE} DESTINATION ${FOLDER})
list(TRANSFORM RUN REPLACE "^FOLDER/" "${FOLDER}/")
execute_process(COMMAND ${RUN} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${RUN}: ${status}")
endif()
